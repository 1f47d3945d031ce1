import type { TableField } from '@google-cloud/bigquery';
import type { ColumnType, RawColumn } from '../raw-table.js';
import type { Cell, Row } from '../warehouse.js';

/** BigQuery answers with the legacy names of its types. */
const TYPES: Readonly<Record<string, ColumnType>> = {
  INTEGER: 'INT64',
  INT64: 'INT64',
  NUMERIC: 'NUMERIC',
  BIGNUMERIC: 'NUMERIC',
  FLOAT: 'NUMERIC',
  FLOAT64: 'NUMERIC',
  BOOLEAN: 'BOOL',
  BOOL: 'BOOL',
  DATE: 'DATE',
  TIMESTAMP: 'TIMESTAMP',
};

/** The columns of an answer. What has no counterpart here (arrays, structs, times of day) is text. */
export function describeResult(fields: readonly TableField[]): RawColumn[] {
  return fields.map((field) => ({ name: field.name ?? '', type: columnType(field) }));
}

/** A row of the client, which wraps values in classes, as plain cells: 64-bit integers and decimals as decimal strings. */
export function readRow(row: unknown, fields: readonly TableField[]): Row {
  const cells = isRecord(row) ? row : {};
  return Object.fromEntries(
    fields.map((field) => [field.name ?? '', readCell(cells[field.name ?? ''], columnType(field))]),
  );
}

function columnType(field: TableField): ColumnType {
  return field.mode === 'REPEATED' ? 'STRING' : (TYPES[field.type ?? ''] ?? 'STRING');
}

function readCell(cell: unknown, type: ColumnType): Cell {
  if (cell === null || cell === undefined) return null;
  if (typeof cell === 'boolean') return cell;
  const value = isRecord(cell) && 'value' in cell ? cell.value : cell;
  if (type === 'NUMERIC') return plainDecimal(value);
  if (type === 'TIMESTAMP') return isoInstant(String(value));
  if (Buffer.isBuffer(value)) return value.toString('base64');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Never `1e-9`: the client's decimals print small values with an exponent. */
function plainDecimal(value: unknown): string {
  if (isRecord(value) && typeof value.toFixed === 'function') return String(value.toFixed());
  return String(value);
}

/** `2026-01-02T03:04:05Z`, with a fraction only where there is one. */
function isoInstant(text: string): string {
  return text.replace(/\.(\d*?)0*Z$/, (_, digits: string) => (digits === '' ? 'Z' : `.${digits}Z`));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
