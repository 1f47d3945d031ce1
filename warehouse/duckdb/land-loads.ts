import type { DuckDBConnection } from '@duckdb/node-api';
import type { RawColumn, RawTable } from '../raw-table.js';
import type { Replacement, TableLoad } from '../warehouse.js';
import { duckdbType, quoteRawTable } from './raw-schema.js';
import { inTransaction } from './transaction.js';
import { quoteName, quoteText } from './translate/names.js';

/** Longest record accepted, in bytes: far more than a row of columns can need. */
const LARGEST_RECORD = 16_777_216;

/** Lands all loads in one transaction. */
export async function landLoads(connection: DuckDBConnection, loads: readonly TableLoad[]): Promise<void> {
  await inTransaction(connection, () => insertLoads(connection, loads));
}

/** Lands all loads in the transaction that is open. */
export async function insertLoads(connection: DuckDBConnection, loads: readonly TableLoad[]): Promise<void> {
  for (const load of loads) {
    try {
      if (load.replace !== undefined) await deleteReplaced(connection, load.table, load.replace);
      await connection.run(insertStatement(load));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new Error(`cannot land ${load.file} in raw.${load.table.name}: ${message}`, { cause: error });
    }
  }
}

/** Values are always bound, never part of the statement. */
export function whereEqual(
  table: RawTable,
  where: Replacement['where'],
): { readonly conditions: readonly string[]; readonly values: string[] } {
  const conditions: string[] = [];
  const values: string[] = [];
  for (const [name, wanted] of Object.entries(where)) {
    const terms = (typeof wanted === 'string' ? [wanted] : wanted).map((value) => {
      values.push(value);
      return `CAST($${values.length} AS ${duckdbType(columnOf(table, name).type)})`;
    });
    conditions.push(terms.length === 0 ? 'FALSE' : `${quoteName(name)} IN (${terms.join(', ')})`);
  }
  return { conditions, values };
}

function columnOf(table: RawTable, name: string): RawColumn {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column === undefined) throw new Error(`raw.${table.name} has no column ${name}`);
  return column;
}

export async function deleteReplaced(
  connection: DuckDBConnection,
  table: RawTable,
  replace: Replacement,
): Promise<void> {
  const { conditions, values } = whereEqual(table, replace.where);
  const ranges: string[] = [];
  if (replace.days !== undefined) {
    const day = quoteName(columnOf(table, replace.days.column).name);
    values.push(replace.days.from, replace.days.to);
    ranges.push(`${day} >= CAST($${values.length - 1} AS DATE)`, `${day} < CAST($${values.length} AS DATE)`);
  }
  const all = [...conditions, ...ranges];
  await connection.run(
    `DELETE FROM ${quoteRawTable(table)}${all.length === 0 ? '' : ` WHERE ${all.join(' AND ')}`}`,
    values,
  );
}

/** Decimals and times are read as text and cast, so that no decimal passes through a float on its way. */
function insertStatement({ table, file }: TableLoad): string {
  const names = table.columns.map(({ name }) => quoteName(name)).join(', ');
  const read = table.columns.map(({ name, type }) => `${quoteText(name)}: ${quoteText(readAs(type))}`).join(', ');
  const cast = table.columns
    .map(({ name, type }) =>
      readAs(type) === duckdbType(type) ? quoteName(name) : `CAST(${quoteName(name)} AS ${duckdbType(type)})`,
    )
    .join(', ');
  return `INSERT INTO ${quoteRawTable(table)} (${names}) SELECT ${cast} FROM read_json(${quoteText(file)},
    format = 'newline_delimited', records = 'true', compression = 'uncompressed', maximum_object_size = ${LARGEST_RECORD}, columns = {${read}})`;
}

function readAs(type: RawColumn['type']): string {
  return type === 'NUMERIC' || type === 'TIMESTAMP' ? 'VARCHAR' : duckdbType(type);
}
