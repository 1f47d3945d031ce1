import type { ColumnType } from '../../warehouse/raw-table.js';
import type { Cell, QueryResult, Row } from '../../warehouse/warehouse.js';

export interface Difference {
  readonly table: string;
  /** For a person: what is different, with both values. */
  readonly text: string;
}

/** Enough to see the pattern; a wrong join makes thousands. */
const SHOWN = 5;
/** Unmatched rows looked through for the nearest counterpart. */
const SEARCHED = 500;

/**
 * Compares two tables as bags of rows. Rows that have no equal on the other side are shown beside the one that agrees in the
 * most columns, with the columns that do not.
 */
export function diffRows(table: string, duckdb: QueryResult, bigquery: QueryResult): readonly Difference[] {
  const [ours, theirs] = [describeColumns(duckdb), describeColumns(bigquery)];
  if (ours !== theirs) return [{ table, text: `columns differ\n    DuckDB   ${ours}\n    BigQuery ${theirs}` }];
  const columns = duckdb.columns.map(({ name, type }) => ({ name, type }));
  const write = (row: Row): string[] => columns.map(({ name, type }) => canonical(row[name] ?? null, type));
  const [onlyOurs, onlyTheirs] = subtract(duckdb.rows.map(write), bigquery.rows.map(write));
  if (onlyOurs.length === 0 && onlyTheirs.length === 0) return [];

  const names = columns.map(({ name }) => name);
  const lines = onlyOurs.slice(0, SHOWN).map((row) => showBeside(names, row, onlyTheirs.slice(0, SEARCHED)));
  if (onlyOurs.length < SHOWN && onlyTheirs.length > onlyOurs.length)
    lines.push(
      ...onlyTheirs.slice(0, SHOWN - onlyOurs.length).map((row) => `only on BigQuery: ${showRow(names, row)}`),
    );
  const counts = `${onlyOurs.length} of ${duckdb.rows.length} rows on DuckDB and ${onlyTheirs.length} of ${bigquery.rows.length} on BigQuery have no equal`;
  return [{ table, text: [counts, ...lines].join('\n    ') }];
}

function describeColumns({ columns }: QueryResult): string {
  return columns.map(({ name, type }) => `${name}:${type}`).join(' ');
}

/** What equal values have in common: decimals without trailing zeros, instants to the microsecond. */
function canonical(cell: Cell, type: ColumnType): string {
  if (cell === null) return 'NULL';
  const text = String(cell);
  if (type === 'NUMERIC') return text.includes('.') ? text.replace(/\.?0+$/, '').replace(/^-0$/, '0') : text;
  return type === 'STRING' ? JSON.stringify(text) : text;
}

type Cells = readonly string[];

function subtract(left: readonly Cells[], right: readonly Cells[]): [Cells[], Cells[]] {
  const counts = new Map<string, number>();
  for (const row of right) count(counts, row, 1);
  const onlyLeft = left.filter((row) => !take(counts, row));
  const onlyRight = right.filter((row) => take(counts, row));
  return [onlyLeft.sort(compareCells), onlyRight.sort(compareCells)];
}

function count(counts: Map<string, number>, row: Cells, step: number): void {
  const key = row.join('\u0000');
  counts.set(key, (counts.get(key) ?? 0) + step);
}

function take(counts: Map<string, number>, row: Cells): boolean {
  if ((counts.get(row.join('\u0000')) ?? 0) === 0) return false;
  count(counts, row, -1);
  return true;
}

function compareCells(a: Cells, b: Cells): number {
  const [left, right] = [a.join('\u0000'), b.join('\u0000')];
  return left < right ? -1 : left > right ? 1 : 0;
}

function showBeside(names: readonly string[], row: Cells, candidates: readonly Cells[]): string {
  const agreeing = (other: Cells): number => row.filter((cell, place) => cell === other[place]).length;
  const nearest = candidates.reduce<Cells | undefined>(
    (best, other) => (best === undefined || agreeing(other) > agreeing(best) ? other : best),
    undefined,
  );
  if (nearest === undefined) return `only on DuckDB: ${showRow(names, row)}`;
  const same = names.flatMap((name, place) => (row[place] === nearest[place] ? [`${name}=${row[place]}`] : []));
  const different = names.flatMap((name, place) =>
    row[place] === nearest[place] ? [] : [`${name}: DuckDB ${row[place]}, BigQuery ${nearest[place]}`],
  );
  return `${different.join('; ')}  where ${same.join(' ')}`;
}

function showRow(names: readonly string[], row: Cells): string {
  return names.map((name, place) => `${name}=${row[place]}`).join(' ');
}
