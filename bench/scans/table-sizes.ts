import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteName, quoteText } from '../../warehouse/duckdb/translate/names.js';

/** What tells which rows a longer history has more of. */
export type GrowsBy = 'day' | 'month' | 'run';

/**
 * Bytes of a table's columns as BigQuery counts them: https://cloud.google.com/bigquery/docs/reference/standard-sql/data-types#data_type_sizes.
 * `base` is there whatever the history; `more` comes with every day, month or daily run of it.
 */
export interface TableSize {
  readonly growsBy: GrowsBy;
  readonly columns: ReadonlyMap<string, { readonly base: number; readonly more: number }>;
}

const BYTES: Readonly<Record<string, string>> = {
  VARCHAR: '2 + strlen($)',
  BIGINT: '8',
  'DECIMAL(38,9)': '16',
  DATE: '8',
  'TIMESTAMP WITH TIME ZONE': '8',
  BOOLEAN: '1',
};

/** Bytes of every column of every table, and how many days or months its rows are of, as the database is now. */
export interface Measured {
  readonly growsBy: GrowsBy;
  readonly spans: number;
  readonly bytes: ReadonlyMap<string, number>;
}

/** `partitions` are the columns that tables are partitioned by. */
export async function measureTables(
  connection: DuckDBConnection,
  partitions: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, Measured>> {
  const columns = await connection.runAndReadAll(
    `SELECT schema_name || '.' || table_name, column_name, data_type
     FROM duckdb_columns() JOIN duckdb_tables() USING (database_name, schema_name, table_name)
     WHERE database_name = current_database() ORDER BY ALL`,
  );
  const types = new Map<string, Map<string, string>>();
  for (const [table, column, type] of columns.getRows().map((row) => row.map(String)))
    if (table !== undefined && column !== undefined && type !== undefined)
      types.set(table, (types.get(table) ?? new Map()).set(column, type));
  const measured = new Map<string, Measured>();
  for (const [table, known] of types)
    measured.set(table, await measureTable(connection, table, known, partitions.get(table)));
  return measured;
}

async function measureTable(
  connection: DuckDBConnection,
  table: string,
  types: ReadonlyMap<string, string>,
  partition: string | undefined,
): Promise<Measured> {
  const growsBy = partition !== undefined ? 'day' : types.has('period') ? 'month' : 'run';
  const time = partition ?? 'period';
  const spans = growsBy === 'run' ? '1' : `count(DISTINCT ${quoteName(time)})`;
  const sums = [...types].map(([column, type]) => {
    const bytes = BYTES[type];
    if (bytes === undefined) throw new Error(`${table}.${column} has type ${type}, whose size is not known`);
    // A NULL takes no room.
    return `coalesce(sum(CASE WHEN ${quoteName(column)} IS NOT NULL THEN ${bytes.replace('$', quoteName(column))} END), 0)`;
  });
  const name = table.split('.').map(quoteName).join('.');
  const [found] = (await connection.runAndReadAll(`SELECT ${[spans, ...sums].join(', ')} FROM ${name}`)).getRows();
  const [count = 0, ...bytes] = (found ?? []).map(Number);
  return {
    growsBy,
    spans: count,
    bytes: new Map([...types.keys()].map((column, place) => [column, bytes[place] ?? 0])),
  };
}

/** How tables grow, from two measurements between which one daily run took place. */
export function sizeTables(
  before: ReadonlyMap<string, Measured>,
  after: ReadonlyMap<string, Measured>,
): ReadonlyMap<string, TableSize> {
  return new Map(
    [...after].map(([table, { growsBy, spans, bytes }]): [string, TableSize] => {
      const earlier = before.get(table)?.bytes;
      const sizes = [...bytes].map(([column, found]): [string, { base: number; more: number }] => {
        if (growsBy !== 'run') return [column, { base: 0, more: spans === 0 ? 0 : found / spans }];
        const more = Math.max(found - (earlier?.get(column) ?? found), 0);
        return [column, { base: found - more, more }];
      });
      return [table, { growsBy, columns: new Map(sizes) }];
    }),
  );
}

/** The number of days or months that a script variable holds. */
export async function readLength(connection: DuckDBConnection, variable: string): Promise<number> {
  const found = await connection.runAndReadAll(`SELECT len(getvariable(${quoteText(variable)}))`);
  return Number(found.getRows()[0]?.[0] ?? 0);
}
