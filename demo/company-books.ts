import Big from 'big.js';
import type { CompanyDay } from './generate-company.js';
import { type CompanySize, DEFAULT_SIZE } from './plan-days.js';
import type { ProviderBill } from './provider-bill.js';

/** What the business counts and earns, by service: one unit for so many answered requests. */
const UNITS: Readonly<Record<string, { readonly unit: string; readonly requests: number; readonly earns: string }>> = {
  'chat-web': { unit: 'conversation', requests: 4, earns: '' },
  'support-bot': { unit: 'conversation', requests: 3, earns: '' },
  'ticket-triage': { unit: 'ticket', requests: 1, earns: '' },
  'report-writer': { unit: 'report', requests: 2, earns: '14.50' },
};

/** business_metrics.csv of the days before `today`. Revenue is known for reports only. */
export function writeBusinessMetrics(days: Iterable<CompanyDay>, today: string): string {
  const lines = ['date,service_id,feature,customer_id,unit,quantity,revenue_usd'];
  for (const { day, served } of days) {
    if (day >= today) continue;
    for (const { serviceId, feature, customerId, count } of served) {
      const counted = UNITS[serviceId];
      if (counted === undefined || feature === '') continue;
      const quantity = Math.ceil(count / counted.requests);
      const revenue = counted.earns === '' ? '' : new Big(counted.earns).times(quantity).toFixed(2);
      lines.push(`${day},${serviceId},${feature},${customerId},${counted.unit},${quantity},${revenue}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** What stands on an invoice beside the month's usage. */
const CREDITS: Readonly<Record<string, string>> = { '2026-09 openai': '-250.00' };
const TAX_PERCENT: Readonly<Record<string, string>> = { '2026-10 anthropic': '19' };

/** invoices.csv of the months that were closed and invoiced by `today`: the bill in whole cents, credits, tax. */
export function writeInvoices(bills: readonly ProviderBill[], today: string, size: CompanySize): string {
  const lines = ['provider,account,period,invoice_id,issued_on,subtotal,credits,tax,total,currency'];
  for (const bill of bills) {
    const issuedOn = issueDay(bill.period);
    if (issuedOn >= today) continue;
    const key = `${bill.period} ${bill.provider}`;
    const subtotal = new Big(bill.exactUsd).round(2, 1);
    const credits = inProportion(CREDITS[key] ?? '0', size.requests);
    const tax = subtotal
      .plus(credits)
      .times(TAX_PERCENT[key] ?? '0')
      .div(100)
      .round(2, 1);
    const id = `${bill.provider === 'openai' ? 'OAI' : 'ANT'}-${bill.period.replace('-', '')}-01`;
    const amounts = [subtotal, credits, tax, subtotal.plus(credits).plus(tax)].map((amount) => amount.toFixed(2));
    lines.push([bill.provider, bill.account, bill.period, id, issuedOn, ...amounts, 'USD'].join(','));
  }
  return `${lines.join('\n')}\n`;
}

/** The third of the next month. */
function issueDay(period: string): string {
  const [year = 0, month = 0] = period.split('-').map(Number);
  return month === 12 ? `${year + 1}-01-03` : `${year}-${String(month + 1).padStart(2, '0')}-03`;
}

/** budgets.csv for a company of another size. */
export function scaleBudgets(csv: string, size: CompanySize): string {
  const [header = '', ...lines] = csv.trimEnd().split('\n');
  const scaled = lines.map((line) => {
    const cells = line.split(',');
    return [...cells.slice(0, -1), inProportion(cells.at(-1) ?? '0', size.requests).toFixed(2)].join(',');
  });
  return `${[header, ...scaled].join('\n')}\n`;
}

/** An amount of the company at its default size, in whole cents for another number of requests. */
function inProportion(amount: string, requests: number): Big {
  return new Big(amount).times(requests).div(DEFAULT_SIZE.requests).round(2, 1);
}
