import type { Row } from '../../warehouse/warehouse.js';
import type { ReportSection } from '../report-section.js';
import { formatShare, formatText, formatUsd } from '../text/format-amount.js';
import { renderTable } from '../text/render-table.js';

const STATUS_WORDS: Readonly<Record<string, string>> = {
  on_track: 'on track',
  at_risk: 'AT RISK',
  over_budget: 'OVER',
  no_budget: 'no budget',
  final: 'final',
};

/** Where the running month will end, against its budget, in total and by team. */
export const forecastAgainstBudget: ReportSection = {
  id: 'forecast_against_budget',
  title: ({ openMonth }) => `Forecast against budget, ${openMonth ?? 'no open month'} (USD)`,
  queries: ({ openMonth }): Readonly<Record<string, string>> =>
    openMonth === null
      ? {}
      : {
          forecast: `select scope, scope_id, as_of_date, actual_to_date_usd, forecast_usd, forecast_low_usd, forecast_high_usd,
             budget_usd, variance_usd, variance_share, status
           from marts.forecast_variance where period = '${openMonth}' and scope in ('total', 'team')
           qualify row_number() over (partition by scope, scope_id order by as_of_date desc) = 1
           order by case when scope = 'total' then 1 else 0 end, actual_to_date_usd desc, scope_id`,
        },
  render: (rows, { openMonth }) => {
    const forecast = rows.forecast ?? [];
    if (openMonth === null || forecast.length === 0) return 'Nothing is forecast: no month is running.';
    return [
      renderTable(
        [
          { title: 'Team' },
          { title: 'To date', align: 'right' },
          { title: 'Forecast', align: 'right' },
          { title: 'Between', align: 'right' },
          { title: 'and', align: 'right' },
          { title: 'Budget', align: 'right' },
          { title: 'Over/under', align: 'right' },
          { title: '', align: 'right' },
          { title: 'Status' },
        ],
        forecast.map(renderScope),
      ),
      `As of ${formatText(forecast.find((row) => row.scope === 'total')?.as_of_date ?? forecast[0]?.as_of_date)}. Over/under is the forecast less the budget; a positive amount is over.`,
    ].join('\n');
  },
};

function renderScope(row: Row): string[] {
  const hasBudget = row.budget_usd !== null && row.budget_usd !== undefined;
  return [
    row.scope === 'total' ? 'Total' : formatText(row.scope_id),
    formatUsd(row.actual_to_date_usd),
    formatUsd(row.forecast_usd),
    formatUsd(row.forecast_low_usd),
    formatUsd(row.forecast_high_usd),
    hasBudget ? formatUsd(row.budget_usd) : '-',
    hasBudget ? formatUsd(row.variance_usd) : '-',
    hasBudget ? formatShare(row.variance_share) : '-',
    STATUS_WORDS[String(row.status)] ?? formatText(row.status),
  ];
}
