import { createWriteStream } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import type { TableField } from '@google-cloud/bigquery';
import { removeFolder } from '../clean-up.js';
import type { ColumnType, RawColumn } from '../raw-table.js';
import { UserError } from '../user-error.js';
import type { BigQuerySession } from './bigquery-config.js';
import { addDatasetPrefix } from './dataset-names.js';
import { explained } from './explain-error.js';
import { describeResult, readRow } from './read-row.js';
import { startJob } from './run-statement.js';

const PARQUET_TYPES: Readonly<Record<ColumnType, string>> = {
  STRING: 'VARCHAR',
  INT64: 'BIGINT',
  NUMERIC: 'DECIMAL(38,9)',
  BOOL: 'BOOLEAN',
  DATE: 'DATE',
  TIMESTAMP: 'TIMESTAMPTZ',
};

/**
 * Reads `schema.name` and writes it as Parquet. BigQuery's own extract jobs write to Cloud Storage only, so the rows come over
 * the API and DuckDB writes the file.
 */
export async function exportParquet(session: BigQuerySession, table: string, path: string): Promise<void> {
  if (!/^[a-z_]+\.[A-Za-z0-9_]+$/.test(table))
    throw new UserError(`"${table}" is not a table: name it as schema.name, for example marts.chargeback_monthly`);
  const folder = await mkdtemp(join(tmpdir(), 'tokenledger-export-'));
  try {
    const file = join(folder, 'rows.ndjson');
    const columns = await explained(`exporting ${table}`, session.config.project, () =>
      writeRows(session, table, file),
    );
    await writeParquet(file, columns, path, join(folder, 'spill'));
  } finally {
    await removeFolder(folder, session.deps.log);
  }
}

async function writeRows(session: BigQuerySession, table: string, file: string): Promise<readonly RawColumn[]> {
  const query = addDatasetPrefix(`SELECT * FROM ${table}`, session.config.dataset_prefix);
  const job = await startJob(session, { query, component: 'export' });
  // Asked for earlier, a job gives an answer without columns and rows, which looks like an empty table.
  await job.promise();
  const [, , response] = await job.getQueryResults({ maxResults: 0, autoPaginate: false });
  const fields: readonly TableField[] = response?.schema?.fields ?? [];
  await pipeline(
    job.getQueryResultsStream({ wrapIntegers: true }),
    async function* (rows: AsyncIterable<unknown>) {
      for await (const row of rows) yield `${JSON.stringify(readRow(row, fields))}\n`;
    },
    createWriteStream(file),
  );
  return describeResult(fields);
}

async function writeParquet(
  file: string,
  columns: readonly RawColumn[],
  path: string,
  spillFolder: string,
): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { temp_directory: spillFolder });
  const connection = await instance.connect();
  try {
    // Read as text and cast, so that no decimal passes through a floating point number.
    const read = columns.map(({ name }) => `${quoteText(name)}: 'VARCHAR'`).join(', ');
    const cast = columns.map(
      ({ name, type }) => `CAST(${quoteName(name)} AS ${PARQUET_TYPES[type]}) AS ${quoteName(name)}`,
    );
    const rows = `read_json(${quoteText(file)}, format = 'newline_delimited', columns = {${read}})`;
    await connection.run(`SET TimeZone = 'UTC'`);
    await connection.run(`COPY (SELECT ${cast.join(', ')} FROM ${rows}) TO ${quoteText(path)} (FORMAT parquet)`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
