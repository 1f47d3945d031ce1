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
  return firstDay(month).plus({ months: offset }).toFormat('yyyy-MM');
}

/** The last day of a month, `YYYY-MM-DD`. */
export function lastDay(month: string): string {
  return firstDay(month).endOf('month').toFormat('yyyy-MM-dd');
}

/** A condition on a UTC day column that holds in the month; the same in both dialects. */
export function daysOfMonth(column: string, month: string): string {
  return `${column} >= date '${month}-01' and ${column} < date '${shiftMonth(month, 1)}-01'`;
}

/** The month before, as far into it as the month itself has come: a part is not compared with a whole. */
export interface MonthBefore {
  readonly month: string;
  /** Its last day that is compared, `YYYY-MM-DD`. */
  readonly until: string;
  /** As the head of a column: `Month before`, or the days of it. */
  readonly title: string;
}

/** @param asOf the newest day of the ledger, `YYYY-MM-DD` */
export function monthBefore(month: string, asOf: string): MonthBefore {
  const before = shiftMonth(month, -1);
  const end = lastDay(before);
  if (asOf >= lastDay(month)) return { month: before, until: end, title: 'Month before' };
  const sameDay = `${before}-${asOf.slice(8)}`;
  const until = sameDay < end ? sameDay : end;
  return { month: before, until, title: `1-${Number(until.slice(8))} ${firstDay(before).toFormat('LLL')}` };
}

function firstDay(month: string): DateTime {
  return DateTime.fromISO(`${month}-01`, { zone: 'utc', locale: 'en' });
}
