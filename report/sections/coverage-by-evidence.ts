import Big from 'big.js';
import type { Row } from '../../warehouse/warehouse.js';
import type { ReportContext, ReportSection } from '../report-section.js';
import { costColumns, costOf, formatCosts, isEstimated, roundCosts, sumCosts } from '../text/cost.js';
import { formatShare, formatText, formatUsd, shareOf, toDecimal } from '../text/format-amount.js';
import { daysOfMonth } from '../text/month.js';
import { renderTable } from '../text/render-table.js';
import { formatShares } from '../text/round-together.js';

/** Strongest first, as attribution tries them. */
const EVIDENCE: readonly (readonly [string, string])[] = [
  ['gateway_record', "the gateway's own record of key or team"],
  ['api_key', 'a provider key that one service uses'],
  ['sub_account', 'a project or workspace that one service owns'],
  ['request_tag', 'a request tag that names a registered service'],
  ['inherited', 'inherited from the original request of a retry or batch'],
  ['allocation_rule', 'a rule that shares out a common service'],
  ['none', 'nothing names an owner: unattributed'],
];

/** How much of the cost has an owner, and what says so. */
export const coverageByEvidence: ReportSection = {
  id: 'coverage_by_evidence',
  title: ({ month }) => `Coverage by evidence, ${month} (USD)`,
  queries: ({ month }) => ({
    coverage: `select evidence, sum(billed_cost_usd) as billed_cost_usd, sum(effective_cost_usd) as effective_cost_usd
     from marts.attribution_coverage where ${daysOfMonth('usage_date', month)} group by evidence order by evidence`,
    // What the base leaves out, so that it can be walked to the chargeback: allocations move cost and net to zero.
    beside: `select bill_level, case when team_id = 'unattributed' then 1 else 0 end as is_unowned,
       sum(billed_cost_usd) as billed_cost_usd, sum(effective_cost_usd) as effective_cost_usd
     from marts.chargeback_lines where period = '${month}' and (bill_level = 'invoice' or line_class = 'allocation')
     group by bill_level, is_unowned order by bill_level, is_unowned`,
  }),
  render: (rows, context) => {
    const coverage = rows.coverage ?? [];
    if (coverage.length === 0) return `Nothing was used or billed in ${context.month}.`;
    return renderCoverage(coverage, rows.beside ?? [], context);
  },
};

function renderCoverage(coverage: readonly Row[], beside: readonly Row[], { isProvisional }: ReportContext): string {
  const rank = new Map(EVIDENCE.map(([name], index) => [name, index]));
  const meaning = new Map(EVIDENCE);
  const rankOf = (row: Row): number => rank.get(String(row.evidence)) ?? EVIDENCE.length;
  const ordered = coverage.toSorted((left, right) => rankOf(left) - rankOf(right));
  const exact = ordered.map(costOf);
  const invoiced = sumCosts(beside.filter((row) => row.bill_level === 'invoice').map(costOf));
  const hasInvoice = invoiced.total?.eq(0) === false;
  const isUnowned = (index: number): boolean => ordered[index]?.evidence === 'none';
  const rounded = roundCosts([...exact, ...(hasInvoice ? [invoiced] : [])], isUnowned);
  const base = sumCosts(rounded.slice(0, exact.length));
  const hasEstimate = isProvisional && exact.some(isEstimated);
  const shares = formatShares(exact.map(({ total }) => total));
  const total = sumCosts(exact).total;
  const unowned = sumCosts(exact.filter((_, index) => isUnowned(index))).total ?? new Big(0);
  const owned = formatShare(shareOf(total?.minus(unowned) ?? null, total));
  return [
    renderTable(
      [
        { title: 'Evidence' },
        { title: 'The owner is known by' },
        ...costColumns(hasEstimate, 'Cost'),
        { title: 'Share', align: 'right' },
      ],
      [
        ...ordered.map((row, index) => [
          formatText(row.evidence),
          meaning.get(String(row.evidence)) ?? '',
          ...formatCosts(rounded[index] ?? base, hasEstimate),
          shares[index] ?? '',
        ]),
        [
          'Total',
          hasEstimate ? 'of usage, billed or estimated' : 'of the cost reports',
          ...formatCosts(base, hasEstimate),
          total === null ? 'unknown' : '100.0%',
        ],
        ...(hasInvoice
          ? [
              ['', "invoices' tax, credits and rounding", ...formatCosts(rounded.at(-1) ?? base, hasEstimate), ''],
              ['', 'charged back to teams', ...formatCosts(sumCosts(rounded), hasEstimate), ''],
            ]
          : []),
      ],
    ),
    `${owned} of ${hasEstimate ? 'the cost, billed or estimated,' : 'what the cost reports billed'} has an owner.`,
    'Evidence: what ties a cost to its owner, the strongest first.',
    ...explainUnowned(unowned, beside),
  ].join('\n');
}

/** Why the unattributed team bears another amount: its part of what the base leaves out. */
function explainUnowned(unowned: Big, beside: readonly Row[]): string[] {
  const part = (isInvoice: boolean): Big =>
    beside
      .filter((row) => String(row.is_unowned) === '1' && (row.bill_level === 'invoice') === isInvoice)
      .reduce((sum, row) => sum.plus(toDecimal(row.effective_cost_usd) ?? 0), new Big(0));
  const [invoice, shared] = [part(true), part(false)];
  if (invoice.eq(0) && shared.eq(0)) return [];
  const borne = unowned.plus(invoice).plus(shared).round(2, Big.roundHalfUp);
  const [base, tax] = [unowned.round(2, Big.roundHalfUp), shared.eq(0) ? null : shared.round(2, Big.roundHalfUp)];
  const steps = [
    `none ${formatUsd(base)}`,
    `its part of invoices' tax, credits and rounding ${formatUsd(borne.minus(base).minus(tax ?? 0))}`,
    ...(tax === null ? [] : [`shared services passed on ${formatUsd(tax)}`]),
  ];
  return [`${steps.join(' + ')}`, `= unattributed in the chargeback ${formatUsd(borne)}.`];
}
