import type { BigQueryConfig } from './bigquery/bigquery-config.js';
import type { DuckDbConfig } from './duckdb/duckdb-config.js';
import type { Warehouse } from './warehouse.js';

/** The `engine` section of tokenledger.yaml. */
export type EngineConfig = DuckDbConfig | BigQueryConfig;

export interface WarehouseDependencies {
  /** Folder of the Dataform project; the installed package's own unless given. */
  readonly projectFolder?: string;
  readonly log?: (line: string) => void;
  /** The environment; BigQuery finds its credentials by it. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Folder of the installation's state, whose lock the caller holds. */
  readonly stateFolder?: string;
  /** Once aborted, a transform ends as soon as it can and throws the signal's reason. */
  readonly stop?: AbortSignal;
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
    case 'bigquery': {
      const { BigQueryWarehouse } = await import('./bigquery/bigquery-warehouse.js');
      return new BigQueryWarehouse(config, { env: {}, ...dependencies });
    }
  }
}
