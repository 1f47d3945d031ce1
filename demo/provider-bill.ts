import Big from 'big.js';
import { COMPANY, type ProviderName } from './company.js';
import { periodOf } from './days.js';
import { anthropicCostLines } from './providers/anthropic-cost-lines.js';
import { openaiCostLines } from './providers/openai-cost-lines.js';
import type { ProviderDays } from './providers/provider-days.js';

/** One row per provider × month: what its cost report charges for the days that are out. */
export interface ProviderBill {
  readonly provider: ProviderName;
  readonly account: string;
  readonly period: string;
  /** Exact dollars, decimal text. */
  readonly exactUsd: string;
  /** The same after every row of the finest cost report is rounded to nine decimals, as the warehouse stores it. */
  readonly billedUsd: string;
}

const ROUND_HALF_UP = 1;

/** The bills of the given days: OpenAI's rows are project × key × line item, Anthropic's workspace × description. */
export function billProviders(days: ProviderDays, window: readonly string[]): ProviderBill[] {
  const bills = new Map<string, { provider: ProviderName; period: string; exact: Big; rounded: Big }>();
  for (const day of window) {
    for (const [provider, rows] of [
      ['openai', openaiRows(days, day)],
      ['anthropic', anthropicRows(days, day)],
    ] as const) {
      if (rows.length === 0) continue;
      const period = periodOf(day);
      const bill = bills.get(`${period}|${provider}`) ?? { provider, period, exact: new Big(0), rounded: new Big(0) };
      for (const amount of rows) {
        bill.exact = bill.exact.plus(amount);
        bill.rounded = bill.rounded.plus(amount.round(9, ROUND_HALF_UP));
      }
      bills.set(`${period}|${provider}`, bill);
    }
  }
  return [...bills.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { provider, period, exact, rounded }]) => ({
      provider,
      account: COMPANY[provider].account,
      period,
      exactUsd: exact.toFixed(),
      billedUsd: rounded.toFixed(),
    }));
}

function openaiRows(days: ProviderDays, day: string): Big[] {
  return sumByKey(
    openaiCostLines(days, day).map((line) => [`${line.projectId}|${line.apiKeyId}|${line.lineItem}`, line.amountUsd]),
  );
}

function anthropicRows(days: ProviderDays, day: string): Big[] {
  const rows = anthropicCostLines(days, day).map((line): [string, Big] => [
    `${line.workspaceId}|${line.description}`,
    line.amountCents,
  ]);
  return sumByKey(rows).map((cents) => cents.div(100));
}

function sumByKey(amounts: readonly (readonly [string, Big])[]): Big[] {
  const sums = new Map<string, Big>();
  for (const [key, amount] of amounts) sums.set(key, (sums.get(key) ?? new Big(0)).plus(amount));
  return [...sums.values()];
}
