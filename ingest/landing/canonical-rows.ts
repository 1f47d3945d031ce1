import { createHash } from 'node:crypto';
import { Big } from 'big.js';
import type { ColumnType, RawTable } from '../../warehouse/raw-table.js';
import type { Cell, Row } from '../../warehouse/warehouse.js';

/** Decimals that a NUMERIC column keeps. */
const NUMERIC_SCALE = 9;

/** One text per row, the same for a row we are about to land and for the same row read back from either engine. */
export function canonicalRow(table: RawTable, row: Row): string {
  const cells = table.columns
    .filter((column) => column.name !== 'batch_id')
    .map((column) => canonicalCell(column.type, row[column.name] ?? null));
  return JSON.stringify(cells);
}

/** A hash of the rows that does not depend on their order. */
export function hashRows(table: RawTable, rows: readonly Row[]): string {
  const hash = createHash('sha256');
  for (const row of rows.map((each) => canonicalRow(table, each)).sort()) hash.update(row).update('\n');
  return hash.digest('hex');
}

function canonicalCell(type: ColumnType, cell: Cell): string | null {
  if (cell === null) return null;
  if (type === 'NUMERIC') return new Big(String(cell)).round(NUMERIC_SCALE, Big.roundHalfUp).toFixed();
  if (type === 'DATE') return String(cell).slice(0, 10);
  if (type === 'TIMESTAMP') return new Date(instantOf(cell)).toISOString();
  return String(cell);
}

/** Milliseconds of a timestamp as either engine prints it. */
export function instantOf(cell: Cell): number {
  const text = String(cell)
    .replace(' ', 'T')
    .replace(/([+-]\d{2})$/, '$1:00');
  const instant = Date.parse(/(Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`);
  if (Number.isNaN(instant)) throw new Error(`"${String(cell)}" is not a timestamp`);
  return instant;
}
