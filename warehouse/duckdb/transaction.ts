import type { DuckDBConnection } from '@duckdb/node-api';

/** Runs `work` in one transaction: all of it holds afterwards, or none. */
export async function inTransaction<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
  await connection.run('BEGIN TRANSACTION');
  try {
    const result = await work();
    await connection.run('COMMIT');
    return result;
  } catch (error) {
    await rollback(connection);
    throw error;
  }
}

/** Ends a transaction that failed. A failed COMMIT has ended it already, which is no second error. */
export async function rollback(connection: DuckDBConnection): Promise<void> {
  try {
    await connection.run('ROLLBACK');
  } catch {
    // Nothing was open.
  }
}
