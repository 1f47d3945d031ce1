import type { DuckDBConnection } from '@duckdb/node-api';
import type { ColumnType, RawTable } from '../raw-table.js';
import { inTransaction } from './transaction.js';
import { quoteName } from './translate/names.js';

const DUCKDB_TYPES: Readonly<Record<ColumnType, string>> = {
  STRING: 'VARCHAR',
  INT64: 'BIGINT',
  NUMERIC: 'DECIMAL(38,9)',
  BOOL: 'BOOLEAN',
  DATE: 'DATE',
  TIMESTAMP: 'TIMESTAMPTZ',
};

export function duckdbType(type: ColumnType): string {
  return DUCKDB_TYPES[type];
}

export function quoteRawTable(table: RawTable): string {
  return `"raw".${quoteName(table.name)}`;
}

/** Creates the raw schema and any missing table or column. */
export async function ensureRawTables(connection: DuckDBConnection, tables: readonly RawTable[]): Promise<void> {
  const existing = await readColumns(connection);
  await inTransaction(connection, async () => {
    await connection.run('CREATE SCHEMA IF NOT EXISTS "raw"');
    for (const table of tables) {
      const known = existing.get(table.name);
      const columns = table.columns.map(({ name, type }) => ({ name, sql: `${quoteName(name)} ${duckdbType(type)}` }));
      if (known === undefined) {
        await connection.run(`CREATE TABLE ${quoteRawTable(table)} (${columns.map(({ sql }) => sql).join(', ')})`);
        continue;
      }
      for (const { name, sql } of columns)
        if (!known.has(name)) await connection.run(`ALTER TABLE ${quoteRawTable(table)} ADD COLUMN ${sql}`);
    }
  });
}

/** Whether the raw schema has the table: a project of another kind may do without. */
export async function hasRawTable(connection: DuckDBConnection, name: string): Promise<boolean> {
  return (await readColumns(connection)).has(name);
}

async function readColumns(connection: DuckDBConnection): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const found = await connection.runAndReadAll(
    `SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'raw' AND database_name = current_database()`,
  );
  const columns = new Map<string, Set<string>>();
  for (const [table, column] of found.getRows()) {
    const names = columns.get(String(table)) ?? new Set();
    columns.set(String(table), names.add(String(column)));
  }
  return columns;
}
