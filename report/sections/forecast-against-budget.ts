import type Big from 'big.js';
import type { Row } from '../../warehouse/warehouse.js';
import type { ReportSection } from '../report-section.js';
import { formatShare, formatText, formatUsd, toDecimal } from '../text/format-amount.js';
import { renderTable } from '../text/render-table.js';
import { roundTogether } from '../text/round-together.js';

const STATUS_WORDS: Readonly<Record<string, string>> = {
  on_track: 'on track',
  at_risk: 'AT RISK',
  over_budget: 'OVER',
  no_budget: 'no budget',
  final: 'final',
  unknown: 'unknown',
};

/** Where the running month will end, against its budget, in total and by team. */
export const forecastAgainstBudget: ReportSection = {
  id: 'forecast_against_budget',
  title: ({ openMonth }) => `Forecast against budget, ${openMonth} (USD)`,
  queries: ({ openMonth, asOf }) => ({
    forecast: `select scope, scope_id, as_of_date, actual_to_date_usd, forecast_usd, forecast_low_usd, forecast_high_usd,
       budget_usd, variance_usd, variance_share, status
     from marts.forecast_variance where period = '${openMonth}' and as_of_date = date '${asOf}' and scope in ('total', 'team')
     order by case when scope = 'total' then 1 else 0 end, actual_to_date_usd desc, scope_id`,
  }),
  render: (rows) => {
    const forecast = rows.forecast ?? [];
    if (forecast.length === 0) return 'Nothing is forecast: no month is running.';
    const isTotal = (row: Row): boolean => row.scope === 'total';
    const teams = forecast.filter((row) => !isTotal(row));
    const toDate = roundTogether(
      teams.map((row) => toDecimal(row.actual_to_date_usd)),
      2,
      { isFixed: (index) => teams[index]?.scope_id === 'unattributed' },
    );
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
          { title: '%', align: 'right' },
          { title: 'Status' },
        ],
        [
          ...teams.map((row, index) => renderScope(row, toDate[index] ?? null)),
          ...forecast.filter(isTotal).map((row) => renderScope(row, toDecimal(row.actual_to_date_usd))),
        ],
      ),
      `As of ${formatText(forecast.find(isTotal)?.as_of_date ?? forecast[0]?.as_of_date)}. To date: billed, and estimated where not billed. Over/under: forecast less budget.`,
      'Each row is forecast from its own days and has its own budget, so only To date adds up to the total.',
    ].join('\n');
  },
};

function renderScope(row: Row, toDate: Big | null): string[] {
  const hasBudget = row.budget_usd !== null && row.budget_usd !== undefined;
  return [
    row.scope === 'total' ? 'Total' : formatText(row.scope_id),
    formatUsd(toDate),
    formatUsd(row.forecast_usd),
    formatUsd(row.forecast_low_usd),
    formatUsd(row.forecast_high_usd),
    hasBudget ? formatUsd(row.budget_usd) : '-',
    hasBudget ? formatUsd(row.variance_usd) : '-',
    hasBudget ? formatShare(row.variance_share) : '-',
    STATUS_WORDS[String(row.status)] ?? formatText(row.status),
  ];
}
