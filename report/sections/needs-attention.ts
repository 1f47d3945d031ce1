import type { Row } from '../../warehouse/warehouse.js';
import type { ReportContext, ReportSection } from '../report-section.js';
import { clipLine } from '../text/clip-line.js';
import { formatCount, formatShare, formatText, formatUsd, sumKnown } from '../text/format-amount.js';

const LINES_SHOWN = 5;

const TAG_CONFLICTS: Readonly<Record<string, string>> = {
  stale: 'retired tag still sent',
  conflicting: 'two tags that disagree',
  contradicts: 'tag contradicts stronger evidence',
  missing: 'gateway request without a tag',
  unknown: 'tag names no registered service',
};

/** The list to work through, the dearest first in each part; a part with nothing in it is left out. */
export const needsAttention: ReportSection = {
  id: 'needs_attention',
  title: () => 'Needs attention',
  queries: ({ month, openMonth }) => ({
    unpriced: `select provider, model_id, price_status, sum(billed_cost_usd) as billed_cost_usd, min(usage_date) as from_date,
       max(usage_date) as to_date
     from marts.unpriced_usage where usage_date >= date '${month}-01'
     group by provider, model_id, price_status order by billed_cost_usd desc, provider, model_id, price_status`,
    unattributed: `select provider, account, sub_account_id, sub_account_name, api_key_id, api_key_name, gateway, virtual_key,
       sum(billed_cost_usd) as billed_cost_usd
     from marts.unattributed_spend where period = '${month}'
     group by provider, account, sub_account_id, sub_account_name, api_key_id, api_key_name, gateway, virtual_key
     order by billed_cost_usd desc, account, api_key_id, virtual_key`,
    tags: `select tag_conflict, service_tag, service_id, sum(billed_cost_usd) as billed_cost_usd
     from marts.chargeback_lines where period = '${month}' and tag_conflict is not null and line_class <> 'allocation'
     group by tag_conflict, service_tag, service_id order by billed_cost_usd desc, tag_conflict, service_tag, service_id`,
    budgets: `select scope, scope_id, status, actual_to_date_usd, forecast_usd, budget_usd, variance_usd, variance_share
     from marts.budget_status where period = '${openMonth ?? month}' and status in ('over_budget', 'at_risk')
     order by variance_usd desc, scope, scope_id`,
    rejected: `select source_id, report, reason, count(*) as record_count from raw.rejected_records
     group by source_id, report, reason order by record_count desc, source_id, report, reason`,
    provisional: `select provider, count(distinct usage_date) as day_count, min(usage_date) as from_date,
       max(usage_date) as to_date, sum(effective_cost_usd) as effective_cost_usd
     from marts.spend_daily where is_provisional group by provider order by provider`,
  }),
  render: (rows, context) => {
    const parts = PARTS.flatMap((part) => {
      const found = rows[part.rows] ?? [];
      if (found.length === 0) return [];
      const shown = found.slice(0, LINES_SHOWN).map((row) => clipLine(`    ${part.line(row)}`));
      const more = found.length - shown.length;
      return [
        [
          clipLine(`! ${part.head(found, context)}`),
          ...shown,
          ...(more > 0 ? [`    and ${more} more`] : []),
          clipLine(`    → ${part.remedy(context)}`),
        ].join('\n'),
      ];
    });
    return parts.length === 0 ? 'Nothing. Every dollar has a price, an owner and a bill.' : parts.join('\n');
  },
};

interface AttentionPart {
  readonly rows: string;
  readonly head: (rows: readonly Row[], context: ReportContext) => string;
  readonly line: (row: Row) => string;
  readonly remedy: (context: ReportContext) => string;
}

const PARTS: readonly AttentionPart[] = [
  {
    rows: 'budgets',
    head: (rows, { openMonth, month }) =>
      `${plural(rows.length, 'budget')} of ${openMonth ?? month} overspent or at risk`,
    line: (row) => {
      const what = row.scope === 'total' ? 'total' : `${formatText(row.scope)} ${formatText(row.scope_id)}`;
      const state = row.status === 'over_budget' ? 'OVER' : 'at risk';
      return `${what}: ${state}, forecast ${formatUsd(row.forecast_usd)} of ${formatUsd(row.budget_usd)} (${formatUsd(row.variance_usd)}, ${formatShare(row.variance_share)})`;
    },
    remedy: ({ commandPrefix, openMonth, month }) => `${commandPrefix} report --month ${openMonth ?? month}`,
  },
  {
    rows: 'unattributed',
    head: (rows, { month }) => `${billed(rows)} USD of ${month} without an owner`,
    line: (row) => `${describeIdentity(row)}: ${formatUsd(row.billed_cost_usd)}`,
    remedy: () => 'name the service under `identities` in the registry',
  },
  {
    rows: 'unpriced',
    head: (rows) => `${plural(new Set(rows.map((row) => row.model_id)).size, 'model')} without a certain price`,
    line: (row) =>
      `${formatText(row.provider)} ${formatText(row.model_id)}: ${formatText(row.price_status)}, billed ${formatUsd(row.billed_cost_usd)}, ${formatText(row.from_date)} to ${formatText(row.to_date)}`,
    remedy: ({ commandPrefix }) => `${commandPrefix} rates lookup --help; then add the rate or the alias to pricing/`,
  },
  {
    rows: 'tags',
    head: (rows, { month }) => `${billed(rows)} USD of ${month} on stale, missing or contradicting tags`,
    line: (row) =>
      `${TAG_CONFLICTS[String(row.tag_conflict)] ?? formatText(row.tag_conflict)}${row.service_tag === null || row.service_tag === undefined ? '' : ` (${row.service_tag})`}, charged to ${formatText(row.service_id)}: ${formatUsd(row.billed_cost_usd)}`,
    remedy: () => 'the stronger evidence decides who pays; correct the tag where it is set',
  },
  {
    rows: 'rejected',
    head: (rows) => `${formatCount(sumKnown(rows.map((row) => row.record_count)))} records rejected at landing`,
    line: (row) =>
      `${formatText(row.source_id)} ${formatText(row.report)}: ${formatCount(row.record_count)} × ${formatText(row.reason)}`,
    remedy: ({ commandPrefix }) => `${commandPrefix} query "select * from raw.rejected_records"`,
  },
  {
    rows: 'provisional',
    head: (rows) => `${plural(rows.length, 'provider')} with days that are not billed yet (provisional)`,
    line: (row) =>
      `${formatText(row.provider)}: ${formatCount(row.day_count)} days, ${formatText(row.from_date)} to ${formatText(row.to_date)}, ${formatUsd(row.effective_cost_usd)} so far`,
    remedy: ({ commandPrefix }) => `${commandPrefix} run, once the provider has billed them`,
  },
];

function billed(rows: readonly Row[]): string {
  return formatUsd(sumKnown(rows.map((row) => row.billed_cost_usd)));
}

/** The most telling names first: what the provider calls the key and project, then their ids. */
function describeIdentity(row: Row): string {
  const named = (kind: string, name: string, id: string): string[] => {
    const shown = row[name] ?? row[id];
    return shown === null || shown === undefined ? [] : [`${kind} ${shown}`];
  };
  return [
    `${formatText(row.provider)} ${formatText(row.account)}`,
    ...named('project', 'sub_account_name', 'sub_account_id'),
    ...named('key', 'api_key_name', 'api_key_id'),
    ...named('gateway', 'gateway', 'gateway'),
    ...named('virtual key', 'virtual_key', 'virtual_key'),
  ].join(', ');
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
