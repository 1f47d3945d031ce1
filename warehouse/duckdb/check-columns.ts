import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteName } from './translate/names.js';

/** The types a table or view of the models may have: the ones that mean the same on BigQuery. */
const ALLOWED: ReadonlySet<string> = new Set([
  'VARCHAR',
  'BIGINT',
  'BOOLEAN',
  'DATE',
  'TIMESTAMP WITH TIME ZONE',
  'DECIMAL(38,9)',
]);

export interface CheckedQuery {
  readonly sql: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** Plans a query, refuses columns whose name or type BigQuery would not give, and narrows HUGEINT, which is a sum of INT64. */
export async function checkColumns(connection: DuckDBConnection, sql: string): Promise<CheckedQuery> {
  const planned = await connection.prepare(sql);
  const columns = Array.from({ length: planned.columnCount }, (_, place) => ({
    name: planned.columnName(place),
    type: String(planned.columnType(place)),
  }));
  planned.destroySync();
  const seen = new Set<string>();
  for (const { name, type } of columns) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new Error(`a column has no name: write ${name} AS …`);
    if (seen.has(name.toLowerCase())) throw new Error(`column ${name} is there twice`);
    seen.add(name.toLowerCase());
    // Every integer is a BIGINT here, so an INTEGER is DuckDB's guess for a bare NULL.
    if (type === 'INTEGER' || type.includes('NULL'))
      throw new Error(`column ${name} has no type: write CAST(NULL AS …)`);
    if (type !== 'HUGEINT' && !ALLOWED.has(type))
      throw new Error(
        `column ${name} has type ${type}, which is none of STRING, INT64, NUMERIC, BOOL, DATE, TIMESTAMP`,
      );
  }
  if (!columns.some(({ type }) => type === 'HUGEINT')) return { sql, columns };
  const narrowed = columns.map(({ name, type }) =>
    type === 'HUGEINT' ? `CAST(${quoteName(name)} AS BIGINT) AS ${quoteName(name)}` : quoteName(name),
  );
  return {
    sql: `SELECT ${narrowed.join(', ')} FROM (${sql})`,
    columns: columns.map(({ name, type }) => ({ name, type: type === 'HUGEINT' ? 'BIGINT' : type })),
  };
}
