import { type DuckDBConnection, StatementType } from '@duckdb/node-api';
import { UserError } from '../user-error.js';
import type { QueryResult } from '../warehouse.js';
import { readResult } from './read-result.js';

const READING: ReadonlySet<StatementType> = new Set([StatementType.SELECT, StatementType.EXPLAIN]);

/**
 * Runs one statement that only reads. The connection has to be one of a `read` session, which is what makes writing and
 * reaching files impossible; the check here gives the better message.
 */
export async function queryReadOnly(connection: DuckDBConnection, sql: string): Promise<QueryResult> {
  try {
    const statements = await connection.extractStatements(sql);
    if (statements.count !== 1) throw new UserError(`expected one statement, found ${statements.count}`);
    const statement = await statements.prepare(0);
    if (!READING.has(statement.statementType))
      throw new UserError('only SELECT, WITH, SHOW, DESCRIBE and EXPLAIN are allowed: a query cannot change anything');
    return readResult(await statement.runAndReadAll());
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`the query failed: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
