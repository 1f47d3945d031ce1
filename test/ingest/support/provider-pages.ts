import { Big } from 'big.js';
import type { Answer, Question } from './loopback-server.js';

export type Result = Readonly<Record<string, unknown>>;

/** What a provider knows: results by UTC day. */
export type DayResults = Readonly<Record<string, readonly Result[]>>;

/** OpenAI's envelope: daily buckets, `limit` of them a page, summed up when the request does not group. */
export function openaiPage(asked: Question, days: DayResults, sumOf: (results: readonly Result[]) => Result): Answer {
  const from = Number(asked.query.get('start_time'));
  const to = Number(asked.query.get('end_time'));
  const isGrouped = asked.query.has('group_by');
  const starts: number[] = [];
  for (let start = from; start < to; start += 86_400) starts.push(start);
  const limit = Number(asked.query.get('limit'));
  const offset = Number(asked.query.get('page')?.replace('page_', '') ?? 0);
  const data = starts.slice(offset, offset + limit).map((start) => {
    const results = days[dayOf(start)] ?? [];
    return {
      object: 'bucket',
      start_time: start,
      end_time: start + 86_400,
      results: isGrouped || results.length === 0 ? results : [sumOf(results)],
    };
  });
  const hasMore = offset + limit < starts.length;
  return { body: { object: 'page', data, has_more: hasMore, next_page: hasMore ? `page_${offset + limit}` : null } };
}

/** Anthropic's envelope. */
export function anthropicPage(
  asked: Question,
  days: DayResults,
  sumOf: (results: readonly Result[]) => Result,
): Answer {
  const from = Date.parse(asked.query.get('starting_at') ?? '');
  const to = Date.parse(asked.query.get('ending_at') ?? '');
  const isGrouped = asked.query.has('group_by[]');
  const data = [];
  for (let start = from; start < to; start += 86_400_000) {
    const results = days[dayOf(start / 1000)] ?? [];
    data.push({
      starting_at: `${dayOf(start / 1000)}T00:00:00Z`,
      ending_at: `${dayOf(start / 1000 + 86_400)}T00:00:00Z`,
      results: isGrouped || results.length === 0 ? results : [sumOf(results)],
    });
  }
  return { body: { data, has_more: false, next_page: null } };
}

/** Sums the named integer fields; all dimensions are null, as the provider answers when it does not group. */
export function sumFields(...fields: readonly string[]): (results: readonly Result[]) => Result {
  return (results) =>
    Object.fromEntries(
      fields.map((field) => [field, results.reduce((sum, result) => sum + Number(result[field] ?? 0), 0)] as const),
    );
}

export function sumAmounts(results: readonly Result[]): Result {
  const total = results.reduce((sum, { amount }) => {
    const value = (amount as { value?: string | number } | undefined)?.value;
    return value === undefined ? sum : sum.plus(value);
  }, new Big(0));
  return {
    object: 'organization.costs.result',
    amount: { value: total.toFixed(), currency: 'usd' },
    line_item: null,
    project_id: null,
  };
}

export function sumCents(results: readonly Result[]): Result {
  const total = results.reduce((sum, { amount }) => sum.plus(String(amount)), new Big(0));
  return { amount: total.toFixed(), currency: 'USD', description: null, workspace_id: null };
}

function dayOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}
