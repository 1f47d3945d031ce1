import { DateTime } from 'luxon';
import type { RawTable } from '../../warehouse/raw-table.js';
import type { Row } from '../../warehouse/warehouse.js';
import { UnknownFields } from '../landing/unknown-fields.js';
import type { DayReport, DayWindow, PulledDay, PullStats } from '../source.js';
import { ControlTotals, type Quantity } from './control-totals.js';

/** The results of one UTC day as one page gives them. */
export interface Bucket<Result> {
  readonly day: string;
  readonly results: readonly Result[];
  readonly hasBinaryDecimals: boolean;
}

export interface BucketReport<Result> {
  readonly sourceId: string;
  readonly report: string;
  readonly table: RawTable;
  readonly maxDays: number;
  /** Pages of buckets, split by every dimension or, for the control total, by none. */
  readonly fetchBuckets: (window: DayWindow, isGrouped: boolean, stats: PullStats) => AsyncGenerator<Bucket<Result>>;
  readonly toRow: (result: Result, day: string) => Row;
  /** The numbers whose grouped sums must equal the ungrouped ones. */
  readonly quantitiesOf: (result: Result) => Readonly<Record<string, Quantity>>;
}

/** Binary doubles carry about sixteen digits; sums of many rows lose a few of them. */
const BINARY_NOISE = 1e-9;
const TRIES = 2;

/** A report of daily buckets whose grouped rows are checked against the ungrouped total of the same window. */
export function createBucketReport<Result>(spec: BucketReport<Result>): DayReport {
  const { report, table, maxDays } = spec;
  return {
    kind: 'days',
    report,
    table,
    maxDays,
    async *pull(window, stats) {
      let difference: string | null = null;
      // A provider may restate between the two answers, so a difference counts only when it comes again.
      for (let attempt = 1; attempt <= TRIES; attempt++) {
        const grouped = await readGrouped(spec, window, stats);
        const ungrouped = await readUngrouped(spec, window, stats);
        const tolerance = grouped.hasBinaryDecimals || ungrouped.hasBinaryDecimals ? BINARY_NOISE : 0;
        difference = grouped.totals.findDifference(ungrouped.totals, tolerance);
        if (difference !== null) continue;
        for (const day of daysOf(window)) yield toPulledDay(day, grouped.rows);
        return;
      }
      throw new Error(
        `${spec.sourceId} ${report} ${window.from} to ${window.to}: the grouped rows do not add up to the provider's own total (${difference}). ` +
          'Nothing of this window was landed, since money would be missing. Run again later; report it to the provider if it persists',
      );
    },
  };
}

async function readGrouped<Result>(spec: BucketReport<Result>, window: DayWindow, stats: PullStats) {
  const rows = new Map<string, Row[]>();
  const totals = new ControlTotals();
  let hasBinaryDecimals = false;
  for await (const bucket of spec.fetchBuckets(window, true, stats)) {
    const dayRows = rows.get(bucket.day) ?? [];
    rows.set(bucket.day, dayRows);
    for (const result of bucket.results) {
      dayRows.push(spec.toRow(result, bucket.day));
      totals.add(bucket.day, spec.quantitiesOf(result));
    }
    hasBinaryDecimals ||= bucket.hasBinaryDecimals;
  }
  return { rows, totals, hasBinaryDecimals };
}

async function readUngrouped<Result>(spec: BucketReport<Result>, window: DayWindow, stats: PullStats) {
  const totals = new ControlTotals();
  let hasBinaryDecimals = false;
  const controlStats = { bytes: 0, unknownFields: new UnknownFields() };
  for await (const bucket of spec.fetchBuckets(window, false, controlStats)) {
    for (const result of bucket.results) totals.add(bucket.day, spec.quantitiesOf(result));
    hasBinaryDecimals ||= bucket.hasBinaryDecimals;
  }
  stats.bytes += controlStats.bytes;
  return { totals, hasBinaryDecimals };
}

function toPulledDay(day: string, rows: ReadonlyMap<string, Row[]>): PulledDay {
  const dayRows = rows.get(day);
  return { day, rows: dayRows ?? [], isAnswered: dayRows !== undefined };
}

/** The UTC day a bucket covers; an unaligned bucket or one outside the window is an error. */
export function dayOfBucket(what: string, start: DateTime, end: DateTime, window: DayWindow): string {
  const day = start.toUTC().toISODate() ?? 'invalid';
  const isWhole =
    start.isValid && start.toUTC().startOf('day').equals(start.toUTC()) && end.diff(start, 'hours').hours === 24;
  if (isWhole && day >= window.from && day < window.to) return day;
  throw new Error(
    `${what}: got a bucket from ${start.toUTC().toISO()} to ${end.toUTC().toISO()}, which is not a whole UTC day of the window asked for. Nothing was landed`,
  );
}

export function daysOf({ from, to }: DayWindow): string[] {
  const days: string[] = [];
  for (let day = from; day < to; day = addDays(day, 1)) days.push(day);
  return days;
}

export function addDays(day: string, count: number): string {
  return startOfDay(day).plus({ days: count }).toISODate() ?? day;
}

export function startOfDay(day: string): DateTime<true> {
  const start = DateTime.fromISO(day, { zone: 'utc' });
  if (!start.isValid) throw new Error(`"${day}" is not a UTC day`);
  return start;
}
