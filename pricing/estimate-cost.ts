import Big from 'big.js';
import { lookupRate, type RateQuestion } from './lookup-rate.js';
import type { Rate } from './rate.js';
import type { Books } from './read-books.js';

export interface MeterCost {
  readonly meter: string;
  readonly quantity: string;
  /** Exact decimal USD at list, NULL when no rate holds. */
  readonly costUsd: string | null;
  readonly rate: Rate | null;
}

export interface Estimate {
  readonly lines: readonly MeterCost[];
  /** Exact decimal USD of the priced lines. */
  readonly totalUsd: string;
  /** `partial`: some meter has no rate and is missing from the total. */
  readonly status: 'priced' | 'partial' | 'unpriced' | 'unmapped';
  readonly why: readonly string[];
}

/** The exact list cost of quantities per meter (tokens, calls). A missing rate is NULL and never 0. */
export function estimateCost(
  books: Books,
  question: Omit<RateQuestion, 'meter'>,
  quantities: Readonly<Record<string, number | bigint | string>>,
): Estimate {
  const answer = lookupRate(books, question);
  const lines = Object.entries(quantities).map(([meter, amount]): MeterCost => {
    const quantity = new Big(amount.toString());
    const rate = answer.rates.find((candidate) => candidate.meter === meter) ?? null;
    const costUsd = rate === null ? null : costOf(quantity, rate).toFixed();
    return { meter, quantity: quantity.toFixed(), costUsd, rate };
  });
  const priced = lines.filter((line) => line.costUsd !== null);
  const total = priced.reduce((sum, line) => sum.plus(line.costUsd ?? 0), new Big(0));
  return {
    lines,
    totalUsd: total.toFixed(),
    status: statusOf(answer.status, priced.length, lines.length),
    why: answer.why,
  };
}

function costOf(quantity: Big, rate: Rate): Big {
  // unit_quantity is a power of ten in every book, so the division ends; the check of the books holds it to that.
  return quantity.times(rate.price).div(rate.unit_quantity);
}

function statusOf(answer: 'priced' | 'unpriced' | 'unmapped', priced: number, asked: number): Estimate['status'] {
  if (answer === 'unmapped') return 'unmapped';
  if (priced === asked) return 'priced';
  return priced === 0 ? 'unpriced' : 'partial';
}
