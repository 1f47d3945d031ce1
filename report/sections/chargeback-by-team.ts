import type Big from 'big.js';
import type { Row } from '../../warehouse/warehouse.js';
import type { ReportContext, ReportSection } from '../report-section.js';
import { type Cost, costColumns, costOf, formatCosts, isEstimated, roundCosts, sumCosts } from '../text/cost.js';
import { formatCount, formatShare, formatText, formatUsd, sumKnown, toDecimal } from '../text/format-amount.js';
import { lastDay, monthBefore } from '../text/month.js';
import { renderTable } from '../text/render-table.js';
import { formatShares, roundTogether } from '../text/round-together.js';

const SERVICES_SHOWN = 10;

/** Stands in other sections too, so its amounts are rounded by themselves. */
const UNATTRIBUTED = 'unattributed';

/** Who bears the month: statement amounts by team, and the services behind them. */
export const chargebackByTeam: ReportSection = {
  id: 'chargeback_by_team',
  title: ({ month, isProvisional }) => `Chargeback by team, ${month}${isProvisional ? ', provisional' : ''} (USD)`,
  queries: (context) => ({
    teams: `select team_id, cost_center, sum(billed_cost_usd) as billed_cost_usd,
       sum(effective_cost_usd) as effective_cost_usd, sum(statement_amount_usd) as statement_amount_usd
     from marts.chargeback_monthly where period = '${context.month}'
     group by team_id, cost_center order by effective_cost_usd desc, team_id, cost_center`,
    before: selectBefore(context),
    services: `select service_id, team_id, sum(billed_cost_usd) as billed_cost_usd,
       sum(effective_cost_usd) as effective_cost_usd, sum(input_tokens) as input_tokens, sum(output_tokens) as output_tokens
     from marts.chargeback_monthly where period = '${context.month}'
     group by service_id, team_id order by effective_cost_usd desc, service_id, team_id`,
  }),
  render: (rows, context) => {
    const teams = rows.teams ?? [];
    if (teams.length === 0) return `Nothing is charged back for ${context.month}.`;
    return [
      renderTeams(teams, rows.before ?? [], context),
      ...explain(context),
      '',
      renderServices(rows.services ?? [], context),
    ].join('\n');
  },
};

/** A statement is compared with a statement, what is provisional with the cost of the same days. */
function selectBefore({ month, asOf, isProvisional }: ReportContext): string {
  const before = monthBefore(month, asOf);
  const compared = isProvisional
    ? `sum(effective_cost_usd) as amount_usd from marts.spend_daily
       where usage_date >= date '${before.month}-01' and usage_date <= date '${before.until}'`
    : `sum(estimated_statement_amount_usd) as amount_usd from marts.chargeback_monthly where period = '${before.month}'`;
  return `select team_id, cost_center, ${compared} group by team_id, cost_center order by amount_usd desc, team_id, cost_center`;
}

function explain({ month, asOf, isProvisional }: ReportContext): string[] {
  if (!isProvisional) {
    return [
      'Billed: what the providers charged. Statement: the same, each line of the export in whole cents, as',
      'the cost center is charged. unattributed: nothing names an owner yet.',
    ];
  }
  const before = monthBefore(month, asOf);
  return [
    'Provisional: it will change, so there is no statement yet. Estimate: what is not billed, at contracted',
    'or list rates. unattributed: nothing names an owner yet.',
    ...(asOf < lastDay(month) ? [`${before.title}: the cost of the same days of the month before.`] : []),
  ];
}

interface TeamLine {
  readonly team: string;
  readonly costCenter: string;
  readonly cost: Cost;
  /** What is compared with the month before: the statement, or the cost of a provisional month. */
  readonly amount: Big | null;
  readonly before: Big | null;
}

function teamLines(teams: readonly Row[], before: readonly Row[], isProvisional: boolean): readonly TeamLine[] {
  const amountsBefore = new Map(before.map((row) => [ownerKey(row), toDecimal(row.amount_usd)]));
  const present = new Set(teams.map(ownerKey));
  const line = (row: Row): TeamLine => ({
    team: formatText(row.team_id),
    costCenter: formatText(row.cost_center),
    cost: costOf(row),
    amount: toDecimal(isProvisional ? row.effective_cost_usd : row.statement_amount_usd),
    before: amountsBefore.get(ownerKey(row)) ?? null,
  });
  // Who had a cost in the month before and has none now is part of what is compared.
  const gone = before.filter((row) => !present.has(ownerKey(row)) && toDecimal(row.amount_usd)?.eq(0) === false);
  return [...teams, ...gone].map(line);
}

