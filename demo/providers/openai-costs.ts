import Big from 'big.js';
import { COMPANY } from '../company.js';
import { groupRows } from './group-rows.js';
import { type OpenaiCostLine, openaiCostLines } from './openai-cost-lines.js';
import { projectName } from './openai-directory.js';
import { openaiGroupBy, openaiPage } from './openai-usage.js';
import type { ProviderDays } from './provider-days.js';

const DIMENSIONS = ['project_id', 'line_item', 'api_key_id'];

/** `GET /v1/organization/costs`: one page of daily buckets, in dollars. */
export function answerOpenaiCosts(days: ProviderDays, query: URLSearchParams): unknown {
  const groupBy = openaiGroupBy(query, DIMENSIONS);
  const isItemized = groupBy.includes('line_item');
  return openaiPage(query, 7, 180, days.today(), (day) =>
    groupRows(openaiCostLines(days, day), groupBy, dimensionOf).map(({ values, rows }, index) => ({
      object: 'organization.costs.result',
      amount: { value: amountOf(totalOf(rows), index), currency: 'usd' },
      line_item: values.line_item ?? null,
      project_id: values.project_id ?? null,
      api_key_id: values.api_key_id ?? null,
      quantity: isItemized ? quantityOf(rows) : null,
      quantity_unit: isItemized ? (rows[0]?.quantityUnit ?? null) : null,
      organization_id: COMPANY.openai.organization,
      organization_name: COMPANY.name,
      project_name: typeof values.project_id === 'string' ? projectName(values.project_id) : null,
      user_id: null,
      user_email: null,
    })),
  );
}

function dimensionOf(line: OpenaiCostLine, dimension: string): string | null {
  if (dimension === 'project_id') return line.projectId;
  return dimension === 'line_item' ? line.lineItem : line.apiKeyId;
}

function totalOf(lines: readonly OpenaiCostLine[]): Big {
  return lines.reduce((sum, line) => sum.plus(line.amountUsd), new Big(0));
}

/** Not known for a charge that has no single unit. */
function quantityOf(lines: readonly OpenaiCostLine[]): number | null {
  return lines.reduce<number | null>(
    (sum, line) => (sum === null || line.quantity === null ? null : sum + line.quantity),
    0,
  );
}

/** Since May 2026 amounts are text with thirty decimals; here and there a number still comes through, and zero has an exponent. */
function amountOf(amount: Big, index: number): string | number {
  if (amount.eq(0)) return '0E-30';
  const hasFewDigits = amount.c.length <= 15;
  return hasFewDigits && index % 3 === 1 ? amount.toNumber() : amount.toFixed(30);
}
