import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { TableLoad } from '../warehouse.js';
import type { BigQuerySession } from './bigquery-config.js';
import { describeColumns } from './ensure-raw-tables.js';
import { explained } from './explain-error.js';
import { type LandStep, writeLandScript } from './land-script.js';
import { runStatement } from './run-statement.js';

/** A work table left by a killed run removes itself. */
const WORK_TABLE_LIFETIME_MS = 6 * 60 * 60 * 1000;

/**
 * Load jobs into work tables of their own (free of charge, unlike streaming), then one transaction that replaces and inserts
 * for all of them. A crash before its COMMIT leaves the raw tables as they were.
 */
export async function landTables(session: BigQuerySession, loads: readonly TableLoad[]): Promise<void> {
  if (loads.length === 0) return;
  const { client, config } = session;
  const raw = client.dataset(`${config.dataset_prefix}raw`);
  const loaded: string[] = [];
  try {
    const steps: LandStep[] = [];
    for (const load of loads) {
      const workTable = await loadFile(session, load, loaded);
      steps.push({ table: load.table, replace: load.replace, workTable });
    }
    const { sql, params } = writeLandScript(steps, `${config.project}.${raw.id}`);
    const names = [...new Set(loads.map(({ table }) => table.name))].join(', ');
    await explained(`landing ${names}`, `${config.project}.${raw.id}`, () =>
      runStatement(session, { query: sql, params, component: 'land' }),
    );
  } finally {
    await Promise.all(loaded.map((name) => raw.table(name).delete({ ignoreNotFound: true })));
  }
}

/** Load jobs are free, and the client takes no labels for them. Gives the work table's full name; undefined for an empty file, which BigQuery would refuse to load. */
async function loadFile(session: BigQuerySession, load: TableLoad, loaded: string[]): Promise<string | undefined> {
  const { size } = await stat(load.file);
  if (size === 0) return undefined;
  const { client, config } = session;
  const raw = client.dataset(`${config.dataset_prefix}raw`);
  const name = `landing_${load.table.name}_${randomUUID().replaceAll('-', '')}`;
  const schema = { fields: describeColumns(load.table) };
  await explained(`loading ${load.file}`, `${config.project}.${raw.id}.${load.table.name}`, async () => {
    await raw.createTable(name, { schema, expirationTime: String(Date.now() + WORK_TABLE_LIFETIME_MS) });
    loaded.push(name);
    await raw.table(name).load(load.file, {
      sourceFormat: 'NEWLINE_DELIMITED_JSON',
      writeDisposition: 'WRITE_APPEND',
      createDisposition: 'CREATE_NEVER',
      location: config.location,
      schema,
    });
  });
  return `${config.project}.${raw.id}.${name}`;
}
