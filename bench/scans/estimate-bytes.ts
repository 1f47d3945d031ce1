import type { Scan } from './relation.js';
import type { ScannedStatement } from './scan-graph.js';
import type { TableSize } from './table-sizes.js';

/** BigQuery bills at least this much for every table that a statement names. */
const LEAST_BILLED = 10 * 2 ** 20;

export interface Estimate {
  /** Bytes that the statements read: an upper bound, as clustering may spare some. */
  readonly scanned: number;
  /** The same with what BigQuery bills at least. */
  readonly billed: number;
}

export interface Company {
  readonly sizes: ReadonlyMap<string, TableSize>;
  /** The column that a table is partitioned by. */
  readonly partitions: ReadonlyMap<string, string>;
  /** How many days each script variable of an action holds. */
  readonly windows: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** What the statements of one action read after so many days of history. */
export function estimate(statements: readonly ScannedStatement[], company: Company, historyDays: number): Estimate {
  let [scanned, billed] = [0, 0];
  for (const { action, kind, scans } of statements) {
    if (kind === 'view') continue;
    const tables = new Map<string, number>();
    for (const scan of scans) {
      const bytes = scanBytes(scan, kind === 'delete', company.windows.get(action), company, historyDays);
      tables.set(scan.table, (tables.get(scan.table) ?? 0) + bytes);
    }
    for (const bytes of tables.values()) {
      scanned += bytes;
      billed += Math.max(bytes, LEAST_BILLED);
    }
  }
  return { scanned, billed };
}

function scanBytes(
  { table, columns, filters }: Scan,
  isDelete: boolean,
  windows: ReadonlyMap<string, number> | undefined,
  { sizes, partitions }: Company,
  historyDays: number,
): number {
  const size = sizes.get(table);
  if (size === undefined) throw new Error(`${table} was not measured`);
  const partition = partitions.get(table);
  const days = filters
    .filter(({ column, variable }) => column === partition && variable !== undefined)
    .map(({ variable = '' }) => windows?.get(variable) ?? historyDays);
  const spans = { day: Math.min(historyDays, ...days), month: Math.ceil(historyDays / 30), run: historyDays }[
    size.growsBy
  ];
  // A DELETE is billed for what it looks at and for all of the partitions, or the table, that it changes.
  const read = isDelete ? [...columns, ...size.columns.keys()] : columns;
  return read.reduce((bytes, column) => {
    const { base = 0, more = 0 } = size.columns.get(column) ?? {};
    return bytes + base + more * spans;
  }, 0);
}
