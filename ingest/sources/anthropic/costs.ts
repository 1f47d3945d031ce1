import { z } from 'zod';
import { anthropicCosts } from '../../raw/provider-tables.js';
import type { DayReport } from '../../source.js';
import { createBucketReport } from '../bucket-report.js';
import { decimalText, optionalText } from '../decimal-text.js';
import { type AnthropicClient, fetchAnthropicBuckets } from './client.js';

/** A result of `cost_report`. `amount` is in cents with fractions: "123.78912" is 1.2378912 dollars. */
const result = z.object({
  amount: decimalText.nullish(),
  currency: z.string().regex(/^usd$/i, 'is not USD, the only currency that is read'),
  workspace_id: optionalText,
  description: optionalText,
  cost_type: optionalText,
  token_type: optionalText,
  model: optionalText,
  service_tier: optionalText,
  context_window: optionalText,
  inference_geo: optionalText,
});

export function anthropicCostsReport(client: AnthropicClient): DayReport {
  const report = 'cost_report';
  const query = {
    report,
    path: 'v1/organizations/cost_report',
    groupBy: ['workspace_id', 'description'],
    headers: {},
    result,
  };
  return createBucketReport<z.infer<typeof result>>({
    sourceId: client.sourceId,
    report,
    table: anthropicCosts,
    maxDays: 31,
    fetchBuckets: (window, isGrouped, stats) => fetchAnthropicBuckets(client, query, window, isGrouped, stats),
    toRow: (row, day) => ({
      account: client.settings.account,
      usage_date: day,
      workspace_id: row.workspace_id ?? null,
      description: row.description ?? null,
      cost_type: row.cost_type ?? null,
      token_type: row.token_type ?? null,
      model_id: row.model ?? null,
      service_tier: row.service_tier ?? null,
      context_window: row.context_window ?? null,
      inference_geo: row.inference_geo ?? null,
      amount_cents: row.amount ?? null,
      amount_currency: row.currency,
    }),
    quantitiesOf: (row) => ({ amount_cents: row.amount }),
  });
}
