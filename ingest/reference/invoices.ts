import { Big } from 'big.js';
import { z } from 'zod';
import type { Row } from '../../warehouse/warehouse.js';
import { type CsvRow, readCsvFile } from '../files/csv-file.js';
import { didYouMean } from '../files/did-you-mean.js';
import { day, decimal, period, positiveDecimal, word } from '../files/fields.js';
import type { Problem } from '../files/problems.js';
import { complainAt, expectUnique, type LineComplaint } from './csv-checks.js';
import { expectProvider, type KnownNames } from './known-names.js';

const usd = z
  .string('must be given')
  .regex(/^usd$/i, 'must be USD; other currencies are not read yet')
  .transform((text) => text.toUpperCase());

const invoice = z.object({
  provider: word,
  account: word,
  period,
  invoice_id: word,
  issued_on: day.optional(),
  subtotal: positiveDecimal,
  credits: decimal.default('0'),
  tax: decimal.default('0'),
  total: decimal,
  currency: usd,
});

type Invoice = z.infer<typeof invoice>;

export interface Invoices {
  /** One row per invoice. */
  readonly rows: readonly Row[];
  /** The accounts that are invoiced -> their provider. */
  readonly accounts: ReadonlyMap<string, string>;
}

/** What an invoice says must add up, and speak of an account that is known. */
export function readInvoices(file: string | undefined, names: KnownNames, problems: Problem[]): Invoices {
  if (file === undefined) return { rows: [], accounts: new Map() };
  const rows: readonly CsvRow<Invoice>[] = readCsvFile(file, invoice, problems);
  for (const { entry, line } of rows) {
    const complaint = complainAt(file, line, problems);
    checkAmounts(entry, complaint);
    expectProvider((message) => complaint.error('provider', message), entry.provider, names);
    checkAccount(entry, names, complaint);
  }
  expectUnique(file, rows, (entry) => [entry.provider, entry.account, entry.invoice_id], 'this invoice', problems);
  return {
    rows: rows.map(({ entry }) => ({
      ...entry,
      issued_on: entry.issued_on ?? null,
      has_cost_report: names.reportedAccounts.has(entry.account),
    })),
    accounts: new Map(rows.map(({ entry }) => [entry.account, entry.provider])),
  };
}

function checkAmounts({ subtotal, credits, tax, total }: Invoice, { error }: LineComplaint): void {
  const net = new Big(subtotal).plus(credits);
  if (new Big(credits).gt(0)) error('credits', 'must be negative or zero: credits lower the invoice');
  if (new Big(tax).lt(0) && net.gte(0)) error('tax', 'must not be negative where the invoice is not a credit note');
  const sum = net.plus(tax);
  if (sum.eq(total)) return;
  error(
    'total',
    `is ${total}, but subtotal + credits + tax is ${sum.toFixed()}; copy the four amounts from the invoice again`,
  );
}

function checkAccount({ account, provider }: Invoice, names: KnownNames, { error, warning }: LineComplaint): void {
  const owner = names.accounts.get(account);
  if (owner !== undefined) {
    if (owner !== provider && names.providers.includes(provider))
      error('account', `"${account}" is an account of ${owner}, not of ${provider}`);
    return;
  }
  const fault = `no source has the account "${account}"`;
  const near = didYouMean(
    account,
    [...names.accounts].flatMap(([name, of]) => (of === provider ? [name] : [])),
  );
  // A second account is often called as the first, with an ending.
  const isExtended = [...names.accounts.keys()].some((name) => account.startsWith(name));
  if (near !== '' && !isExtended) error('account', `${fault}${near}`);
  else warning('account', `${fault}, and no gateway routes to it: nothing says who caused what it invoices${near}`);
}
