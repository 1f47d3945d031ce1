import type { ReportSection } from '../report-section.js';
import { formatShare, formatText, formatUsd, shareOf, sumKnown, toDecimal } from '../text/format-amount.js';
import { daysOfMonth } from '../text/month.js';
import { renderTable } from '../text/render-table.js';

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

/** How much of the bill has an owner, and what says so. */
export const coverageByEvidence: ReportSection = {
  id: 'coverage_by_evidence',
  title: ({ month }) => `Coverage by evidence, ${month} (USD)`,
  queries: ({ month }) => ({
    coverage: `select evidence, sum(billed_cost_usd) as billed_cost_usd, sum(effective_cost_usd) as effective_cost_usd
     from marts.attribution_coverage where ${daysOfMonth('usage_date', month)} group by evidence order by evidence`,
  }),
  render: (rows, { month }) => {
    const coverage = rows.coverage ?? [];
    if (coverage.length === 0) return `Nothing was billed in ${month}.`;
    const total = sumKnown(coverage.map((row) => row.billed_cost_usd));
    const rank = new Map(EVIDENCE.map(([name], index) => [name, index]));
    const meaning = new Map(EVIDENCE);
    const ordered = coverage.toSorted(
      (left, right) =>
        (rank.get(String(left.evidence)) ?? EVIDENCE.length) - (rank.get(String(right.evidence)) ?? EVIDENCE.length),
    );
    const unowned = sumKnown(coverage.filter((row) => row.evidence === 'none').map((row) => row.billed_cost_usd));
    const owned = total === null ? null : total.minus(unowned ?? 0);
    return [
      renderTable(
        [
          { title: 'Evidence' },
          { title: 'The owner is known by' },
          { title: 'Billed', align: 'right' },
          { title: 'Share', align: 'right' },
        ],
        ordered.map((row) => [
          formatText(row.evidence),
          meaning.get(String(row.evidence)) ?? '',
          formatUsd(row.billed_cost_usd),
          formatShare(shareOf(toDecimal(row.billed_cost_usd), total)),
        ]),
      ),
      `${formatShare(shareOf(owned, total))} of the bill has an owner.`,
    ].join('\n');
  },
};
