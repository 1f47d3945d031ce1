import { Big } from 'big.js';
import { z } from 'zod';
import type { Row } from '../../warehouse/warehouse.js';
import { type CsvRow, readCsvFile } from '../files/csv-file.js';
import { didYouMean } from '../files/did-you-mean.js';
import { day, decimal, period, word } from '../files/fields.js';
import type { Problem } from '../files/problems.js';
import type { Scrubber } from '../landing/scrubber.js';
import type { Registry } from './registry.js';

const usd = z
  .string('must be given')
  .regex(/^usd$/i, 'must be USD; other currencies are not read yet')
  .transform((text) => text.toUpperCase());

const BUDGET_SCOPES = ['total', 'team', 'cost_center', 'service', 'feature', 'environment', 'provider'] as const;

const budget = z.object({
  period,
  scope: z.enum(BUDGET_SCOPES, `must be one of ${BUDGET_SCOPES.join(', ')}`),
  scope_id: word.optional(),
  amount_usd: decimal,
});

const businessMetric = z.object({
  date: day,
  service_id: word.optional(),
  feature: word.optional(),
  customer_id: word.optional(),
  unit: word,
  quantity: decimal,
  revenue_usd: decimal.optional(),
});

const invoice = z.object({
  provider: word,
  account: word,
  period,
  invoice_id: word,
  issued_on: day.optional(),
  subtotal: decimal,
  credits: decimal.default('0'),
  tax: decimal.default('0'),
  total: decimal,
  currency: usd,
});

const contract = z.object({
  contract_id: word,
  billing_account: word,
  provider: word,
  scope_model: word.optional(),
  scope_meter: word.optional(),
  kind: z
    .enum(['override', 'discount_pct', 'commit'], 'must be override, discount_pct or commit')
    .refine((kind) => kind !== 'commit', 'commitments are not applied yet: leave this contract out'),
  value: decimal,
  effective_from: day.optional(),
  effective_to: day.optional(),
});

/** Rows of one CSV file that may not be configured. */
type Reader = (file: string | undefined, problems: Problem[]) => Row[];

/** One row per period × scope. Without a registry, ids cannot be checked. */
export function budgetReader(registry: Registry | null): Reader {
  const known: Readonly<Record<string, readonly string[]>> =
    registry === null
      ? {}
      : {
          team: registry.teams.map(({ entry }) => entry.team_id),
          service: registry.services.map(({ entry }) => entry.service_id),
          cost_center: registry.teams.flatMap(({ entry }) => [
            entry.cost_center,
            ...entry.history.map((step) => step.cost_center),
          ]),
        };
  return (file, problems) => {
    if (file === undefined) return [];
    const rows = readCsvFile(file, budget, problems);
    for (const { entry, line } of rows) {
      const { scope, scope_id } = entry;
      const complain = (message: string) => problems.push({ file, line, path: 'scope_id', message });
      if (scope === 'total') continue;
      const ids = known[scope];
      if (scope_id === undefined) complain(`must say which ${scope} the budget is for`);
      else if (ids !== undefined && !ids.includes(scope_id))
        complain(`no ${scope} "${scope_id}" in the registry${didYouMean(scope_id, ids)}`);
    }
    const scopeIdOf = (entry: z.infer<typeof budget>) => (entry.scope === 'total' ? null : (entry.scope_id ?? null));
    expectUnique(
      file,
      rows,
      (entry) => [entry.period, entry.scope, scopeIdOf(entry)],
      'the budget of this period and scope',
      problems,
    );
    return rows.map(({ entry }) => ({ ...entry, scope_id: scopeIdOf(entry) }));
  };
}

/** One row per day × service × feature × customer × unit. Without a registry, ids cannot be checked. */
export function businessMetricReader(registry: Registry | null, scrub: Scrubber): Reader {
  const services = registry?.services.map(({ entry }) => entry.service_id);
  return (file, problems) => {
    if (file === undefined) return [];
    const rows = readCsvFile(file, businessMetric, problems);
    for (const { entry, line } of rows) {
      const id = entry.service_id;
      if (id === undefined || services === undefined || services.includes(id)) continue;
      problems.push({
        file,
        line,
        path: 'service_id',
        message: `no service has the id "${id}"${didYouMean(id, services)}`,
      });
    }
    const keyOf = (entry: z.infer<typeof businessMetric>) => [
      entry.date,
      entry.service_id,
      entry.feature,
      entry.customer_id,
      entry.unit,
    ];
    expectUnique(file, rows, keyOf, 'the metric of this day, service, feature, customer and unit', problems);
    return rows.map(({ entry }) => ({
      usage_date: entry.date,
      service_id: entry.service_id ?? null,
      feature: entry.feature ?? null,
      customer_id: entry.customer_id === undefined ? null : scrub(entry.customer_id),
      unit: entry.unit,
      quantity: entry.quantity,
      revenue_usd: entry.revenue_usd ?? null,
    }));
  };
}

/** One row per invoice; what it says must add up. */
export const readInvoices: Reader = (file, problems) => {
  if (file === undefined) return [];
  const rows = readCsvFile(file, invoice, problems);
  for (const { entry, line } of rows) {
    if (new Big(entry.credits).gt(0)) {
      problems.push({ file, line, path: 'credits', message: 'must be negative or zero: credits lower the invoice' });
    }
    const sum = new Big(entry.subtotal).plus(entry.credits).plus(entry.tax);
    if (!sum.eq(entry.total)) {
      const message = `is ${entry.total}, but subtotal + credits + tax is ${sum.toFixed()}; copy the four amounts from the invoice again`;
      problems.push({ file, line, path: 'total', message });
    }
  }
  expectUnique(file, rows, (entry) => [entry.provider, entry.account, entry.invoice_id], 'this invoice', problems);
  return rows.map(({ entry }) => ({ ...entry, issued_on: entry.issued_on ?? null }));
};

/** One row per contract term. */
export const readContracts: Reader = (file, problems) => {
  if (file === undefined) return [];
  const rows = readCsvFile(file, contract, problems);
  for (const { entry, line } of rows) {
    const { kind, value, effective_from: from, effective_to: to } = entry;
    const complain = (path: string, message: string) => problems.push({ file, line, path, message });
    if (from !== undefined && to !== undefined && from >= to)
      complain('effective_to', 'must be after effective_from: the end is exclusive');
    if (new Big(value).lt(0)) complain('value', 'must not be negative');
    if (kind === 'discount_pct' && new Big(value).gt(100)) complain('value', 'must be a percentage from 0 to 100');
  }
  return rows.map(({ entry }) => ({
    contract_id: entry.contract_id,
    account: entry.billing_account,
    provider: entry.provider,
    scope_model: entry.scope_model ?? null,
    scope_meter: entry.scope_meter ?? null,
    kind: entry.kind,
    term: entry.value,
    effective_from: entry.effective_from ?? null,
    effective_to: entry.effective_to ?? null,
  }));
};

function expectUnique<Entry>(
  file: string,
  rows: readonly CsvRow<Entry>[],
  keyOf: (entry: Entry) => readonly (string | null | undefined)[],
  what: string,
  problems: Problem[],
): void {
  const seen = new Map<string, number>();
  for (const { entry, line } of rows) {
    const key = JSON.stringify(keyOf(entry).map((part) => part ?? null));
    const before = seen.get(key);
    if (before === undefined) seen.set(key, line);
    else
      problems.push({ file, line, message: `${what} is given twice (first on line ${before}); keep one of the lines` });
  }
}
