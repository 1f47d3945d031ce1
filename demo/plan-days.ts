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

/**
 * Spreads the requests over days and streams by weekday, growth and share; the counts add up exactly.
 * A stream's fractions are carried from day to day, so that a small stream in a small company still comes up.
 */
export function planDays(size: CompanySize): DayPlan[] {
  const days = daysBetween(size.from, size.to);
  const weighed = GATEWAY_STREAMS.map((stream) => {
    const weights = days.map((day, index) => weightOf(stream, day, index));
    return { stream, weights, weight: sum(weights) };
  });
  const totals = shareOut(
    size.requests,
    weighed.map(({ weight }) => weight),
  );
  const perStream = weighed.map(({ stream, weights, weight }, index) => ({
    id: stream.id,
    counts: spread(totals[index] ?? 0, weights, weight),
  }));
  return days.map((day, index) => ({
    day,
    index,
    counts: new Map(perStream.map(({ id, counts }) => [id, counts[index] ?? 0])),
  }));
}

/** A whole number shared out by weight, largest remainders first. */
function shareOut(whole: number, weights: readonly number[]): number[] {
  const total = sum(weights);
  const exact = weights.map((weight) => (whole * weight) / total);
  const shares = exact.map(Math.floor);
  const byRemainder = exact
    .map((share, index) => ({ index, remainder: share - Math.floor(share) }))
    .sort((a, b) => b.remainder - a.remainder);
  for (const { index } of byRemainder.slice(0, whole - sum(shares))) shares[index] = (shares[index] ?? 0) + 1;
  return shares;
}

/** A whole number spread in order: what is due up to each day, less what has been given before it. */
function spread(whole: number, weights: readonly number[], total: number): number[] {
  let due = 0;
  let given = 0;
  return weights.map((weight) => {
    due += weight;
    const count = total === 0 ? 0 : Math.floor(whole * (due / total)) - given;
    given += count;
    return count;
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function weightOf(stream: GatewayStream, day: string, index: number): number {
  if (day < stream.phases[0].from) return 0;
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
