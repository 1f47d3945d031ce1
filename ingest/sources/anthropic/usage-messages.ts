import { z } from 'zod';
import { anthropicUsageMessages } from '../../raw/provider-tables.js';
import type { DayReport } from '../../source.js';
import { createBucketReport } from '../bucket-report.js';
import { count, optionalText } from '../decimal-text.js';
import { type AnthropicClient, fetchAnthropicBuckets } from './client.js';

/** A result of `usage_report/messages`. The token fields are disjoint: input excludes cache reads and writes. */
const result = z.object({
  uncached_input_tokens: count,
  cache_read_input_tokens: count,
  cache_creation: z.object({ ephemeral_5m_input_tokens: count, ephemeral_1h_input_tokens: count }),
  output_tokens: count,
  server_tool_use: z.object({ web_search_requests: count }).nullish(),
  workspace_id: optionalText,
  api_key_id: optionalText,
  account_id: optionalText,
  service_account_id: optionalText,
  model: optionalText,
  service_tier: optionalText,
  context_window: optionalText,
  inference_geo: optionalText,
  speed: optionalText,
});

export function anthropicUsageMessagesReport(client: AnthropicClient): DayReport {
  const report = 'usage_report/messages';
  const { scrub } = client.context;
  const query = {
    report,
    path: 'v1/organizations/usage_report/messages',
    groupBy: [
      'api_key_id',
      'workspace_id',
      'account_id',
      'service_account_id',
      'model',
      'service_tier',
      'context_window',
      'inference_geo',
      'speed',
    ],
    // Without it, grouping by speed is refused.
    headers: { 'anthropic-beta': 'fast-mode-2026-02-01' },
    result,
  };
  return createBucketReport<z.infer<typeof result>>({
    sourceId: client.sourceId,
    report,
    table: anthropicUsageMessages,
    maxDays: 31,
    fetchBuckets: (window, isGrouped, stats) => fetchAnthropicBuckets(client, query, window, isGrouped, stats),
    toRow: (row, day) => ({
      account: client.settings.account,
      usage_date: day,
      workspace_id: row.workspace_id ?? null,
      api_key_id: row.api_key_id ?? null,
      account_id: row.account_id == null ? null : scrub(row.account_id),
      service_account_id: row.service_account_id == null ? null : scrub(row.service_account_id),
      model_id: row.model ?? null,
      service_tier: row.service_tier ?? null,
      context_window: row.context_window ?? null,
      inference_geo: row.inference_geo ?? null,
      speed: row.speed ?? null,
      ...quantitiesOf(row),
    }),
    quantitiesOf,
  });
}

function quantitiesOf(row: z.infer<typeof result>) {
  return {
    uncached_input_tokens: row.uncached_input_tokens,
    cache_read_input_tokens: row.cache_read_input_tokens,
    ephemeral_5m_input_tokens: row.cache_creation.ephemeral_5m_input_tokens,
    ephemeral_1h_input_tokens: row.cache_creation.ephemeral_1h_input_tokens,
    output_tokens: row.output_tokens,
    web_search_requests: row.server_tool_use?.web_search_requests ?? null,
  };
}
