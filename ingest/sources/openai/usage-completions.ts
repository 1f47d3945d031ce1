import { z } from 'zod';
import { openaiUsageCompletions } from '../../raw/provider-tables.js';
import type { DayReport } from '../../source.js';
import { createBucketReport } from '../bucket-report.js';
import { count, notLanded, optionalText } from '../decimal-text.js';
import { fetchOpenaiBuckets, type OpenaiClient } from './client.js';

const optionalCount = count.nullish();

/** `organization.usage.completions.result`: chat completions and responses. Cached and written tokens are inside input. */
const result = z.object({
  object: notLanded,
  input_tokens: count,
  input_cached_tokens: optionalCount,
  input_cache_write_tokens: optionalCount,
  input_uncached_tokens: optionalCount,
  input_text_tokens: optionalCount,
  input_cached_text_tokens: optionalCount,
  input_audio_tokens: optionalCount,
  input_cached_audio_tokens: optionalCount,
  input_image_tokens: optionalCount,
  input_cached_image_tokens: optionalCount,
  output_tokens: count,
  output_text_tokens: optionalCount,
  output_audio_tokens: optionalCount,
  output_image_tokens: optionalCount,
  num_model_requests: count,
  project_id: optionalText,
  user_id: optionalText,
  api_key_id: optionalText,
  model: optionalText,
  batch: z.boolean().nullish(),
  service_tier: optionalText,
  api_source: notLanded,
});

export function openaiUsageCompletionsReport(client: OpenaiClient): DayReport {
  const report = 'usage/completions';
  const { scrub } = client.context;
  const query = {
    report,
    path: 'organization/usage/completions',
    groupBy: ['project_id', 'user_id', 'api_key_id', 'model', 'batch', 'service_tier'],
    limit: 31,
    result,
  };
  return createBucketReport<z.infer<typeof result>>({
    sourceId: client.sourceId,
    report,
    table: openaiUsageCompletions,
    maxDays: 31,
    fetchBuckets: (window, isGrouped, stats) => fetchOpenaiBuckets(client, query, window, isGrouped, stats),
    toRow: (row, day) => ({
      account: client.settings.account,
      usage_date: day,
      project_id: row.project_id ?? null,
      user_id: row.user_id == null ? null : scrub(row.user_id),
      api_key_id: row.api_key_id ?? null,
      model_id: row.model ?? null,
      is_batch: row.batch ?? null,
      service_tier: row.service_tier ?? null,
      ...tokensOf(row),
    }),
    quantitiesOf: tokensOf,
  });
}

function tokensOf(row: z.infer<typeof result>) {
  return {
    input_tokens: row.input_tokens,
    input_cached_tokens: row.input_cached_tokens ?? null,
    input_cache_write_tokens: row.input_cache_write_tokens ?? null,
    input_uncached_tokens: row.input_uncached_tokens ?? null,
    input_text_tokens: row.input_text_tokens ?? null,
    input_cached_text_tokens: row.input_cached_text_tokens ?? null,
    input_audio_tokens: row.input_audio_tokens ?? null,
    input_cached_audio_tokens: row.input_cached_audio_tokens ?? null,
    input_image_tokens: row.input_image_tokens ?? null,
    input_cached_image_tokens: row.input_cached_image_tokens ?? null,
    output_tokens: row.output_tokens,
    output_text_tokens: row.output_text_tokens ?? null,
    output_audio_tokens: row.output_audio_tokens ?? null,
    output_image_tokens: row.output_image_tokens ?? null,
    num_model_requests: row.num_model_requests,
  };
}
