import { DateTime } from 'luxon';

/** The UTC days of the half-open range, ISO. */
export function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  for (let day = from; day < to; day = addDays(day, 1)) days.push(day);
  return days;
}

/** A UTC day moved by whole days. */
export function addDays(day: string, count: number): string {
  const moved = DateTime.fromISO(day, { zone: 'utc' }).plus({ days: count }).toISODate();
  if (moved === null) throw new Error(`"${day}" is not a UTC day: write it as YYYY-MM-DD`);
  return moved;
}

/** 1 = Monday to 7 = Sunday. */
export function weekdayOf(day: string): number {
  return DateTime.fromISO(day, { zone: 'utc' }).weekday;
}

/** `2026-10` of a day in October 2026. */
export function periodOf(day: string): string {
  return day.slice(0, 7);
}

/** Seconds since the epoch at the start of a UTC day. */
export function epochOf(day: string): number {
  return DateTime.fromISO(day, { zone: 'utc' }).toSeconds();
}
