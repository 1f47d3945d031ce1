/** A mart that can be written to a file, and which of its columns says the month. */
export interface ExportableMart {
  readonly name: string;
  readonly time: 'period' | 'usage_date';
}

/** The marts that BI and Finance build on. */
export const EXPORTABLE_MARTS: readonly ExportableMart[] = [
  { name: 'chargeback_monthly', time: 'period' },
  { name: 'chargeback_lines', time: 'period' },
  { name: 'unit_economics_daily', time: 'usage_date' },
  { name: 'unit_economics_monthly', time: 'period' },
  { name: 'forecast_variance', time: 'period' },
  { name: 'budget_status', time: 'period' },
  { name: 'spend_daily', time: 'usage_date' },
  { name: 'reconciliation', time: 'period' },
  { name: 'attribution_coverage', time: 'usage_date' },
  { name: 'unattributed_spend', time: 'period' },
  { name: 'unpriced_usage', time: 'usage_date' },
  { name: 'reopened_months', time: 'period' },
  { name: 'restated_months', time: 'period' },
  { name: 'logged_cost_findings', time: 'usage_date' },
  { name: 'contradicted_conventions', time: 'usage_date' },
];
