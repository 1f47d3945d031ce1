import { DateTime } from 'luxon';
import { addDays, epochOf } from '../days.js';
import type { UsageCell } from '../usage-cell.js';
import { type DimensionValue, groupRows } from './group-rows.js';
import { limitOf, pageOfDays } from './page-of-days.js';
import type { ProviderDays } from './provider-days.js';
import { badRequest } from './provider-error.js';

const DIMENSIONS: Readonly<Record<UsageCell['report'], readonly string[]>> = {
  completions: ['project_id', 'user_id', 'api_key_id', 'model', 'batch', 'service_tier', 'api_source'],
  embeddings: ['project_id', 'user_id', 'api_key_id', 'model'],
};

/** `GET /v1/organization/usage/{completions,embeddings}`: one page of daily buckets. */
export function answerOpenaiUsage(days: ProviderDays, query: URLSearchParams, report: UsageCell['report']): unknown {
  const groupBy = openaiGroupBy(query, DIMENSIONS[report]);
  const resultOf = report === 'completions' ? completionsResult : embeddingsResult;
  return openaiPage(query, 7, 31, days.today(), (day) => {
    const cells = days.usageOn(day).filter((cell) => cell.provider === 'openai' && cell.report === report);
    return groupRows(cells, groupBy, dimensionOf).map(({ values, rows }) => ({
      ...resultOf(rows),
      ...nulls(DIMENSIONS[report]),
      ...values,
    }));
  });
}

/** Dimensions that were not asked for are null, not absent. */
export function nulls(names: readonly string[]): Record<string, null> {
  return Object.fromEntries(names.map((name) => [name, null]));
}

/** Bare (`group_by=a&group_by=b`) and bracketed names are both understood. */
export function openaiGroupBy(query: URLSearchParams, allowed: readonly string[]): string[] {
  const asked = [...query.getAll('group_by'), ...query.getAll('group_by[]')];
  const unknown = asked.find((name) => !allowed.includes(name));
  if (unknown !== undefined) throw badRequest(`Invalid value: '${unknown}' for group_by`);
  return [...new Set(asked)];
}

/** The envelope of every OpenAI report of buckets. */
export function openaiPage(
  query: URLSearchParams,
  standardLimit: number,
  mostDays: number,
  today: string,
  resultsOn: (day: string) => readonly unknown[],
): unknown {
  const bucketWidth = query.get('bucket_width') ?? '1d';
  if (bucketWidth !== '1d') throw badRequest(`This server has daily buckets only, not '${bucketWidth}'`);
  const from = dayOf(query.get('start_time'), 'start_time');
  const to = query.has('end_time') ? dayOf(query.get('end_time'), 'end_time') : today;
  if (to <= from) throw badRequest('end_time must be after start_time');
  const page = pageOfDays(query, from, to, limitOf(query, standardLimit, mostDays));
  const data = page.days.map((day) => ({
    object: 'bucket',
    start_time: epochOf(day),
    end_time: epochOf(addDays(day, 1)),
    start_time_iso: `${day}T00:00:00+00:00`,
    end_time_iso: `${addDays(day, 1)}T00:00:00+00:00`,
    results: resultsOn(day),
  }));
  return { object: 'page', data, has_more: page.hasMore, next_page: page.nextPage };
}

function dayOf(text: string | null, name: string): string {
  if (text === null || !/^\d+$/.test(text)) throw badRequest(`${name} must be Unix seconds`);
  const time = DateTime.fromSeconds(Number(text), { zone: 'utc' });
  const day = time.toISODate();
  if (day === null || time.toMillis() % 86_400_000 !== 0) throw badRequest(`${name} must be the start of a UTC day`);
  return day;
}

function dimensionOf(cell: UsageCell, dimension: string): DimensionValue {
  switch (dimension) {
    case 'project_id':
      return cell.subAccountId;
    case 'user_id':
      return cell.userId;
    case 'api_key_id':
      return cell.apiKeyId;
    case 'model':
      return cell.model;
    case 'batch':
      return cell.serviceTier === 'batch';
    case 'service_tier':
      return cell.serviceTier === 'priority' ? 'priority' : 'default';
    default:
      return 'unlabeled';
  }
}

function completionsResult(cells: readonly UsageCell[]): Record<string, unknown> {
  const uncached = sumOf(cells, 'input');
  const cached = sumOf(cells, 'input_cache_read');
  const written = sumOf(cells, 'input_cache_write_30m');
  const output = sumOf(cells, 'output');
  return {
    object: 'organization.usage.completions.result',
    input_tokens: uncached + cached + written,
    input_cached_tokens: cached,
    input_cache_write_tokens: written,
    input_uncached_tokens: uncached,
    output_tokens: output,
    input_text_tokens: uncached,
    output_text_tokens: output,
    input_cached_text_tokens: cached,
    input_audio_tokens: 0,
    input_cached_audio_tokens: 0,
    output_audio_tokens: 0,
    input_image_tokens: 0,
    input_cached_image_tokens: 0,
    output_image_tokens: 0,
    num_model_requests: sumOf(cells, 'request'),
  };
}

function embeddingsResult(cells: readonly UsageCell[]): Record<string, unknown> {
  return {
    object: 'organization.usage.embeddings.result',
    input_tokens: sumOf(cells, 'input'),
    num_model_requests: sumOf(cells, 'request'),
  };
}

export function sumOf(cells: readonly UsageCell[], meter: keyof UsageCell['quantities']): number {
  return cells.reduce((sum, cell) => sum + cell.quantities[meter], 0);
}
