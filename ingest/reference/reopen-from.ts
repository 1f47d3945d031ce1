import { DateTime } from 'luxon';
import type { RawTable } from '../../warehouse/raw-table.js';
import type { Cell, Row } from '../../warehouse/warehouse.js';
import { canonicalRow } from '../landing/canonical-rows.js';

/** Everything from the first day on. */
export const ALL_DAYS = '0001-01-01';

/** Tables that change no cost. */
const WITHOUT_EFFECT: readonly string[] = ['budgets', 'sources'];

/** Where the rows of a table stand in the ledger or the marts by themselves. */
const OWN_DAYS: Readonly<Record<string, (row: Row) => string>> = {
  invoices: ({ period }) => DateTime.fromISO(`${period}-01`, { zone: 'utc' }).endOf('month').toISODate() ?? '',
  business_metrics: ({ usage_date }) => dayOf(usage_date) ?? '',
};

/**
 * The first UTC day whose costs a change of a reference table may change: the earliest start among rows added, removed or
 * changed. A row that only got another end changes nothing before the earlier of its two ends. NULL when no cost changes.
 */
export function reopenFrom(table: RawTable, before: readonly Row[], after: readonly Row[]): string | null {
  if (WITHOUT_EFFECT.includes(table.name)) return null;
  const removed = subtract(table, before, after);
  const added = subtract(table, after, before);
  let earliest: string | null = null;
  const take = (day: string) => {
    if (earliest === null || day < earliest) earliest = day;
  };
  const withoutEnd = (row: Row) => canonicalRow(table, { ...row, effective_to: null });
  const replacements = new Map(added.map((row) => [withoutEnd(row), row]));
  const paired = new Set<Row>();
  for (const row of removed) {
    const replacement = replacements.get(withoutEnd(row));
    if (replacement === undefined || paired.has(replacement) || !('effective_to' in row)) {
      take(startOf(row));
      continue;
    }
    paired.add(replacement);
    const ends = [row.effective_to, replacement.effective_to].flatMap((end) => dayOf(end) ?? []).sort();
    take(ends[0] ?? startOf(row));
  }
  for (const row of added) if (!paired.has(row)) take(startOf(row));
  return earliest;
}

/** The UTC days that a change of the rows touches by themselves, whether they have usage or not: an invoice stands on its month's last. */
export function touchedDays(table: RawTable, before: readonly Row[], after: readonly Row[]): string[] {
  const placeOf = OWN_DAYS[table.name];
  if (placeOf === undefined) return [];
  const changed = [...subtract(table, before, after), ...subtract(table, after, before)];
  return [...new Set(changed.map(placeOf))].sort();
}

/** Rows of `rows` that `others` does not hold, counting repeated rows. */
function subtract(table: RawTable, rows: readonly Row[], others: readonly Row[]): Row[] {
  const counts = new Map<string, number>();
  for (const row of others) {
    const key = canonicalRow(table, row);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return rows.filter((row) => {
    const key = canonicalRow(table, row);
    const count = counts.get(key) ?? 0;
    if (count > 0) counts.set(key, count - 1);
    return count === 0;
  });
}

function startOf(row: Row): string {
  const period = dayOf(row.period);
  return (
    dayOf(row.effective_from) ??
    dayOf(row.usage_date) ??
    dayOf(row.retired_on) ??
    (period === undefined ? ALL_DAYS : `${period}-01`)
  );
}

function dayOf(cell: Cell | undefined): string | undefined {
  return cell === null || cell === undefined ? undefined : String(cell).slice(0, 10);
}
