import { stringify } from 'csv-stringify/sync';
import type { RawColumn } from '../../warehouse/raw-table.js';
import type { Cell, Row } from '../../warehouse/warehouse.js';
import { neutralizeFormula } from './neutralize-formula.js';

/** Comma-separated lines with a header on request. Numbers keep all their digits; NULL is an empty cell; text cannot become a formula. */
export function formatCsv(columns: readonly RawColumn[], rows: readonly Row[], hasHeader: boolean): string {
  const lines = rows.map((row) => columns.map((column) => formatCell(column, row[column.name] ?? null)));
  const header = columns.map((column) => neutralizeFormula(column.name));
  return stringify(hasHeader ? [header, ...lines] : lines);
}

function formatCell(column: RawColumn, cell: Cell): string {
  if (cell === null) return '';
  return column.type === 'STRING' ? neutralizeFormula(String(cell)) : String(cell);
}