function renderTeams(teams: readonly Row[], before: readonly Row[], context: ReportContext): string {
  const { isProvisional, month, asOf } = context;
  const lines = teamLines(teams, before, isProvisional);
  const costs = roundCosts(
    lines.map(({ cost }) => cost),
    (index) => lines[index]?.team === UNATTRIBUTED,
  );
  const amounts = lines.map(({ amount }) => amount);
  const earlier = roundTogether(
    lines.map((line) => line.before),
    2,
  );
  const shares = formatShares(amounts);
  const [total, totalBefore] = [sumKnown(amounts), sumKnown(earlier)];
  const isGone = (index: number): boolean => index >= teams.length;
  return renderTable(
    [
      { title: 'Team' },
      { title: 'Cost center' },
      ...costColumns(isProvisional, asOf < lastDay(month) ? 'To date' : 'Cost'),
      ...(isProvisional ? [] : [{ title: 'Statement', align: 'right' as const }]),
      { title: 'Share', align: 'right' },
      { title: monthBefore(month, asOf).title, align: 'right' },
      { title: 'Change', align: 'right' },
    ],
    [
      ...lines.map(({ team, costCenter, amount }, index) => [
        team,
        costCenter,
        ...(isGone(index)
          ? isProvisional
            ? ['-', '-', '-']
            : ['-']
          : formatCosts(costs[index] ?? NO_COST, isProvisional)),
        ...(isProvisional ? [] : [isGone(index) ? '-' : formatUsd(amount)]),
        isGone(index) ? '-' : (shares[index] ?? '-'),
        formatBefore(earlier[index] ?? null),
        formatChange(amount, lines[index]?.before ?? null),
      ]),
      [
        'Total',
        '',
        ...formatCosts(sumCosts(costs), isProvisional),
        ...(isProvisional ? [] : [formatUsd(total)]),
        total === null ? 'unknown' : '100.0%',
        formatBefore(totalBefore),
        formatChange(total, totalBefore),
      ],
    ],
  );
}

const NO_COST: Cost = { billed: null, estimate: null, total: null };

function renderServices(services: readonly Row[], { isProvisional, month, asOf }: ReportContext): string {
  const exact = services.map(costOf);
  const costs = roundCosts(exact, (index) => services[index]?.team_id === UNATTRIBUTED);
  const hasEstimate = isProvisional && costs.some(isEstimated);
  const line = (name: string, team: string, rows: readonly Row[], parts: readonly Cost[], share: string): string[] => [
    name,
    team,
    ...formatCosts(sumCosts(parts), hasEstimate),
    share,
    formatCount(sumKnown(rows.map((row) => row.input_tokens))),
    formatCount(sumKnown(rows.map((row) => row.output_tokens))),
  ];
  const shown = Math.min(SERVICES_SHOWN, services.length);
  const rest = sumCosts(exact.slice(shown));
  const whole = (cost: Cost): Big | null => (isProvisional ? cost.total : cost.billed);
  const shares = formatShares([...exact.slice(0, shown).map(whole), ...(services.length > shown ? [whole(rest)] : [])]);
  return renderTable(
    [
      { title: 'Top services' },
      { title: 'Team' },
      ...costColumns(hasEstimate, asOf < lastDay(month) ? 'To date' : 'Cost'),
      { title: 'Share', align: 'right' },
      { title: 'Input tokens', align: 'right' },
      { title: 'Output tokens', align: 'right' },
    ],
    [
      ...services
        .slice(0, shown)
        .map((row, index) =>
          line(
            formatText(row.service_id),
            formatText(row.team_id),
            [row],
            costs.slice(index, index + 1),
            shares[index] ?? '-',
          ),
        ),
      ...(services.length > shown
        ? [line(`${services.length - shown} more`, '', services.slice(shown), costs.slice(shown), shares[shown] ?? '-')]
        : []),
    ],
  );
}

function ownerKey(row: Row): string {
  return JSON.stringify([row.team_id, row.cost_center]);
}

function formatBefore(amount: Big | null): string {
  return amount === null ? '-' : formatUsd(amount);
}

function formatChange(amount: Big | null, earlier: Big | null): string {
  if (amount === null || earlier === null || earlier.eq(0)) return '-';
  const change = formatShare(amount.minus(earlier).div(earlier.abs()));
  return change.startsWith('-') ? change : `+${change}`;
}
