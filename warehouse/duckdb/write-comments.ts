import type { DuckDBConnection } from '@duckdb/node-api';
import type { Action } from './graph-actions.js';
import { quoteName, quoteText } from './translate/names.js';

/** Puts the descriptions of a table or view and of its columns into the catalogue, where clients show them: those that differ. */
export async function writeComments(
  connection: DuckDBConnection,
  { target, description, columns }: Action,
  kind: 'TABLE' | 'VIEW',
): Promise<void> {
  const table = `${quoteName(target.schema)}.${quoteName(target.name)}`;
  const [source, name] = kind === 'TABLE' ? ['duckdb_tables()', 'table_name'] : ['duckdb_views()', 'view_name'];
  const own = 'database_name = current_database() AND schema_name = $1';
  const present = await connection.runAndReadAll(
    `SELECT NULL, comment FROM ${source} WHERE ${own} AND ${name} = $2
     UNION ALL SELECT column_name, comment FROM duckdb_columns() WHERE ${own} AND table_name = $2`,
    [target.schema, target.name],
  );
  const wanted = new Map<string | null, string | undefined>([
    [null, description],
    ...columns.map((column) => [column.name, column.description] as const),
  ]);
  const comments = present.getRows().flatMap(([cell, comment]) => {
    const column = cell === null ? null : String(cell);
    const text = wanted.get(column);
    if (text === undefined || text === comment) return [];
    const what = column === null ? `${kind} ${table}` : `COLUMN ${table}.${quoteName(column)}`;
    return [`COMMENT ON ${what} IS ${quoteText(text)}`];
  });
  if (comments.length > 0) await connection.run(comments.join('; '));
}
