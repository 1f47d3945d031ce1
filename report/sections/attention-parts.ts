import type { Cell, Row } from '../../warehouse/warehouse.js';
import type { ReportContext } from '../report-section.js';
import { costOf, formatCost, sumCosts } from '../text/cost.js';
import { formatCount, formatShare, formatText, formatUsd, sumKnown, toDecimal } from '../text/format-amount.js';

/** One kind of thing that wants a person: amounts stand first, so that a long name never pushes one out of sight. */
export interface AttentionPart {
  /** The query of the section that gives its rows. */
  readonly rows: string;
  readonly head: (rows: readonly Row[], context: ReportContext) => string;
  readonly amount: (row: Row) => string;
  readonly text: (row: Row) => string;
  readonly remedy: (context: ReportContext) => string;
}

const PRICE_STATUSES: Readonly<Record<string, string>> = {
  unmapped: 'name of no known model',
  unpriced: 'no rate on that day',
  partial: 'nearest rate used',
};

const FINDINGS: Readonly<Record<string, string>> = {
  no_usage: 'success without usage, its cost is unknown',
  negative: 'negative logged cost',
  far: 'logged cost far from ours, which is',
  unpriced: 'logged cost without a price here',
};

const CONVENTIONS: Readonly<Record<string, string>> = {
  cache: 'cached tokens beside the input',
  reasoning: 'reasoning tokens beside the output',
};

const TAG_CONFLICTS: Readonly<Record<string, string>> = {
  stale: 'retired tag',
  conflicting: 'tags that disagree',
  contradicts: 'tag against stronger evidence',
  missing: 'no tag',
  unknown: 'tag of no registered service',
};

