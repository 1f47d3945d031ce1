import { blobValue, type DuckDBConnection, type DuckDBValue, listValue } from '@duckdb/node-api';
import type { FileRead, ReadCount, TableLoad } from '../warehouse.js';
import { deleteReplaced, insertLoads } from './land-loads.js';
import { quoteRawTable } from './raw-schema.js';
import { inTransaction } from './transaction.js';

/** Reads files straight into their raw table and lands what `complete` gives, in one transaction. */
export async function landRead(
  connection: DuckDBConnection,
  read: FileRead,
  complete: (counts: readonly ReadCount[]) => Promise<readonly TableLoad[]>,
): Promise<void> {
  const { table, replace } = read;
  const insert = `INSERT INTO ${quoteRawTable(table)} BY NAME ${read.select}`;
  await withoutHarmfulOptimizers(connection, () =>
    inTransaction(connection, async () => {
      if (replace !== undefined) await deleteReplaced(connection, table, replace);
      await connection.run(insert, valuesOf(read.parameters));
      await insertLoads(connection, await complete(await countRows(connection, quoteRawTable(table), read.batchIds)));
    }),
  );
}

/** Rows of each batch and UTC day in a relation that has both columns. */
export async function countRows(
  connection: DuckDBConnection,
  relation: string,
  batchIds: readonly string[],
): Promise<ReadCount[]> {
  const found = await connection.runAndReadAll(
    `SELECT batch_id, CAST(usage_date AS VARCHAR), count(*) FROM ${relation}
     WHERE batch_id IN (SELECT unnest($1)) GROUP BY ALL ORDER BY ALL`,
    [listValue(batchIds)],
  );
  return found.getRows().map(([batchId, usageDate, rows]) => ({
    batchId: String(batchId),
    usageDate: String(usageDate),
    rows: Number(rows),
  }));
}

/** Rows of a statement that reads files. */
export function runRead(
  connection: DuckDBConnection,
  statement: string,
  parameters: FileRead['parameters'],
): Promise<readonly (readonly unknown[])[]> {
  return withoutHarmfulOptimizers(connection, async () =>
    (await connection.runAndReadAll(statement, valuesOf(parameters))).getRows(),
  );
}

/**
 * Two optimizers stay off while files are read: a filter on a computed column would be pushed down, and every column computed
 * twice; an IN list would become a join, after which lists are copied at every step. Set outside of any transaction: one that
 * has failed takes no statement, and would hide why.
 */
async function withoutHarmfulOptimizers<Result>(
  connection: DuckDBConnection,
  work: () => Promise<Result>,
): Promise<Result> {
  await connection.run("SET disabled_optimizers = 'filter_pushdown,in_clause'");
  try {
    return await work();
  } finally {
    await connection.run("SET disabled_optimizers = ''");
  }
}

function valuesOf(parameters: FileRead['parameters']): Record<string, DuckDBValue> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]): [string, DuckDBValue] => [
      name,
      value instanceof Uint8Array ? blobValue(value) : value,
    ]),
  );
}
