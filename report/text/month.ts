import { DateTime } from 'luxon';
import { UserError } from '../../warehouse/user-error.js';

/** Checks a month as a person types it, so that it can stand in a statement. */
export function parseMonth(text: string): string {
  const month = DateTime.fromFormat(text, 'yyyy-MM', { zone: 'utc' });
  if (!month.isValid || text.length !== 7) {
    throw new UserError(`"${text}" is not a month: write it as 2026-10`);
  }
  return text;
}

/** The month `offset` months away, `YYYY-MM`. */
export function shiftMonth(month: string, offset: number): string {
  return DateTime.fromISO(`${month}-01`, { zone: 'utc' }).plus({ months: offset }).toFormat('yyyy-MM');
}

/** A condition on a UTC day column that holds in the month; the same in both dialects. */
export function daysOfMonth(column: string, month: string): string {
  return `${column} >= date '${month}-01' and ${column} < date '${shiftMonth(month, 1)}-01'`;
}
