import type { Cell, Row } from '../../warehouse/warehouse.js';
import type { ReportContext } from '../report-section.js';
import { formatCount, formatShare, formatText, formatUsd, sumKnown } from '../text/format-amount.js';

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
    head: (rows, { openMonth, month }) =>
      `${plural(rows.length, 'budget')} of ${openMonth ?? month} overspent or at risk`,
    amount: (row) => formatUsd(row.variance_usd),
    text: (row) => {
      const what = row.scope === 'total' ? 'total' : `${formatText(row.scope)} ${formatText(row.scope_id)}`;
      const state = row.status === 'over_budget' ? 'OVER' : 'at risk';
      return `${what}: ${state}, forecast ${formatUsd(row.forecast_usd)} of ${formatUsd(row.budget_usd)} (${formatShare(row.variance_share)})`;
    },
    remedy: ({ commandPrefix, openMonth, month }) => `${commandPrefix} report --month ${openMonth ?? month}`,
  },
  {
    rows: 'unattributed',
    head: (rows, { month }) => `${billed(rows)} USD of ${month} without an owner`,
    amount: (row) => formatUsd(row.billed_cost_usd),
    text: describeIdentity,
    remedy: () => 'name their service under `identities` in the registry',
  },
  {
    rows: 'unpriced',
    head: (rows) => `${plural(new Set(rows.map((row) => row.model_id)).size, 'model')} without a certain price`,
    amount: (row) => formatUsd(row.billed_cost_usd),
    text: (row) =>
      `${formatText(row.provider)} ${formatText(row.model_id)}: ${PRICE_STATUSES[String(row.price_status)] ?? formatText(row.price_status)}, ${formatText(row.from_date)} to ${formatText(row.to_date)}`,
    remedy: () => 'add the rate or the alias to pricing/ (`rates lookup` says what is missing)',
  },
  {
    rows: 'tags',
    head: (rows, { month }) => `${billed(rows)} USD of ${month} on stale, missing or contradicting tags`,
    amount: (row) => formatUsd(row.billed_cost_usd),
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
    head: (rows) => `${plural(rows.length, 'provider')} with days that are not billed yet (provisional)`,
    amount: (row) => formatUsd(row.effective_cost_usd),
    text: (row) => {
      const days = String(row.day_count) === '1' ? '1 day' : `${formatCount(row.day_count)} days`;
      return `${formatText(row.provider)}: ${days}, ${formatText(row.from_date)} to ${formatText(row.to_date)}`;
    },
    remedy: ({ commandPrefix }) => `${commandPrefix} run, once the provider has billed them`,
  },
];

function billed(rows: readonly Row[]): string {
  return formatUsd(sumKnown(rows.map((row) => row.billed_cost_usd)));
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
