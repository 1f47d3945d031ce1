import Big from 'big.js';
import type { Row } from '../../warehouse/warehouse.js';
import type { ReportContext, ReportSection } from '../report-section.js';
import { clipLine } from '../text/clip-line.js';
import { formatExactDifference, formatText, formatUsd, sumKnown, toDecimal, UNKNOWN } from '../text/format-amount.js';
import { lastDay, shiftMonth } from '../text/month.js';
import { renderTable } from '../text/render-table.js';
import { roundTogether } from '../text/round-together.js';

const MONTHS_SHOWN = 4;
const ACCOUNTS_ABREAST = 3;
const ACCOUNT_WIDTH = 18;

const LEVEL_NAMES: Readonly<Record<string, string>> = { cost_report: 'report', export: 'export', invoice: 'invoice' };

/** The later a bill comes, the more of it is known. */
const LEVELS_BY_WEIGHT: readonly string[] = ['cost_report', 'export', 'invoice'];

/** Classes in the order in which one walks from what was logged to what is paid. */
const CLASSES: readonly (readonly [string, string])[] = [
  ['quantity', 'quantity: counted differently'],
  ['price', 'price: billed at another rate'],
  ['timing', 'timing: not billed yet'],
  ['unlogged', 'unlogged: no gateway saw it'],
  ['duplicate', 'duplicate: logged, not counted'],
  ['unpriced', 'unpriced: no rate on file'],
  ['credit', 'credit'],
  ['tax', 'tax'],
  ['rounding', 'rounding'],
];

/** Per provider, account and month: does the ledger equal the bill, and what explains the rest. */
export const totalAgainstBill: ReportSection = {
  id: 'total_against_bill',
  title: () => 'Total against bill (USD)',
  queries: ({ month }) => ({
    reconciliation: `select period, provider, account, level, difference_class, difference_usd, billed_cost_usd,
       ledger_cost_usd, computed_cost_usd, is_complete
     from marts.reconciliation where period > '${shiftMonth(month, -MONTHS_SHOWN)}'
     order by period, provider, account, level, difference_class`,
  }),
  render: (rows, context) => {
    const { month } = context;
    const lines = rows.reconciliation ?? [];
    if (lines.length === 0) return 'Nothing has been landed yet: `run` reads gateway logs and pulls the cost reports.';
    const bills = [...groupByBill(lines).values()];
    const bridged = weightiestBills(bills.filter((bill) => bill.head.period === month)).filter(
      ({ head }) => toDecimal(head.billed_cost_usd) !== null,
    );
    const bridges = chunk(bridged, ACCOUNTS_ABREAST).map(renderBridge);
    return [
      renderTotals(bills, context),
      describeBalance(bills, context),
      ...(bridges.length === 0
        ? []
        : [
            '',
            `From what the logs compute to what was billed, ${month} (the invoice where one is on file)`,
            ...bridges,
          ]),
    ].join('\n');
  },
};

interface Bill {
  readonly head: Row;
  readonly classes: ReadonlyMap<string, Big | null>;
}

function groupByBill(lines: readonly Row[]): ReadonlyMap<string, Bill> {
  const bills = new Map<string, { head: Row; classes: Map<string, Big | null> }>();
  for (const line of lines) {
    const key = JSON.stringify([line.period, line.provider, line.account, line.level]);
    const bill = bills.get(key) ?? { head: line, classes: new Map() };
    bills.set(key, bill);
    const name = line.difference_class;
    if (typeof name === 'string') bill.classes.set(name, sumKnown([bill.classes.get(name), line.difference_usd]));
  }
  return bills;
}

/** One bill an account: its invoice if there is one, else its export or cost report. */
function weightiestBills(bills: readonly Bill[]): readonly Bill[] {
  const weightiest = new Map<string, Bill>();
  for (const bill of bills) {
    const key = JSON.stringify([bill.head.provider, bill.head.account]);
    const other = weightiest.get(key);
    if (other === undefined || weightOf(bill) > weightOf(other)) weightiest.set(key, bill);
  }
  return [...weightiest.values()];
}

function weightOf({ head }: Bill): number {
  return LEVELS_BY_WEIGHT.indexOf(String(head.level));
}

function renderTotals(bills: readonly Bill[], context: ReportContext): string {
  const hasEstimate = bills.some((bill) => estimateOf(bill) !== null);
  return renderTable(
    [
      { title: 'Month' },
      { title: 'Provider' },
      { title: 'Account' },
      { title: 'Bill' },
      { title: 'Billed', align: 'right' },
      { title: 'Ledger', align: 'right' },
      { title: 'Difference', align: 'right' },
      { title: 'Computed', align: 'right' },
      ...(hasEstimate ? [{ title: 'Estimate', align: 'right' as const }] : []),
    ],
    bills.map((bill) => {
      const { head } = bill;
      const isBilled = toDecimal(head.billed_cost_usd) !== null;
      return [
        `${formatText(head.period)}${isOpen(head, context) ? ' *' : ''}`,
        formatText(head.provider),
        formatText(head.account),
        isBilled ? (LEVEL_NAMES[String(head.level)] ?? formatText(head.level)) : 'none',
        isBilled ? formatUsd(head.billed_cost_usd) : '-',
        toDecimal(head.ledger_cost_usd) === null ? '-' : formatUsd(head.ledger_cost_usd),
        isBilled ? formatExactDifference(differenceOf(head)) : '-',
        formatUsd(head.computed_cost_usd),
        ...(hasEstimate ? [formatEstimate(bill)] : []),
      ];
    }),
  );
}

