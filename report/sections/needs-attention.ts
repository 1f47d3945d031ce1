import type { ReportContext, ReportSection, SectionRows } from '../report-section.js';
import { clipLine } from '../text/clip-line.js';
import { daysOfMonth } from '../text/month.js';
import { type AttentionPart, attentionParts } from './attention-parts.js';

const LINES_SHOWN = 5;

/** The list to work through, the dearest first in each part; a part with nothing in it is left out. */
export const needsAttention: ReportSection = {
  id: 'needs_attention',
  title: () => 'Needs attention',
  queries: ({ month, openMonth }) => ({
    budgets: `select scope, scope_id, status, forecast_usd, budget_usd, variance_usd, variance_share
     from marts.budget_status where period = '${openMonth}' and status in ('over_budget', 'at_risk')
     order by variance_usd desc, scope, scope_id`,
    unattributed: `select provider, account, sub_account_id, sub_account_name, api_key_id, api_key_name, gateway, virtual_key,
       line_class, sum(billed_cost_usd) as billed_cost_usd, sum(effective_cost_usd) as effective_cost_usd
     from marts.unattributed_spend where period = '${month}'
     group by provider, account, sub_account_id, sub_account_name, api_key_id, api_key_name, gateway, virtual_key, line_class
     order by effective_cost_usd desc, account, sub_account_id, api_key_id, virtual_key, line_class`,
    unpriced: `select provider, model_id, price_status, sum(billed_cost_usd) as billed_cost_usd,
       sum(list_cost_usd) as list_cost_usd, min(usage_date) as from_date, max(usage_date) as to_date
     from marts.unpriced_usage where usage_date >= date '${month}-01'
     group by provider, model_id, price_status order by billed_cost_usd desc, provider, model_id, price_status`,
    logged: `select finding, gateway, provider, model_id, sum(request_count) as request_count,
       sum(logged_cost_usd) as logged_cost_usd, sum(list_cost_usd) as list_cost_usd
     from marts.logged_cost_findings where ${daysOfMonth('usage_date', month)}
     group by finding, gateway, provider, model_id order by abs(sum(logged_cost_usd)) desc, finding, gateway, provider, model_id`,
    conventions: `select gateway, provider, model_id, convention, sum(request_count) as request_count
     from marts.contradicted_conventions where ${daysOfMonth('usage_date', month)}
     group by gateway, provider, model_id, convention order by sum(request_count) desc, gateway, provider, model_id, convention`,
    tags: `select tag_conflict, service_tag, service_id, sum(billed_cost_usd) as billed_cost_usd,
       sum(effective_cost_usd) as effective_cost_usd
     from marts.chargeback_lines where period = '${month}' and tag_conflict is not null and line_class <> 'allocation'
     group by tag_conflict, service_tag, service_id order by effective_cost_usd desc, tag_conflict, service_tag, service_id`,
    rejected: `select source_id, report, field_path, reason, count(*) as record_count from raw.rejected_records
     group by source_id, report, field_path, reason order by record_count desc, source_id, report, field_path, reason`,
    restated: `select period, provider, team_id, cost_center, moved_usd, seen_by, restatement_reason
     from marts.restated_months order by restated_at desc, abs(moved_usd) desc, period, provider, cost_center, team_id`,
    provisional: `select provider, count(distinct usage_date) as day_count, min(usage_date) as from_date,
       max(usage_date) as to_date, sum(effective_cost_usd) as effective_cost_usd, sum(billed_cost_usd) as billed_cost_usd
     from marts.spend_daily where is_provisional group by provider order by provider`,
  }),
  render: (rows, context) => {
    const parts = attentionParts.flatMap((part) => renderPart(part, rows, context));
    return parts.length === 0 ? 'Nothing. Every dollar has a price, an owner and a bill.' : parts.join('\n');
  },
};

function renderPart(part: AttentionPart, rows: SectionRows, context: ReportContext): string[] {
  const found = rows[part.rows] ?? [];
  if (found.length === 0) return [];
  const shown = found.slice(0, LINES_SHOWN).map((row) => ({ amount: part.amount(row), text: part.text(row) }));
  const width = Math.max(...shown.map(({ amount }) => amount.length));
  const more = found.length - shown.length;
  return [
    clipLine(`! ${part.head(found, context)}`),
    ...shown.map(({ amount, text }) => clipLine(`    ${amount.padStart(width)}  ${text}`)),
    ...(more > 0 ? [`    ${''.padStart(width)}  and ${more} more`] : []),
    // Left whole: it may hold a command to copy.
    `    → ${part.remedy(context)}`,
  ];
}
