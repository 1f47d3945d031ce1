import { z } from 'zod';
import type { Row } from '../../warehouse/warehouse.js';
import { type CsvRow, readCsvFile } from '../files/csv-file.js';
import { didYouMean, suggest } from '../files/did-you-mean.js';
import { oneOf, period, positiveDecimal, word } from '../files/fields.js';
import type { Problem } from '../files/problems.js';
import { complainAt, expectUnique, type LineComplaint } from './csv-checks.js';
import { expectName, expectProvider, type KnownNames } from './known-names.js';

const budget = z.object({
  period,
  scope: oneOf(['total', 'team', 'cost_center', 'service', 'feature', 'environment', 'provider']),
  scope_id: word.optional(),
  amount_usd: positiveDecimal,
});

type Budget = z.infer<typeof budget>;

/** What the tables call everything together, and the owner of a cost that nobody owns. */
const ALL = 'all';
const UNOWNED = 'unattributed';

/** One row per period × scope. */
export function readBudgets(file: string | undefined, names: KnownNames, problems: Problem[]): Row[] {
  if (file === undefined) return [];
  const rows: readonly CsvRow<Budget>[] = readCsvFile(file, budget, problems);
  for (const { entry, line } of rows) checkScope(entry, names, complainAt(file, line, problems));
  const keyOf = (entry: Budget) => [entry.period, entry.scope, scopeIdOf(entry)];
  expectUnique(file, rows, keyOf, 'the budget of this period and scope', problems);
  return rows.map(({ entry }) => ({ ...entry, scope_id: scopeIdOf(entry) }));
}

function scopeIdOf({ scope, scope_id }: Budget): string | null {
  return scope === 'total' ? null : (scope_id ?? null);
}

function checkScope({ scope, scope_id: id }: Budget, names: KnownNames, { error, warning }: LineComplaint): void {
  const complain = (message: string) => error('scope_id', message);
  if (scope === 'total') {
    if (id !== undefined && id !== ALL)
      complain(
        `must be empty, since the budget is for everything; for a part of it, write team, service or another scope`,
      );
    return;
  }
  if (id === undefined) {
    complain(`must say which ${scope} the budget is for`);
    return;
  }
  const fault = `no ${scope} "${id}" in the registry`;
  switch (scope) {
    case 'team':
    case 'cost_center':
    case 'service': {
      const known = { team: names.teams, cost_center: names.costCenters, service: names.services }[scope];
      if (id !== UNOWNED) expectName(complain, id, known, fault);
      return;
    }
    case 'provider':
      expectProvider(complain, id, names);
      return;
    case 'environment': {
      const known = names.environments ?? [id];
      if (known.includes(id)) return;
      // Requests may name an environment that no service has.
      if (didYouMean(id, known) !== '') complain(`${fault}${suggest(id, known)}`);
      else
        warning(
          'scope_id',
          `${fault}: only requests whose tag ${names.tags.environment.join(' or ')} says so count towards it`,
        );
      return;
    }
    case 'feature':
  }
}
