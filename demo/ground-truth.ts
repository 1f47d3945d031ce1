import Big from 'big.js';
import type { ProviderName } from './company.js';
import { periodOf } from './days.js';
import type { ProviderDays } from './providers/provider-days.js';
import type { ExpectedEvidence, Via } from './usage-cell.js';

/** One row per month × provider × who caused it × what the traffic says about that: exact dollars as billed. */
export interface CausedCost {
  readonly period: string;
  readonly provider: ProviderName;
  /** The service that really caused it, or a name for who did outside the registry. */
  readonly owner: string;
  /** The service that the best evidence in the traffic names; NULL when nothing does. */
  readonly namedOwner: string | null;
  readonly evidence: ExpectedEvidence;
  readonly via: Via | 'tool';
  readonly billedUsd: string;
}

/** Who really caused what was billed on the given days. Knows what no report says: it comes from the generator. */
export function traceCosts(days: ProviderDays, window: readonly string[]): CausedCost[] {
  const sums = new Map<string, { cause: Omit<CausedCost, 'billedUsd'>; amount: Big }>();
  const add = (cause: Omit<CausedCost, 'billedUsd'>, amount: Big) => {
    const key = JSON.stringify(cause);
    const sum = sums.get(key);
    if (sum === undefined) sums.set(key, { cause, amount });
    else sum.amount = sum.amount.plus(amount);
  };
  for (const day of window) {
    const period = periodOf(day);
    for (const cell of days.billedOn(day)) {
      const { provider, owner, namedOwner, evidence, via } = cell;
      for (const amount of days.pricer.chargesOf(cell).values())
        add({ period, provider, owner, namedOwner, evidence, via }, amount);
    }
    for (const { identity, owner, amountUsd } of days.toolChargesOn(day))
      add(
        { period, provider: identity.provider, owner, namedOwner: null, evidence: 'none', via: 'tool' },
        new Big(amountUsd),
      );
  }
  return [...sums.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { cause, amount }]) => ({ ...cause, billedUsd: amount.toFixed() }));
}
