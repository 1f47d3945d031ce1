import { daysBetween, weekdayOf } from './days.js';
import type { GatewayStream } from './gateway-stream.js';
import { GATEWAY_STREAMS } from './gateway-streams.js';

export interface CompanySize {
  /** Any text; the same seed gives the same company, byte for byte. */
  readonly seed: string;
  /** Gateway requests in the whole window, before retries, replays and other extra records. */
  readonly requests: number;
  /** First UTC day. */
  readonly from: string;
  /** UTC day after the last one. */
  readonly to: string;
}

export const DEFAULT_SIZE: CompanySize = { seed: 'fernway', requests: 200_000, from: '2026-08-01', to: '2026-11-16' };

/** How many requests each stream makes on a day. */
export interface DayPlan {
  readonly day: string;
  /** Days since the window began: what growth counts from. */
  readonly index: number;
  readonly counts: ReadonlyMap<string, number>;
}

/** Spreads the requests over days and streams by weekday, growth and share; the counts add up exactly. */
export function planDays(size: CompanySize): DayPlan[] {
  const days = daysBetween(size.from, size.to);
  const slots = days.flatMap((day, index) =>
    GATEWAY_STREAMS.map((stream) => ({ day, stream, weight: weightOf(stream, day, index) })),
  );
  const total = slots.reduce((sum, slot) => sum + slot.weight, 0);
  const shared = slots.map((slot) => {
    const exact = (size.requests * slot.weight) / total;
    return { ...slot, count: Math.floor(exact), remainder: exact - Math.floor(exact) };
  });
  const missing = size.requests - shared.reduce((sum, slot) => sum + slot.count, 0);
  const byRemainder = [...shared].sort((a, b) => b.remainder - a.remainder);
  for (const slot of byRemainder.slice(0, missing)) slot.count += 1;
  return days.map((day, index) => ({
    day,
    index,
    counts: new Map(shared.filter((slot) => slot.day === day).map((slot) => [slot.stream.id, slot.count])),
  }));
}

function weightOf(stream: GatewayStream, day: string, index: number): number {
  if (stream.onlyOn !== undefined) return stream.onlyOn.includes(day) ? stream.share * 100 : 0;
  return stream.share * weekdayFactor(day, stream.weekend) * growthOn(index);
}

/** Traffic of a UTC day against a full weekday. */
export function weekdayFactor(day: string, weekend: number): number {
  const factors = [1, 1.05, 1.08, 1.02, 0.9];
  return factors[weekdayOf(day) - 1] ?? weekend;
}

/** The company grows by 0.3 % of its first day a day. */
export function growthOn(index: number): number {
  return 1 + 0.003 * index;
}
