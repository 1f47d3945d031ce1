import type { BigQueryConfig } from '../../warehouse/bigquery/bigquery-config.js';
import { addDatasetPrefix } from '../../warehouse/bigquery/dataset-names.js';
import { openSession } from '../../warehouse/bigquery/open-session.js';
import { runStatement } from '../../warehouse/bigquery/run-statement.js';
import { openWarehouse } from '../../warehouse/open-warehouse.js';
import type { Warehouse } from '../../warehouse/warehouse.js';
import type { Select } from './compare-tables.js';
import { EMULATOR_PROJECT } from './emulator/start-emulator.js';

/** The BigQuery engine on the emulator; its own datasets by `prefix`. */
export function openEmulator(host: string, prefix: string, projectFolder?: string): Promise<Warehouse> {
  return openWarehouse(describeEmulator(prefix), { ...withFolder(projectFolder), env: emulatorEnv(host) });
}

/** The same datasets without the dry run that goes before `Warehouse.query`: the emulator takes as long for it as for the query. */
export function openSelect(host: string, prefix: string): Select {
  const session = openSession(describeEmulator(prefix), { env: emulatorEnv(host) });
  return (sql) => runStatement(session, { query: addDatasetPrefix(sql, prefix), component: 'query' });
}

function describeEmulator(prefix: string): BigQueryConfig {
  return { type: 'bigquery', project: EMULATOR_PROJECT, location: 'US', dataset_prefix: prefix };
}

function emulatorEnv(host: string): Readonly<Record<string, string | undefined>> {
  return { ...process.env, BIGQUERY_EMULATOR_HOST: host };
}

export function openDuckDb(path: string, projectFolder?: string): Promise<Warehouse> {
  return openWarehouse({ type: 'duckdb', path }, withFolder(projectFolder));
}

function withFolder(projectFolder: string | undefined): { projectFolder?: string } {
  return projectFolder === undefined ? {} : { projectFolder };
}
