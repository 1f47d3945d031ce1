import Big from 'big.js';
import type { Cell } from '../../warehouse/warehouse.js';
import { showHidden } from './visible-text.js';

/** What a person reads where the warehouse says NULL: not known is never shown as nothing. */
export const UNKNOWN = 'unknown';

/** A warehouse decimal as an exact number; NULL stays null. A JS number would already have lost digits, so it is refused. */
export function toDecimal(cell: Cell | undefined): Big | null {
  if (cell === null || cell === undefined) return null;
  if (typeof cell === 'number' && Number.isSafeInteger(cell)) return new Big(cell);
  if (typeof cell !== 'string')
    throw new Error(`expected a decimal string from the warehouse, got ${typeof cell} ${cell}`);
  return new Big(cell);
}

/** Thousands separators and exactly `places` decimals, rounding half away from zero; a rounded zero has no sign. */
export function formatDecimal(cell: Cell | undefined | Big, places: number): string {
  const amount = cell instanceof Big ? cell : toDecimal(cell);
  if (amount === null) return UNKNOWN;
  const rounded = amount.round(places, Big.roundHalfUp);
  const [whole = '0', fraction] = rounded.abs().toFixed(places).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${rounded.lt(0) ? '-' : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** US dollars to the cent, without a currency sign: the column head says the currency. */
export function formatUsd(cell: Cell | undefined | Big): string {
  return formatDecimal(cell, 2);
}

/** A difference that must be nothing: `0.00` only if it is exactly zero, else as many digits as it takes to see it. */
export function formatExactDifference(cell: Cell | undefined | Big): string {
  const amount = cell instanceof Big ? cell : toDecimal(cell);
  if (amount === null) return UNKNOWN;
  const cents = amount.round(2, Big.roundHalfUp);
  return cents.eq(amount) || cents.abs().gte(1) ? formatDecimal(amount, 2) : formatDecimal(amount, 9);
}

/** A price of one unit: cents, or four significant digits where it is smaller than a dollar. */
export function formatUnitPrice(cell: Cell | undefined | Big): string {
  const amount = cell instanceof Big ? cell : toDecimal(cell);
  if (amount === null) return UNKNOWN;
  if (amount.eq(0) || amount.abs().gte(1)) return formatDecimal(amount, 2);
  const places = Math.min(9, Math.max(4, 3 - amount.e));
  return formatDecimal(amount, places);
}

/** A share of one as a percentage with one decimal: `0.1234` reads `12.3%`. */
export function formatShare(cell: Cell | undefined | Big): string {
  const share = cell instanceof Big ? cell : toDecimal(cell);
  return share === null ? UNKNOWN : `${formatDecimal(share.times(100), 1)}%`;
}

/** A count: thousands separators, no decimals beyond those it has. */
export function formatCount(cell: Cell | undefined | Big): string {
  const count = cell instanceof Big ? cell : toDecimal(cell);
  if (count === null) return UNKNOWN;
  const places = count.toFixed().split('.')[1]?.length ?? 0;
  return formatDecimal(count, Math.min(places, 2));
}

/** The sum of what is known; null if nothing is. */
export function sumKnown(cells: readonly (Cell | undefined | Big)[]): Big | null {
  return cells.reduce<Big | null>((total, cell) => {
    const amount = cell instanceof Big ? cell : toDecimal(cell);
    return amount === null ? total : (total ?? new Big(0)).plus(amount);
  }, null);
}

/** `part / whole`, or null where either is unknown or the whole is nothing. */
export function shareOf(part: Big | null, whole: Big | null): Big | null {
  return part === null || whole === null || whole.eq(0) ? null : part.div(whole);
}

/** Text of a cell on one line, hidden characters written out; NULL reads `unknown`. */
export function formatText(cell: Cell | undefined): string {
  return cell === null || cell === undefined || cell === '' ? UNKNOWN : showHidden(String(cell));
}
