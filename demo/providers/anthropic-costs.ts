import Big from 'big.js';
import { type AnthropicCostLine, anthropicCostLines, NO_DETAILS } from './anthropic-cost-lines.js';
import { anthropicGroupBy, anthropicPage } from './anthropic-usage.js';
import { groupRows } from './group-rows.js';
import type { ProviderDays } from './provider-days.js';

/** `GET /v1/organizations/cost_report`: one page of daily buckets, in cents with fractions. */
export function answerAnthropicCosts(days: ProviderDays, query: URLSearchParams): unknown {
  const groupBy = anthropicGroupBy(query, ['workspace_id', 'description']);
  const isDescribed = groupBy.includes('description');
  return anthropicPage(query, days.today(), (day) =>
    groupRows(anthropicCostLines(days, day), groupBy, dimensionOf).map(({ values, rows }) => ({
      amount: rows.reduce((sum, line) => sum.plus(line.amountCents), new Big(0)).toFixed(),
      currency: 'USD',
      description: values.description ?? null,
      workspace_id: values.workspace_id ?? null,
      ...(isDescribed ? (rows[0]?.details ?? NO_DETAILS) : NO_DETAILS),
    })),
  );
}

function dimensionOf(line: AnthropicCostLine, dimension: string): string | null {
  return dimension === 'workspace_id' ? line.workspaceId : line.description;
}