/** In the order in which they cost money. */
export const attentionParts: readonly AttentionPart[] = [
  {
    rows: 'budgets',
    head: (rows, { openMonth }) => `${plural(rows.length, 'budget')} of ${openMonth} overspent or at risk`,
    amount: (row) => formatUsd(row.variance_usd),
    text: (row) => {
      const what = row.scope === 'total' ? 'total' : `${formatText(row.scope)} ${formatText(row.scope_id)}`;
      const state = row.status === 'over_budget' ? 'OVER' : 'at risk';
      return `${what}: ${state}, forecast ${formatUsd(row.forecast_usd)} of ${formatUsd(row.budget_usd)} (${formatShare(row.variance_share)})`;
    },
    remedy: ({ commandPrefix, openMonth }) => `${commandPrefix} report --month ${openMonth}`,
  },
  {
    rows: 'unattributed',
    head: (rows, { month }) => `${summed(rows)} USD of ${month} without an owner (evidence \`none\` above)`,
    amount: (row) => formatCost(costOf(row)),
    text: describeIdentity,
    remedy: () => 'name their service under `identities` in the registry',
  },
  {
    rows: 'unpriced',
    head: (rows) => `${plural(new Set(rows.map((row) => row.model_id)).size, 'model')} without a certain price`,
    amount: (row) => (toDecimal(row.billed_cost_usd) === null ? formatListCost(row) : formatUsd(row.billed_cost_usd)),
    text: (row) =>
      `${formatText(row.provider)} ${formatText(row.model_id)}: ${PRICE_STATUSES[String(row.price_status)] ?? formatText(row.price_status)}, ${formatText(row.from_date)} to ${formatText(row.to_date)}`,
    remedy: () => 'add the rate or the alias to pricing/ (`rates lookup` says what is missing)',
  },
  {
    rows: 'logged',
    head: (rows, { month }) =>
      `${plural(rows.length, 'finding')} on costs that gateways logged in ${month} (a witness, never in the ledger)`,
    amount: (row) => formatUsd(row.logged_cost_usd),
    text: (row) => {
      const finding = FINDINGS[String(row.finding)] ?? formatText(row.finding);
      const ours = row.finding === 'far' ? ` ${formatUsd(row.list_cost_usd)}` : '';
      const requests = `${formatCount(row.request_count)} ${String(row.request_count) === '1' ? 'request' : 'requests'}`;
      return `${finding}${ours}: ${requests}, ${formatText(row.gateway)} ${formatText(row.provider)} ${formatText(row.model_id)}`;
    },
    remedy: () => 'see what the gateway records for these requests (`marts.logged_cost_findings`)',
  },
  {
    rows: 'conventions',
    head: (rows, { month }) => `${plural(rows.length, 'model')} of ${month} logged otherwise than the mapping says`,
    amount: (row) => formatCount(row.request_count),
    text: (row) =>
      `requests of ${formatText(row.gateway)} ${formatText(row.provider)} ${formatText(row.model_id)}: ${CONVENTIONS[String(row.convention)] ?? formatText(row.convention)}, by their own total`,
    remedy: () =>
      'these are counted as proved; those without a total are not: set token_convention or reasoning_convention in the mapping',
  },
  {
    rows: 'tags',
    head: (rows, { month }) => `${summed(rows)} USD of ${month} on stale, missing or contradicting tags`,
    amount: (row) => formatCost(costOf(row)),
    text: (row) => {
      const tag = row.service_tag === null || row.service_tag === undefined ? '' : ` ${row.service_tag}`;
      const conflict = TAG_CONFLICTS[String(row.tag_conflict)] ?? formatText(row.tag_conflict);
      const owner =
        row.service_id === 'unattributed'
          ? 'and nothing else names an owner'
          : `charged to ${formatText(row.service_id)}`;
      return `${conflict}${tag}, ${owner}`;
    },
    remedy: () => 'correct the tag where it is set',
  },
  {
    rows: 'rejected',
    head: (rows) => `${formatCount(sumKnown(rows.map((row) => row.record_count)))} records rejected at landing`,
    amount: (row) => formatCount(row.record_count),
    text: (row) => {
      const field = row.field_path === null || row.field_path === undefined ? '' : `${row.field_path} `;
      return `${formatText(row.source_id)} ${formatText(row.report)}: ${field}${formatText(row.reason)}`;
    },
    remedy: ({ commandPrefix }) => `${commandPrefix} query "select * from raw.rejected_records"`,
  },
  {
    rows: 'restated',
    head: (rows) => `${plural(rows.length, 'figure')} moved after Finance had seen the month, the latest first`,
    amount: (row) => formatUsd(row.moved_usd),
    text: (row) =>
      `${formatText(row.period)} ${formatText(row.provider)}, team ${formatText(row.team_id)} (${formatText(row.cost_center)}), ` +
      `seen by ${formatText(row.seen_by)}: ${formatText(row.restatement_reason)}`,
    remedy: ({ commandPrefix }) => `${commandPrefix} query "select * from marts.restated_months"`,
  },
  {
    rows: 'provisional',
    head: (rows) =>
      `${plural(rows.length, 'provider')} with days that are not billed yet (provisional: estimates that will change)`,
    amount: (row) => formatCost(costOf(row)),
    text: (row) => {
      const days = String(row.day_count) === '1' ? '1 day' : `${formatCount(row.day_count)} days`;
      return `${formatText(row.provider)}: ${days}, ${formatText(row.from_date)} to ${formatText(row.to_date)}`;
    },
    remedy: ({ commandPrefix }) => `${commandPrefix} run, once the provider has billed them`,
  },
];

function summed(rows: readonly Row[]): string {
  return formatCost(sumCosts(rows.map(costOf)));
}

/** Nothing is billed: the list cost at the nearest rate is the estimate, where there is one. */
function formatListCost(row: Row): string {
  return toDecimal(row.list_cost_usd) === null ? formatUsd(null) : `est. ${formatUsd(row.list_cost_usd)}`;
}

/** The most telling names first: what the provider calls the project and key, else their ids. */
function describeIdentity(row: Row): string {
  const named = (kind: string, ...cells: readonly (Cell | undefined)[]): string[] => {
    const shown = cells.find((cell) => cell !== null && cell !== undefined);
    return shown === undefined ? [] : [`${kind} ${shown}`];
  };
  const isUsage = row.line_class === 'usage' || row.line_class === 'unlogged';
  return [
    formatText(row.account),
    ...(isUsage ? [] : [formatText(row.line_class)]),
    ...named('project', row.sub_account_name, row.sub_account_id),
    ...named('key', row.api_key_name, row.api_key_id),
    ...named('virtual key', row.virtual_key),
  ].join(', ');
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
