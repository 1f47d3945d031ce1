import { DateTime } from 'luxon';
import { z } from 'zod';
import { readPages } from '../../http/read-pages.js';
import type { DayWindow, PullStats, SourceContext } from '../../source.js';
import { type Bucket, dayOfBucket, startOfDay } from '../bucket-report.js';
import { notLanded } from '../decimal-text.js';
import { readKey } from '../open-key.js';
import type { OpenaiSettings } from './settings.js';

const KEY_HINT =
  'It must be an Admin API key (sk-admin-…), which an owner of the organization creates under Settings, Organization, Admin keys; read-only is enough. Project keys are refused.';

/** What every request to one OpenAI organization shares. */
export interface OpenaiClient {
  readonly sourceId: string;
  readonly settings: OpenaiSettings;
  readonly context: SourceContext;
  readonly secret: string;
}

export function createOpenaiClient(sourceId: string, settings: OpenaiSettings, context: SourceContext): OpenaiClient {
  return { sourceId, settings, context, secret: readKey(context.env, settings.api_key_env, sourceId, KEY_HINT) };
}

function baseRequest({ settings, secret }: OpenaiClient) {
  return {
    baseUrl: settings.base_url,
    headers: { authorization: `Bearer ${secret}` },
    secret,
    secretName: settings.api_key_env,
    keyHint: KEY_HINT,
    decimalFields: ['value', 'quantity'],
  };
}

export interface BucketQuery<Result extends z.ZodType> {
  readonly report: string;
  /** Below base_url. */
  readonly path: string;
  readonly groupBy: readonly string[];
  /** Buckets (days) a page, at most. */
  readonly limit: number;
  readonly result: Result;
}

/**
 * Daily buckets of `/organization/usage/*` or `/organization/costs`, https://platform.openai.com/docs/api-reference/usage.
 * Times are Unix seconds; the window is UTC-aligned, since an unaligned one gives a bucket too many.
 */
export async function* fetchOpenaiBuckets<Result extends z.ZodType>(
  client: OpenaiClient,
  query: BucketQuery<Result>,
  window: DayWindow,
  isGrouped: boolean,
  stats: PullStats,
): AsyncGenerator<Bucket<z.infer<Result>>> {
  const what = `${client.sourceId} ${query.report} ${window.from} to ${window.to}${isGrouped ? '' : ' (control total)'}`;
  const bucket = z.object({
    object: notLanded,
    start_time: z.int(),
    end_time: z.int(),
    start_time_iso: notLanded,
    end_time_iso: notLanded,
    results: z.array(query.result),
  });
  const schema = z.object({
    object: notLanded,
    data: z.array(bucket),
    has_more: z.boolean(),
    next_page: z.string().nullish(),
  });
  const pages = readPages(
    client.context.fetchPage,
    {
      ...baseRequest(client),
      what,
      path: query.path,
      params: [
        ['start_time', String(startOfDay(window.from).toUnixInteger())],
        ['end_time', String(startOfDay(window.to).toUnixInteger())],
        ['bucket_width', '1d'],
        ['limit', String(query.limit)],
        ...(isGrouped ? query.groupBy.map((dimension) => ['group_by', dimension] as const) : []),
      ],
      schema,
      hasMore: (page) => page.has_more,
      cursorOf: (page) => page.next_page,
      cursorParam: 'page',
    },
    stats,
  );
  for await (const { body, hasBinaryDecimals } of pages) {
    for (const { start_time, end_time, results } of body.data) {
      const day = dayOfBucket(what, DateTime.fromSeconds(start_time), DateTime.fromSeconds(end_time), window);
      yield { day, results, hasBinaryDecimals };
    }
  }
}

/** Every entry of an `/organization/*` list. */
export async function* fetchOpenaiList<Entry extends z.ZodType>(
  client: OpenaiClient,
  report: string,
  path: string,
  params: readonly (readonly [string, string])[],
  entry: Entry,
  stats: PullStats,
): AsyncGenerator<z.infer<Entry>> {
  const schema = z.object({
    object: notLanded,
    data: z.array(entry),
    first_id: notLanded,
    last_id: z.string().nullish(),
    has_more: z.boolean(),
  });
  const pages = readPages(
    client.context.fetchPage,
    {
      ...baseRequest(client),
      what: `${client.sourceId} ${report}`,
      path,
      params: [['limit', '100'], ...params],
      schema,
      hasMore: (page) => page.has_more,
      cursorOf: (page) => page.last_id,
      cursorParam: 'after',
    },
    stats,
  );
  for await (const { body } of pages) yield* body.data;
}
