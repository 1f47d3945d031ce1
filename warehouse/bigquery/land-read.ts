import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { removeFolder } from '../clean-up.js';
import { countRows, runRead } from '../duckdb/land-read.js';
import { quoteText } from '../duckdb/translate/names.js';
import type { FileRead, ReadCount, TableLoad } from '../warehouse.js';
import type { BigQuerySession } from './bigquery-config.js';
import { landTables } from './land-tables.js';

/**
 * Memory and threads of the reader. Each thread holds a row group of the Parquet file and twice the longest record that a
 * file may have, and nothing may be spilled: more threads would need more memory. An upload is slower than two of them.
 */
const READER = { memory_limit: '2GB', threads: '2' };

/**
 * Reads files with DuckDB into a Parquet file of the mapped columns, and lands it with what `complete` gives in one transaction.
 * Parquet keeps NUMERIC, DATE and TIMESTAMP as they are, and a load job reads it free of charge.
 */
export async function landRead(
  session: BigQuerySession,
  read: FileRead,
  complete: (counts: readonly ReadCount[]) => Promise<readonly TableLoad[]>,
): Promise<void> {
  // mkdtemp makes the folder readable by its owner only.
  const folder = await mkdtemp(join(tmpdir(), 'tokenledger-read-'));
  const file = join(folder, `${read.table.name}.parquet`);
  try {
    const counts = await readIntoParquet(read, file);
    const loads = await complete(counts);
    const replace = read.replace === undefined ? {} : { replace: read.replace };
    await landTables(session, [{ table: read.table, file, isParquet: true, ...replace }, ...loads]);
  } finally {
    await removeFolder(folder, session.deps.log);
  }
}

async function readIntoParquet(read: FileRead, file: string): Promise<ReadCount[]> {
  const instance = await DuckDBInstance.create(':memory:', {
    ...READER,
    preserve_insertion_order: 'false',
    temp_directory: '',
    autoinstall_known_extensions: 'false',
  });
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    await runRead(
      connection,
      `COPY (${read.select}) TO ${quoteText(file)} (FORMAT parquet, COMPRESSION zstd)`,
      read.parameters,
    );
    return await countRows(connection, `read_parquet(${quoteText(file)})`, read.batchIds);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
