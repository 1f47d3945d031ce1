import type { ProviderName } from '../company.js';
import { CELL_METERS, emptyQuantities, type UsageCell } from '../usage-cell.js';

/** A provider corrects what it reported of a day: quantities times percent / 100, rounded down. */
export interface Restatement {
  /** The UTC day that is corrected. */
  readonly day: string;
  /** From this day on the correction shows. */
  readonly revealedOn: string;
  readonly provider: ProviderName;
  /** Only what this service or person caused; everything when left out. */
  readonly owner?: string;
  readonly percent: number;
}

export function restateCells(
  cells: readonly UsageCell[],
  day: string,
  today: string,
  restatements: readonly Restatement[],
): readonly UsageCell[] {
  const valid = restatements.filter((restated) => restated.day === day && restated.revealedOn < today);
  if (valid.length === 0) return cells;
  return cells.map((cell) =>
    valid
      .filter(({ provider, owner }) => provider === cell.provider && (owner === undefined || owner === cell.owner))
      .reduce((restated, { percent }) => scaleCell(restated, percent), cell),
  );
}

function scaleCell(cell: UsageCell, percent: number): UsageCell {
  const quantities = emptyQuantities();
  for (const meter of CELL_METERS) quantities[meter] = Math.floor((cell.quantities[meter] * percent) / 100);
  return { ...cell, quantities };
}
