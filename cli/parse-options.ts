import { DateTime } from 'luxon';
import { UserError } from '../warehouse/user-error.js';

/** A UTC day as a person types it. */
export function parseDay(option: string, text: string): string {
  const day = DateTime.fromFormat(text, 'yyyy-MM-dd', { zone: 'utc' });
  if (!day.isValid || text.length !== 10) throw new UserError(`${option} ${text}: not a day; write it as 2026-10-31`);
  return text;
}

/** A whole number of at least `least`. */
export function parseCount(option: string, text: string, least = 0): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(count) || count < least) {
    throw new UserError(`${option} ${text}: not a whole number of at least ${least}`);
  }
  return count;
}

/** Words given several times or with commas between them. */
export function parseList(words: readonly string[] | undefined): readonly string[] {
  return (words ?? [])
    .flatMap((word) => word.split(','))
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
