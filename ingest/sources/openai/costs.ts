import { z } from 'zod';
import { openaiCosts } from '../../raw/provider-tables.js';
import type { DayReport } from '../../source.js';
import { createBucketReport } from '../bucket-report.js';
import { decimalText, notLanded, optionalText } from '../decimal-text.js';
import { fetchOpenaiBuckets, type OpenaiClient } from './client.js';

/**
 * `organization.costs.result`. Dollars, as text or as a number, up to thirty decimals, negative for credits;
 * an absent amount is not a zero. Another currency than USD cannot be added up and stops the pull.
 */
const result = z.object({
  object: notLanded,
  amount: z
    .object({
      value: decimalText.nullish(),
      currency: z.string().regex(/^usd$/i, 'is not usd, the only currency that is read'),
    })
    .nullish(),
  line_item: optionalText,
  project_id: optionalText,
  api_key_id: optionalText,
  quantity: decimalText.nullish(),
  quantity_unit: optionalText,
  organization_id: notLanded,
  organization_name: notLanded,
  project_name: notLanded,
  user_id: notLanded,
  user_email: notLanded,
});

export function openaiCostsReport(client: OpenaiClient): DayReport {
  const report = 'costs';
  const query = {
    report,
    path: 'organization/costs',
    groupBy: ['project_id', 'line_item', 'api_key_id'],
    limit: 180,
    result,
  };
  return createBucketReport<z.infer<typeof result>>({
    sourceId: client.sourceId,
    report,
    table: openaiCosts,
    maxDays: 31,
    fetchBuckets: (window, isGrouped, stats) => fetchOpenaiBuckets(client, query, window, isGrouped, stats),
    toRow: (row, day) => ({
      account: client.settings.account,
      usage_date: day,
      project_id: row.project_id ?? null,
      api_key_id: row.api_key_id ?? null,
      line_item: row.line_item ?? null,
      amount_value: row.amount?.value ?? null,
      amount_currency: row.amount?.currency ?? null,
      quantity: row.quantity ?? null,
      quantity_unit: row.quantity_unit ?? null,
    }),
    quantitiesOf: (row) => ({ amount: row.amount?.value }),
  });
}
