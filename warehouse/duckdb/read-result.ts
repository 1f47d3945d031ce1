import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  type DuckDBResultReader,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { ColumnType, RawColumn } from '../raw-table.js';
import type { Cell, QueryResult, Row } from '../warehouse.js';

/** Decimals and 64-bit integers as strings, dates as `YYYY-MM-DD`, timestamps as ISO 8601 with `Z`. */
export function readResult(result: DuckDBResultReader): QueryResult {
  const names = result.deduplicatedColumnNames();
  const types = result.columnTypes();
  const columns = names.map((name, place): RawColumn => ({ name, type: columnType(types[place]) }));
  const rows = result.getRows().map((values): Row => {
    const row: Row = {};
    names.forEach((name, place) => {
      row[name] = readCell(values[place] ?? null);
    });
    return row;
  });
  return { columns, rows };
}

export function readCell(value: DuckDBValue): Cell {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return String(value);
  if (value instanceof DuckDBDecimalValue) return trimDecimal(value.toString());
  if (value instanceof DuckDBDateValue) return value.toString();
  if (value instanceof DuckDBTimestampTZValue || value instanceof DuckDBTimestampValue) return isoInstant(value.micros);
  return value.toString();
}

/** `1.500000000` and `1.5` are one number: the shortest way to write it, on both engines. */
export function trimDecimal(decimal: string): string {
  if (!decimal.includes('.')) return decimal;
  return decimal.replace(/\.?0+$/, '');
}

/** Microseconds since 1970 as ISO 8601, with as many decimals as are needed. */
function isoInstant(micros: bigint): string {
  const millis = micros / 1000n - (micros % 1000n < 0n ? 1n : 0n);
  const rest = Number(micros - millis * 1000n);
  const iso = new Date(Number(millis)).toISOString();
  const fraction = `${iso.slice(20, 23)}${String(rest).padStart(3, '0')}`.replace(/0+$/, '');
  return `${iso.slice(0, 19)}${fraction === '' ? '' : `.${fraction}`}Z`;
}

function columnType(type: DuckDBType | undefined): ColumnType {
  const name = String(type);
  if (name.startsWith('DECIMAL') || name === 'DOUBLE' || name === 'FLOAT') return 'NUMERIC';
  if (/^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/.test(name)) return 'INT64';
  if (name === 'BOOLEAN') return 'BOOL';
  if (name === 'DATE') return 'DATE';
  if (name.startsWith('TIMESTAMP')) return 'TIMESTAMP';
  return 'STRING';
}