/** What is not billed yet, at contracted or list rates: the class `timing` takes it back from what was computed. */
function estimateOf({ head, classes }: Bill): Big | null {
  const timing = classes.get('timing') ?? null;
  if (timing?.eq(0) === false) return timing.times(-1);
  return toDecimal(head.billed_cost_usd) === null ? new Big(0) : null;
}

/** Usage without a bill and without a price is not known. */
function formatEstimate(bill: Bill): string {
  const estimate = estimateOf(bill);
  if (estimate === null) return '-';
  return estimate.eq(0) && toDecimal(bill.head.computed_cost_usd) === null ? UNKNOWN : formatUsd(estimate);
}

function isOpen(head: Row, { openMonth, asOf }: ReportContext): boolean {
  return head.is_complete !== true || (head.period === openMonth && asOf < lastDay(openMonth));
}

function describeBalance(bills: readonly Bill[], context: ReportContext): string {
  const off = bills.filter(({ head }) => differenceOf(head)?.eq(0) === false).length;
  const unknown = bills.filter(({ head }) => differenceOf(head) === null).length;
  const compared = bills.length - unknown;
  const hasEstimate = bills.some((bill) => estimateOf(bill) !== null);
  const balance = [
    ...(off === 0 && compared > 0
      ? [unknown === 0 ? 'Every ledger equals its bill.' : 'Every ledger with a bill equals it.']
      : []),
    ...(off === 0 ? [] : [`${off} of ${bills.length} ledgers differ from their bill.`]),
    ...(unknown === 0 ? [] : [`${unknown} of ${bills.length} have no bill to compare with yet.`]),
  ];
  return [
    balance.join(' '),
    'Ledger: what is charged to owners. Computed: what the gateways logged, at contracted or list rates.',
    ...(hasEstimate ? ['Estimate: the contracted or list cost of what is not billed yet.'] : []),
    ...(bills.some(({ head }) => isOpen(head, context))
      ? ['* open: the month is not over, or the bill is not complete.']
      : []),
    ...(bills.some(({ head }) => String(head.account).startsWith('unrouted:'))
      ? ['unrouted: no `routes` tie the gateway to a billing account, so there is no bill to compare with.']
      : []),
  ].join('\n');
}

function differenceOf(head: Row): Big | null {
  const billed = toDecimal(head.billed_cost_usd);
  const ledger = toDecimal(head.ledger_cost_usd);
  return billed === null || ledger === null ? null : ledger.minus(billed);
}

function renderBridge(bills: readonly Bill[]): string {
  const known = CLASSES.map(([name]) => name);
  const others = [...new Set(bills.flatMap((bill) => [...bill.classes.keys()]))].filter(
    (name) => !known.includes(name),
  );
  const steps = [...CLASSES, ...others.map((name) => [name, name] as const)];
  const unexplained = bills.map(unexplainedOf);
  // Rounded together, so that a column adds up to its bill as it is shown.
  const shown = bills.map(({ head, classes }) => {
    const [billed, computed] = [toDecimal(head.billed_cost_usd), toDecimal(head.computed_cost_usd)].map((amount) =>
      (amount ?? new Big(0)).round(2, Big.roundHalfUp),
    );
    const amounts = steps.map(([name]) => classes.get(name) ?? null).map((amount) => (amount?.eq(0) ? null : amount));
    return roundTogether(amounts, 2, { total: billed?.minus(computed ?? 0) ?? new Big(0) });
  });
  return renderTable(
    [{ title: '' }, ...bills.map((bill) => ({ title: accountOf(bill), align: 'right' as const }))],
    [
      ['computed', ...bills.map(({ head }) => formatUsd(head.computed_cost_usd))],
      ...steps.map(([name, label], step) => [
        label,
        ...bills.map(({ classes }, index) => formatStep(classes.get(name), shown[index]?.[step] ?? null)),
      ]),
      ...(unexplained.some((rest) => rest !== null && !rest.eq(0))
        ? [['NOT EXPLAINED', ...unexplained.map((rest) => formatExactDifference(rest))]]
        : []),
      ['billed', ...bills.map(({ head }) => formatUsd(head.billed_cost_usd))],
    ],
  );
}

function unexplainedOf({ head, classes }: Bill): Big | null {
  const billed = toDecimal(head.billed_cost_usd);
  const computed = toDecimal(head.computed_cost_usd);
  if (billed === null) return null;
  return billed.minus(computed ?? 0).minus(sumKnown([...classes.values()]) ?? new Big(0));
}

// A dash where there is nothing keeps the eye on the steps that matter.
function formatStep(amount: Big | null | undefined, shown: Big | null): string {
  return amount === undefined || amount?.eq(0) === true ? '-' : formatUsd(shown);
}

function accountOf({ head }: Bill): string {
  return clipLine(formatText(head.account), ACCOUNT_WIDTH);
}

function chunk<Item>(items: readonly Item[], size: number): Item[][] {
  const chunks: Item[][] = [];
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
  return chunks;
}
