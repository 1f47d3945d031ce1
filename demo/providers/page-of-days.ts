import { createHash } from 'node:crypto';
import { addDays, daysBetween } from '../days.js';
import { badRequest } from './provider-error.js';

export interface DayPage {
  readonly days: readonly string[];
  readonly hasMore: boolean;
  readonly nextPage: string | null;
}

/** Which days of the asked window a page shows. The cursor belongs to its query: with other parameters it is refused. */
export function pageOfDays(query: URLSearchParams, from: string, to: string, limit: number): DayPage {
  const fingerprint = fingerprintOf(query);
  const cursor = query.get('page');
  const first = cursor === null ? from : dayOfCursor(cursor, fingerprint);
  const days = daysBetween(first, to).slice(0, limit);
  const last = days.at(-1);
  const next = last === undefined ? to : addDays(last, 1);
  const hasMore = next < to;
  return { days, hasMore, nextPage: hasMore ? cursorOf(next, fingerprint) : null };
}

/** `limit` as the provider allows it. */
export function limitOf(query: URLSearchParams, standard: number, most: number): number {
  const asked = query.get('limit');
  if (asked === null) return standard;
  const limit = Number(asked);
  if (!Number.isInteger(limit) || limit < 1 || limit > most) throw badRequest(`limit must be between 1 and ${most}`);
  return limit;
}

function fingerprintOf(query: URLSearchParams): string {
  const rest = [...query.entries()].filter(([name]) => name !== 'page').sort();
  return createHash('sha256').update(JSON.stringify(rest)).digest('hex').slice(0, 8);
}

function cursorOf(day: string, fingerprint: string): string {
  return `page_${Buffer.from(`${day}|${fingerprint}`).toString('base64url')}`;
}

function dayOfCursor(cursor: string, fingerprint: string): string {
  const [day, owner] = Buffer.from(cursor.replace(/^page_/, ''), 'base64url')
    .toString()
    .split('|');
  if (day === undefined || !/^\d{4}-\d\d-\d\d$/.test(day)) throw badRequest('page is not a cursor of this report');
  if (owner !== fingerprint) throw badRequest('page was issued for other parameters');
  return day;
}
