import Big from 'big.js';
import { formatDecimal, shareOf, sumKnown, UNKNOWN } from './format-amount.js';

/** What decides more than the amounts. */
export interface RoundingOptions {
  /** Amounts that stand elsewhere too: they are rounded by themselves and the others give way. */
  readonly isFixed?: (index: number) => boolean;
  /** What the rounded amounts add up to; their sum, rounded, when left out. */
  readonly total?: Big;
}

/**
 * Amounts of one column, rounded so that what a person adds up is the total: every amount is rounded down, then the largest
 * remainders get what is missing, the earlier one first. Null stays null.
 */
export function roundTogether(
  amounts: readonly (Big | null)[],
  places: number,
  { isFixed = () => false, total }: RoundingOptions = {},
): (Big | null)[] {
  const unit = new Big(10).pow(-places);
  const lines = amounts.flatMap((amount, index) => {
    if (amount === null) return [];
    const floor = roundDown(amount, places, unit);
    const start = isFixed(index) ? amount.round(places, Big.roundHalfUp) : floor;
    return [{ index, start, rest: amount.minus(floor), isFixed: isFixed(index) }];
  });
  const sum = amounts.reduce<Big>((added, amount) => added.plus(amount ?? 0), new Big(0));
  const wanted = total ?? sum.round(places, Big.roundHalfUp);
  const missing = Number(
    lines
      .reduce((left, { start }) => left.minus(start), wanted)
      .div(unit)
      .toFixed(0),
  );
  const byRest = lines
    .filter((line) => !line.isFixed)
    .toSorted((left, right) => right.rest.cmp(left.rest) || left.index - right.index);
  const moved = new Set((missing >= 0 ? byRest.slice(0, missing) : byRest.slice(missing)).map(({ index }) => index));
  const step = missing >= 0 ? unit : unit.times(-1);
  const rounded = new Map(lines.map(({ index, start }) => [index, moved.has(index) ? start.plus(step) : start]));
  return amounts.map((_, index) => rounded.get(index) ?? null);
}

/** Towards minus infinity. */
function roundDown(amount: Big, places: number, unit: Big): Big {
  const cut = amount.round(places, Big.roundDown);
  return cut.gt(amount) ? cut.minus(unit) : cut;
}

/** The shares of amounts in their sum, as percentages with one decimal that add up to 100.0%. */
export function formatShares(amounts: readonly (Big | null)[]): string[] {
  const total = sumKnown(amounts);
  const shares = amounts.map((amount) => shareOf(amount, total)?.times(100) ?? null);
  return roundTogether(shares, 1).map((share) => (share === null ? UNKNOWN : `${formatDecimal(share, 1)}%`));
}
