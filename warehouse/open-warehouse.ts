import type { DuckDbConfig } from './duckdb/duckdb-config.js';
import type { Warehouse } from './warehouse.js';

/** The `engine` section of tokenledger.yaml. */
export type EngineConfig = DuckDbConfig;

export interface WarehouseDependencies {
  /** Folder of the Dataform project; the installed package's own unless given. */
  readonly projectFolder?: string;
  readonly log?: (line: string) => void;
}

/** Opens the configured engine. Each is loaded only when it is asked for: their clients are large. */
export async function openWarehouse(
  config: EngineConfig,
  dependencies: WarehouseDependencies = {},
): Promise<Warehouse> {
  switch (config.type) {
    case 'duckdb': {
      const { DuckDbWarehouse } = await import('./duckdb/duckdb-warehouse.js');
      return new DuckDbWarehouse(config, dependencies);
    }
  }
}
