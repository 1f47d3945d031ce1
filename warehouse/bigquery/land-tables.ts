import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import pLimit from 'p-limit';
import { cleanUp } from '../clean-up.js';
import type { TableLoad } from '../warehouse.js';
import type { BigQuerySession } from './bigquery-config.js';
import { describeColumns } from './ensure-raw-tables.js';
import { explained } from './explain-error.js';
import { type LandStep, writeLandScript } from './land-script.js';
import { runStatement } from './run-statement.js';

/** A work table left by a killed run removes itself. */
const WORK_TABLE_LIFETIME_HOURS = 6;

/** Files loaded at once: a load job takes seconds however small the file is. */
const PARALLEL_LOADS = 8;

/** A load whose file may also be Parquet, as the reader of log files writes it. */
export interface BigQueryLoad extends TableLoad {
  readonly isParquet?: boolean;
}

/**
 * Load jobs into work tables of their own (free of charge, unlike streaming), then one transaction that replaces and inserts
 * for all of them. A crash before its COMMIT leaves the raw tables as they were.
 */
export async function landTables(session: BigQuerySession, loads: readonly BigQueryLoad[]): Promise<void> {
  if (loads.length === 0) return;
  const { client, config } = session;
  const raw = client.dataset(`${config.dataset_prefix}raw`);
  const workTables: string[] = [];
  try {
    const limit = pLimit(PARALLEL_LOADS);
    const loaded = await Promise.allSettled(loads.map((load) => limit(() => loadFile(session, load, workTables))));
    const steps = loaded.map((outcome): LandStep => {
      if (outcome.status === 'rejected') throw outcome.reason;
      return outcome.value;
    });
    const { sql, params } = writeLandScript(steps, `${config.project}.${raw.id}`);
    const names = [...new Set(loads.map(({ table }) => table.name))].join(', ');
    await explained(`landing ${names}`, `${config.project}.${raw.id}`, () =>
      runStatement(session, { query: sql, params, isScript: true, component: 'land' }),
    );
  } finally {
    await Promise.all(workTables.map((name) => deleteWorkTable(session, name)));
  }
}

async function deleteWorkTable({ client, config, deps }: BigQuerySession, name: string): Promise<void> {
  const table = client.dataset(`${config.dataset_prefix}raw`).table(name);
  const where = `${config.project}.${config.dataset_prefix}raw.${name}`;
  await cleanUp(
    `the work table ${where} could not be deleted (BigQuery does so ${WORK_TABLE_LIFETIME_HOURS} hours after it was made)`,
    () => table.delete({ ignoreNotFound: true }),
    deps.log,
  );
}

/** Load jobs are free, and the client takes no labels for them. An empty file, which BigQuery would refuse, only deletes. */
async function loadFile(session: BigQuerySession, load: BigQueryLoad, workTables: string[]): Promise<LandStep> {
  const { table, replace } = load;
  const { size } = await stat(load.file);
  if (size === 0) return { table, replace, workTable: undefined };
  const { client, config } = session;
  const raw = client.dataset(`${config.dataset_prefix}raw`);
  const name = `landing_${table.name}_${randomUUID().replaceAll('-', '')}`;
  const schema = { fields: describeColumns(table) };
  await explained(`loading ${load.file}`, `${config.project}.${raw.id}.${table.name}`, async () => {
    await raw.createTable(name, { schema, expirationTime: String(Date.now() + WORK_TABLE_LIFETIME_HOURS * 3_600_000) });
    workTables.push(name);
    await raw.table(name).load(load.file, {
      sourceFormat: load.isParquet === true ? 'PARQUET' : 'NEWLINE_DELIMITED_JSON',
      writeDisposition: 'WRITE_APPEND',
      createDisposition: 'CREATE_NEVER',
      location: config.location,
      schema,
    });
  });
  return { table, replace, workTable: `${config.project}.${raw.id}.${name}` };
}
