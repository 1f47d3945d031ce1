import { z } from 'zod';
import { openaiUsageEmbeddings } from '../../raw/provider-tables.js';
import type { DayReport } from '../../source.js';
import { createBucketReport } from '../bucket-report.js';
import { count, notLanded, optionalText } from '../decimal-text.js';
import { fetchOpenaiBuckets, type OpenaiClient } from './client.js';

/** `organization.usage.embeddings.result`. */
const result = z.object({
  object: notLanded,
  input_tokens: count,
  num_model_requests: count,
  project_id: optionalText,
  user_id: optionalText,
  api_key_id: optionalText,
  model: optionalText,
});

export function openaiUsageEmbeddingsReport(client: OpenaiClient): DayReport {
  const report = 'usage/embeddings';
  const { scrub } = client.context;
  const query = {
    report,
    path: 'organization/usage/embeddings',
    groupBy: ['project_id', 'user_id', 'api_key_id', 'model'],
    limit: 31,
    result,
  };
  return createBucketReport<z.infer<typeof result>>({
    sourceId: client.sourceId,
    report,
    table: openaiUsageEmbeddings,
    maxDays: 31,
    fetchBuckets: (window, isGrouped, stats) => fetchOpenaiBuckets(client, query, window, isGrouped, stats),
    toRow: (row, day) => ({
      account: client.settings.account,
      usage_date: day,
      project_id: row.project_id ?? null,
      user_id: row.user_id == null ? null : scrub(row.user_id),
      api_key_id: row.api_key_id ?? null,
      model_id: row.model ?? null,
      input_tokens: row.input_tokens,
      num_model_requests: row.num_model_requests,
    }),
    quantitiesOf: ({ input_tokens, num_model_requests }) => ({ input_tokens, num_model_requests }),
  });
}
