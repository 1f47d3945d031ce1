import { DateTime } from 'luxon';
import { z } from 'zod';
import { readPages } from '../../http/read-pages.js';
import type { DayWindow, PullStats, SourceContext } from '../../source.js';
import { type Bucket, dayOfBucket } from '../bucket-report.js';
import { notLanded } from '../decimal-text.js';
import { readKey } from '../open-key.js';
import type { AnthropicSettings } from './settings.js';

const KEY_HINT =
  'It must be an Admin key (sk-ant-admin01-…), which an organization admin creates in the Console under Settings, Admin keys. Ordinary API keys are refused, and individual accounts have no Admin API.';

/** The version of the interface that the schemas here describe. */
const API_VERSION = '2023-06-01';

/** What every request to one Anthropic organization shares. */
export interface AnthropicClient {
  readonly sourceId: string;
  readonly settings: AnthropicSettings;
  readonly context: SourceContext;
  readonly secret: string;
}

export function createAnthropicClient(
  sourceId: string,
  settings: AnthropicSettings,
  context: SourceContext,
): AnthropicClient {
  return { sourceId, settings, context, secret: readKey(context.env, settings.api_key_env, sourceId, KEY_HINT) };
}

function baseRequest({ settings, secret }: AnthropicClient, headers: Readonly<Record<string, string>>) {
  return {
    baseUrl: settings.base_url,
    headers: { 'x-api-key': secret, 'anthropic-version': API_VERSION, ...headers },
    secret,
    secretName: settings.api_key_env,
    keyHint: KEY_HINT,
    decimalFields: ['amount'],
  };
}

export interface BucketQuery<Result extends z.ZodType> {
  readonly report: string;
  /** Below base_url. */
  readonly path: string;
  readonly groupBy: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly result: Result;
}

const timestamp = z.iso.datetime({ offset: true });

/**
 * Daily buckets of `usage_report/messages` or `cost_report`, https://platform.claude.com/docs/en/manage-claude/usage-cost-api.
 * The window always holds at least one complete UTC day: a single incomplete day is answered with HTTP 400.
 */
export async function* fetchAnthropicBuckets<Result extends z.ZodType>(
  client: AnthropicClient,
  query: BucketQuery<Result>,
  window: DayWindow,
  isGrouped: boolean,
  stats: PullStats,
): AsyncGenerator<Bucket<z.infer<Result>>> {
  const what = `${client.sourceId} ${query.report} ${window.from} to ${window.to}${isGrouped ? '' : ' (control total)'}`;
  const bucket = z.object({ starting_at: timestamp, ending_at: timestamp, results: z.array(query.result) });
  const schema = z.object({ data: z.array(bucket), has_more: z.boolean(), next_page: z.string().nullish() });
  const pages = readPages(
    client.context.fetchPage,
    {
      ...baseRequest(client, query.headers),
      what,
      path: query.path,
      params: [
        ['starting_at', `${window.from}T00:00:00Z`],
        ['ending_at', `${window.to}T00:00:00Z`],
        ['bucket_width', '1d'],
        ['limit', '31'],
        ...(isGrouped ? query.groupBy.map((dimension) => ['group_by[]', dimension] as const) : []),
      ],
      schema,
      hasMore: (page) => page.has_more,
      cursorOf: (page) => page.next_page,
      cursorParam: 'page',
    },
    stats,
  );
  for await (const { body, hasBinaryDecimals } of pages) {
    for (const { starting_at, ending_at, results } of body.data) {
      const day = dayOfBucket(what, DateTime.fromISO(starting_at), DateTime.fromISO(ending_at), window);
      yield { day, results, hasBinaryDecimals };
    }
  }
}

/** Every entry of an organization list; such lists are paged by the id of the entry before. */
export async function* fetchAnthropicList<Entry extends z.ZodType>(
  client: AnthropicClient,
  report: string,
  params: readonly (readonly [string, string])[],
  entry: Entry,
  stats: PullStats,
): AsyncGenerator<z.infer<Entry>> {
  const schema = z.object({
    data: z.array(entry),
    first_id: notLanded,
    last_id: z.string().nullish(),
    has_more: z.boolean(),
  });
  const pages = readPages(
    client.context.fetchPage,
    {
      ...baseRequest(client, {}),
      what: `${client.sourceId} ${report}`,
      path: `v1/organizations/${report}`,
      params: [['limit', '100'], ...params],
      schema,
      hasMore: (page) => page.has_more,
      cursorOf: (page) => page.last_id,
      cursorParam: 'after_id',
    },
    stats,
  );
  for await (const { body } of pages) yield* body.data;
}
