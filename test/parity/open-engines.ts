import { openWarehouse } from '../../warehouse/open-warehouse.js';
import type { Warehouse } from '../../warehouse/warehouse.js';
import { EMULATOR_PROJECT } from './emulator/start-emulator.js';

/** The BigQuery engine on the emulator; its own datasets by `prefix`. */
export function openEmulator(host: string, prefix: string, projectFolder?: string): Promise<Warehouse> {
  return openWarehouse(
    { type: 'bigquery', project: EMULATOR_PROJECT, location: 'US', dataset_prefix: prefix },
    { ...withFolder(projectFolder), env: { ...process.env, BIGQUERY_EMULATOR_HOST: host } },
  );
}

export function openDuckDb(path: string, projectFolder?: string): Promise<Warehouse> {
  return openWarehouse({ type: 'duckdb', path }, withFolder(projectFolder));
}

function withFolder(projectFolder: string | undefined): { projectFolder?: string } {
  return projectFolder === undefined ? {} : { projectFolder };
}
