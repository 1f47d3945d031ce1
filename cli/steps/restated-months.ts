import { formatCount, formatExactDifference, formatText, formatUsd } from '../../report/text/format-amount.js';
import { isMissingTable } from '../../warehouse/missing-table.js';
import type { Row, Warehouse } from '../../warehouse/warehouse.js';

/** Rows of marts.restated_months: figures that Finance had seen and that a run moved. */
export type Restatements = readonly Row[];

/** More than these are counted, not listed. */
const LINES_SHOWN = 20;

/** Every restatement so far, the largest first; none where no transform has ended yet. */
export async function readRestatements(warehouse: Warehouse): Promise<Restatements> {
  try {
    const { rows } = await warehouse.query(
      `select period, provider, cost_center, team_id, restatement_count, seen_by, charged_before_usd, charged_after_usd,
         moved_usd, restatement_reason, restated_at
       from marts.restated_months
       order by abs(moved_usd) desc, period, provider, cost_center, team_id, restatement_count`,
    );
    return rows;
  } catch (error) {
    if (isMissingTable(error)) return [];
    throw error;
  }
}

/** What a run added. */
export function addedRestatements(before: Restatements, after: Restatements): Restatements {
  const known = new Set(before.map(keyOf));
  return after.filter((row) => !known.has(keyOf(row)));
}

function keyOf(row: Row): string {
  return JSON.stringify([row.period, row.provider, row.cost_center, row.team_id, row.restatement_count]);
}

/** One line a figure: which month, whose, from what to what, and why. */
export function describeRestatements(restatements: Restatements): readonly string[] {
  const lines = restatements.slice(0, LINES_SHOWN).map(describe);
  const more = restatements.length - lines.length;
  return more === 0 ? lines : [...lines, `and ${formatCount(more)} smaller ones`];
}

function describe(row: Row): string {
  const sign = String(row.moved_usd).startsWith('-') ? '' : '+';
  return (
    `${formatText(row.period)} ${formatText(row.provider)}, team ${formatText(row.team_id)} (${formatText(row.cost_center)}): ` +
    `${formatUsd(row.charged_before_usd)} → ${formatUsd(row.charged_after_usd)} USD (${sign}${formatExactDifference(row.moved_usd)}), ` +
    `seen by ${formatText(row.seen_by)}, because of: ${formatText(row.restatement_reason)}`
  );
}
