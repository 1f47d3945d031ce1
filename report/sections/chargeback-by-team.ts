import type Big from 'big.js';
import type { Row } from '../../warehouse/warehouse.js';
import type { ReportSection } from '../report-section.js';
import {
  formatCount,
  formatShare,
  formatText,
  formatUsd,
  shareOf,
  sumKnown,
  toDecimal,
} from '../text/format-amount.js';
import { shiftMonth } from '../text/month.js';
import { renderTable } from '../text/render-table.js';

const SERVICES_SHOWN = 10;

/** Who bears the month: statement amounts by team, and the services behind them. */
export const chargebackByTeam: ReportSection = {
  id: 'chargeback_by_team',
  title: ({ month }) => `Chargeback by team, ${month} (USD)`,
  queries: ({ month }) => ({
    teams: `select period, team_id, cost_center, sum(billed_cost_usd) as billed_cost_usd,
       sum(statement_amount_usd) as statement_amount_usd
     from marts.chargeback_monthly where period in ('${month}', '${shiftMonth(month, -1)}')
     group by period, team_id, cost_center order by statement_amount_usd desc, team_id, cost_center`,
    services: `select service_id, team_id, sum(billed_cost_usd) as billed_cost_usd,
       sum(input_tokens) as input_tokens, sum(output_tokens) as output_tokens
     from marts.chargeback_monthly where period = '${month}'
     group by service_id, team_id order by billed_cost_usd desc, service_id, team_id`,
  }),
  render: (rows, { month }) => {
    const teams = (rows.teams ?? []).filter((row) => row.period === month);
    if (teams.length === 0) return `Nothing is charged back for ${month}.`;
    const before = (rows.teams ?? []).filter((row) => row.period !== month);
    return [renderTeams(teams, before), '', renderServices(rows.services ?? [])].join('\n');
  },
};

function renderTeams(teams: readonly Row[], before: readonly Row[]): string {
  const total = sumKnown(teams.map((row) => row.statement_amount_usd));
  const totalBefore = sumKnown(before.map((row) => row.statement_amount_usd));
  const amountBefore = new Map(before.map((row) => [ownerKey(row), toDecimal(row.statement_amount_usd)]));
  return renderTable(
    [
      { title: 'Team' },
      { title: 'Cost center' },
      { title: 'Billed', align: 'right' },
      { title: 'Statement', align: 'right' },
      { title: 'Share', align: 'right' },
      { title: 'Month before', align: 'right' },
      { title: 'Change', align: 'right' },
    ],
    [
      ...teams.map((row) => {
        const amount = toDecimal(row.statement_amount_usd);
        const earlier = amountBefore.get(ownerKey(row)) ?? null;
        return [
          formatText(row.team_id),
          formatText(row.cost_center),
          formatUsd(row.billed_cost_usd),
          formatUsd(amount),
          formatShare(shareOf(amount, total)),
          before.length === 0 || earlier === null ? '-' : formatUsd(earlier),
          formatChange(amount, earlier),
        ];
      }),
      [
        'Total',
        '',
        formatUsd(sumKnown(teams.map((row) => row.billed_cost_usd))),
        formatUsd(total),
        formatShare(shareOf(total, total)),
        totalBefore === null ? '-' : formatUsd(totalBefore),
        formatChange(total, totalBefore),
      ],
    ],
  );
}

function renderServices(services: readonly Row[]): string {
  const total = sumKnown(services.map((row) => row.billed_cost_usd));
  const shown = services.slice(0, SERVICES_SHOWN);
  const rest = services.slice(SERVICES_SHOWN);
  const table = renderTable(
    [
      { title: 'Top services' },
      { title: 'Team' },
      { title: 'Billed', align: 'right' },
      { title: 'Share', align: 'right' },
      { title: 'Input tokens', align: 'right' },
      { title: 'Output tokens', align: 'right' },
    ],
    [
      ...shown.map((row) => [
        formatText(row.service_id),
        formatText(row.team_id),
        formatUsd(row.billed_cost_usd),
        formatShare(shareOf(toDecimal(row.billed_cost_usd), total)),
        formatCount(row.input_tokens),
        formatCount(row.output_tokens),
      ]),
      ...(rest.length === 0 ? [] : [summarize(rest, total)]),
    ],
  );
  return table;
}

function summarize(rest: readonly Row[], total: Big | null): string[] {
  const billed = sumKnown(rest.map((row) => row.billed_cost_usd));
  return [
    `${rest.length} more`,
    '',
    formatUsd(billed),
    formatShare(shareOf(billed, total)),
    formatCount(sumKnown(rest.map((row) => row.input_tokens))),
    formatCount(sumKnown(rest.map((row) => row.output_tokens))),
  ];
}

function ownerKey(row: Row): string {
  return JSON.stringify([row.team_id, row.cost_center]);
}

function formatChange(amount: Big | null, earlier: Big | null): string {
  if (amount === null || earlier === null || earlier.eq(0)) return '-';
  const change = formatShare(amount.minus(earlier).div(earlier.abs()));
  return change.startsWith('-') ? change : `+${change}`;
}
