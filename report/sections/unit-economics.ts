import type Big from 'big.js';
import type { Row } from '../../warehouse/warehouse.js';
import type { ReportSection } from '../report-section.js';
import {
  formatCount,
  formatShare,
  formatText,
  formatUnitPrice,
  formatUsd,
  shareOf,
  sumKnown,
  toDecimal,
} from '../text/format-amount.js';
import { monthBefore } from '../text/month.js';
import { renderTable } from '../text/render-table.js';
import { roundTogether } from '../text/round-together.js';

const SERVICES_SHOWN = 8;

/** What the money bought: cost per business unit, and what caching, batching and retries did to it. */
export const unitEconomics: ReportSection = {
  id: 'unit_economics',
  title: ({ month }) => `Unit economics, ${month} (USD)`,
  queries: ({ month, asOf }) => ({
    units: `select service_id, unit, sum(quantity) as quantity, sum(cost_usd) as cost_usd,
       sum(revenue_usd) as revenue_usd, sum(margin_usd) as margin_usd
     from marts.unit_economics_monthly where period = '${month}' and unit <> 'request'
     group by service_id, unit order by cost_usd desc, service_id, unit`,
    before: `select service_id, unit, sum(quantity) as quantity, sum(cost_usd) as cost_usd
     from marts.unit_economics_daily where unit <> 'request' and ${daysBefore(month, asOf)}
     group by service_id, unit order by cost_usd desc, service_id, unit`,
    services: `select service_id, sum(request_count) as request_count,
       sum(successful_request_count) as successful_request_count, sum(cost_usd) as cost_usd,
       sum(input_tokens) as input_tokens, sum(output_tokens) as output_tokens, sum(cache_read_tokens) as cache_read_tokens,
       sum(saved_by_cache_usd) as saved_by_cache_usd, sum(saved_by_batch_usd) as saved_by_batch_usd,
       sum(retry_cost_usd) as retry_cost_usd
     from marts.unit_economics_monthly where period = '${month}' and unit = 'request'
     group by service_id order by cost_usd desc, service_id`,
  }),
  render: (rows, { month, asOf, isProvisional }) => {
    const units = rows.units ?? [];
    const services = rows.services ?? [];
    return [
      units.length === 0
        ? 'No business metrics are on file for this month.'
        : [
            renderUnits(units, rows.before ?? []),
            `Unit before: what one cost in the ${monthBefore(month, asOf).title === 'Month before' ? 'month before' : 'same days of the month before'}.`,
          ].join('\n'),
      ...(isProvisional ? ['Costs are billed, and estimated where not billed.'] : []),
      ...(services.length === 0 ? [] : ['', renderServices(services)]),
    ].join('\n');
  },
};

function daysBefore(month: string, asOf: string): string {
  const before = monthBefore(month, asOf);
  return `usage_date >= date '${before.month}-01' and usage_date <= date '${before.until}'`;
}

function renderUnits(units: readonly Row[], before: readonly Row[]): string {
  const priceBefore = new Map(before.map((row) => [unitKey(row), costPerUnit(row)]));
  return renderTable(
    [
      { title: 'Service' },
      { title: 'Unit' },
      { title: 'Quantity', align: 'right' },
      { title: 'Cost', align: 'right' },
      { title: 'Per unit', align: 'right' },
      { title: 'Unit before', align: 'right' },
      { title: 'Revenue', align: 'right' },
      { title: 'Margin', align: 'right' },
    ],
    units.map((row) => [
      formatText(row.service_id),
      formatText(row.unit),
      formatCount(row.quantity),
      formatUsd(row.cost_usd),
      formatUnitPrice(costPerUnit(row)),
      priceBefore.has(unitKey(row)) ? formatUnitPrice(priceBefore.get(unitKey(row)) ?? null) : '-',
      formatUsd(row.revenue_usd),
      formatUsd(row.margin_usd),
    ]),
  );
}

function renderServices(all: readonly Row[]): string {
  const services = MONEY.reduce(roundColumn, all);
  return renderTable(
    [
      { title: 'Service' },
      { title: 'Requests', align: 'right' },
      { title: 'Per 1k good', align: 'right' },
      { title: 'Per 1M tok.', align: 'right' },
      { title: 'Cache hit', align: 'right' },
      { title: 'Cache saved', align: 'right' },
      { title: 'Batch saved', align: 'right' },
      { title: 'Retries cost', align: 'right' },
    ],
    [
      ...services.slice(0, SERVICES_SHOWN).map((row) => renderService(formatText(row.service_id), [row])),
      ...(services.length > SERVICES_SHOWN
        ? [renderService(`${services.length - SERVICES_SHOWN} more`, services.slice(SERVICES_SHOWN))]
        : []),
      renderService('Total', services),
    ],
  );
}

const MONEY = ['saved_by_cache_usd', 'saved_by_batch_usd', 'retry_cost_usd'];

/** The rows with one column in cents that add up to the total in cents. */
function roundColumn(rows: readonly Row[], column: string): readonly Row[] {
  const rounded = roundTogether(
    rows.map((row) => toDecimal(row[column])),
    2,
  );
  return rows.map((row, index) => ({ ...row, [column]: rounded[index]?.toFixed(2) ?? null }));
}

function renderService(name: string, rows: readonly Row[]): string[] {
  const sum = (column: string): Big | null => sumKnown(rows.map((row) => row[column]));
  const cost = sum('cost_usd');
  return [
    name,
    formatCount(sum('request_count')),
    formatUnitPrice(shareOf(cost?.times(1000) ?? null, sum('successful_request_count'))),
    formatUnitPrice(shareOf(cost?.times(1_000_000) ?? null, sumKnown([sum('input_tokens'), sum('output_tokens')]))),
    formatShare(shareOf(sum('cache_read_tokens'), sum('input_tokens'))),
    formatUsd(sum('saved_by_cache_usd')),
    formatUsd(sum('saved_by_batch_usd')),
    formatUsd(sum('retry_cost_usd')),
  ];
}

function costPerUnit(row: Row): Big | null {
  return shareOf(toDecimal(row.cost_usd), toDecimal(row.quantity));
}

function unitKey(row: Row): string {
  return JSON.stringify([row.service_id, row.unit]);
}
