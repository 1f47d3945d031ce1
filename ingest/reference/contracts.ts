import { Big } from 'big.js';
import { z } from 'zod';
import type { Row } from '../../warehouse/warehouse.js';
import { type CsvRow, readCsvFile } from '../files/csv-file.js';
import { day, oneOf, positiveDecimal, word } from '../files/fields.js';
import type { Problem } from '../files/problems.js';
import { complainAt, expectApart, type LineComplaint } from './csv-checks.js';
import { expectName, expectProvider, type KnownNames } from './known-names.js';
import { ANY, meterFault } from './model-names.js';

const contract = z.object({
  contract_id: word,
  billing_account: word,
  provider: word,
  scope_model: word.optional(),
  scope_meter: word.optional(),
  kind: oneOf(['override', 'discount_pct', 'commit']).refine(
    (kind) => kind !== 'commit',
    'commitments are not applied yet: leave this contract out',
  ),
  value: positiveDecimal,
  effective_from: day.optional(),
  effective_to: day.optional(),
});

type Contract = z.infer<typeof contract>;

/** One row per contract term. `invoiced` are the accounts that only an invoice tells of, with their provider. */
export function readContracts(
  file: string | undefined,
  names: KnownNames,
  invoiced: ReadonlyMap<string, string>,
  problems: Problem[],
): Row[] {
  if (file === undefined) return [];
  const rows: readonly CsvRow<Contract>[] = readCsvFile(file, contract, problems);
  const accounts = new Map([...invoiced, ...names.accounts]);
  for (const { entry, line } of rows) {
    const complaint = complainAt(file, line, problems);
    checkTerm(entry, complaint);
    checkAccount(entry, accounts, names, complaint);
    checkScope(entry, names, complaint);
  }
  expectApart(
    file,
    rows,
    ({ billing_account, provider, scope_model = ANY, scope_meter = ANY }) => [
      billing_account,
      provider,
      scope_model,
      scope_meter,
    ],
    ({ effective_from: from, effective_to: to }) => ({ from, to }),
    ({ contract_id }, before) =>
      `the contract "${contract_id}" overlaps the one on line ${before}: both hold for the same account, model and meter at the same time, and only one price can. Close the earlier one with effective_to`,
    problems,
  );
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
}

function checkTerm({ kind, value, effective_from: from, effective_to: to }: Contract, { error }: LineComplaint): void {
  if (from !== undefined && to !== undefined && from >= to)
    error('effective_to', 'must be after effective_from: the end is exclusive');
  if (kind === 'discount_pct' && new Big(value).gt(100)) error('value', 'must be a percentage from 0 to 100');
}

function checkAccount(
  { billing_account: account, provider }: Contract,
  accounts: ReadonlyMap<string, string>,
  names: KnownNames,
  { error }: LineComplaint,
): void {
  expectProvider((message) => error('provider', message), provider, names);
  const known = [...accounts.keys()];
  const complain = (message: string) => error('billing_account', message);
  expectName(complain, account, known, `neither a source nor an invoice has the account "${account}"`);
  const owner = accounts.get(account);
  if (owner !== undefined && owner !== provider && names.providers.includes(provider))
    error('provider', `"${account}" is an account of ${owner}, not of ${provider}`);
}

function checkScope(
  { provider, scope_model: model, scope_meter: meter }: Contract,
  names: KnownNames,
  { error }: LineComplaint,
): void {
  const modelFault =
    model === undefined || !names.providers.includes(provider) ? undefined : names.models?.faultOf(provider, model);
  if (modelFault !== undefined) error('scope_model', modelFault);
  const fault = meter === undefined ? undefined : meterFault(meter);
  if (fault !== undefined) error('scope_meter', fault);
}
