import { renderTable } from '../../report/text/render-table.js';
import { escapeHiddenInJson } from '../../report/text/visible-text.js';
import type { RawColumn } from '../../warehouse/raw-table.js';
import type { QueryResult } from '../../warehouse/warehouse.js';
import { formatCsv } from './format-csv.js';

export type RowFormat = 'table' | 'csv' | 'json';

/** The rows of a query as text that ends in a line break. Values are printed as the warehouse gave them, digit by digit. */
export function formatRows(result: QueryResult, format: RowFormat): string {
  if (format === 'csv') return formatCsv(result.columns, result.rows, true);
  if (format === 'json') return formatJson(result.rows);
  const table = renderTable(
    result.columns.map((column) => ({ title: column.name, align: isNumber(column) ? 'right' : 'left' })),
    result.rows.map((row) => result.columns.map((column) => String(row[column.name] ?? 'NULL'))),
    Number.POSITIVE_INFINITY,
  );
  return `${table}\n(${result.rows.length} ${result.rows.length === 1 ? 'row' : 'rows'})\n`;
}

/** JSON as every command prints it. Characters that a terminal would obey or hide are escaped, which a parser undoes. */
export function formatJson(result: unknown): string {
  return `${escapeHiddenInJson(JSON.stringify(result, null, 2))}\n`;
}

function isNumber(column: RawColumn): boolean {
  return column.type === 'NUMERIC' || column.type === 'INT64';
}
