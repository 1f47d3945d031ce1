import { addDays } from '../days.js';
import type { UsageCell } from '../usage-cell.js';
import { type DimensionValue, groupRows } from './group-rows.js';
import { nulls, sumOf } from './openai-usage.js';
import { limitOf, pageOfDays } from './page-of-days.js';
import type { ProviderDays } from './provider-days.js';
import { badRequest } from './provider-error.js';

const DIMENSIONS = [
  'api_key_id',
  'workspace_id',
  'model',
  'service_tier',
  'context_window',
  'inference_geo',
  'speed',
  'account_id',
  'service_account_id',
];

/** `GET /v1/organizations/usage_report/messages`: one page of daily buckets. Refused requests are counted here. */
export function answerAnthropicUsage(days: ProviderDays, query: URLSearchParams, beta: string): unknown {
  const groupBy = anthropicGroupBy(query, DIMENSIONS);
  if (groupBy.includes('speed') && !beta.includes('fast-mode-2026-02-01'))
    throw badRequest('group_by[]: speed needs the header anthropic-beta: fast-mode-2026-02-01');
  return anthropicPage(query, days.today(), (day) => {
    const cells = days.usageOn(day).filter((cell) => cell.provider === 'anthropic');
    return groupRows(cells, groupBy, dimensionOf).map(({ values, rows }) => ({
      ...nulls(DIMENSIONS),
      ...values,
      uncached_input_tokens: sumOf(rows, 'input'),
      cache_read_input_tokens: sumOf(rows, 'input_cache_read'),
      cache_creation: {
        ephemeral_1h_input_tokens: sumOf(rows, 'input_cache_write_1h'),
        ephemeral_5m_input_tokens: sumOf(rows, 'input_cache_write_5m'),
      },
      output_tokens: sumOf(rows, 'output'),
      server_tool_use: { web_search_requests: sumOf(rows, 'web_search') },
    }));
  });
}

/** Anthropic reads bracketed names only; without brackets it would answer ungrouped and nobody would notice. */
export function anthropicGroupBy(query: URLSearchParams, allowed: readonly string[]): string[] {
  if (query.has('group_by')) throw badRequest('group_by: use group_by[]');
  const asked = query.getAll('group_by[]');
  const unknown = asked.find((name) => !allowed.includes(name));
  if (unknown !== undefined) throw badRequest(`group_by[]: '${unknown}' is not allowed`);
  return [...new Set(asked)];
}

/** The envelope of Anthropic's reports of buckets. */
export function anthropicPage(
  query: URLSearchParams,
  today: string,
  resultsOn: (day: string) => readonly unknown[],
): unknown {
  const bucketWidth = query.get('bucket_width') ?? '1d';
  if (bucketWidth !== '1d') throw badRequest(`bucket_width: this server has 1d only, not '${bucketWidth}'`);
  const from = dayOf(query.get('starting_at'), 'starting_at');
  const to = query.has('ending_at') ? dayOf(query.get('ending_at'), 'ending_at') : today;
  if (to <= from || from >= today) throw badRequest('ending_at: no valid ending date after starting_at');
  const page = pageOfDays(query, from, to, limitOf(query, 7, 31));
  const data = page.days.map((day) => ({
    starting_at: `${day}T00:00:00Z`,
    ending_at: `${addDays(day, 1)}T00:00:00Z`,
    results: resultsOn(day),
  }));
  return { data, has_more: page.hasMore, next_page: page.nextPage };
}

/** The start of the UTC day a time lies in: Anthropic snaps to it. */
function dayOf(text: string | null, name: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]00:00)$/.exec(text ?? '');
  if (match?.[1] === undefined) throw badRequest(`${name}: an RFC 3339 time in UTC is required`);
  return match[1];
}

function dimensionOf(cell: UsageCell, dimension: string): DimensionValue {
  switch (dimension) {
    case 'api_key_id':
      return cell.apiKeyId;
    case 'workspace_id':
      return cell.subAccountId;
    case 'model':
      return cell.model;
    case 'service_tier':
      return cell.serviceTier;
    case 'context_window':
      return contextWindowOf(cell);
    case 'inference_geo':
      return cell.region;
    case 'speed':
      return 'standard';
    case 'account_id':
      return cell.userId;
    default:
      return null;
  }
}

export function contextWindowOf(cell: UsageCell): string {
  return cell.isLongWindow ? '200k-1M' : '0-200k';
}
