import { didYouMean, suggest } from '../files/did-you-mean.js';
import type { Problem } from '../files/problems.js';
import type { BusinessMetrics } from './business-metrics.js';
import { checkOwners, findUnownedDays } from './check-owners.js';
import { type Dated, findOverlaps } from './find-overlaps.js';
import { expectName, expectProvider, type KnownNames } from './known-names.js';
import type { Placed, Registry } from './registry.js';

/** Checks what no single entry can know: names that must mean something, and validities that must not overlap. */
export function checkRegistry(
  registry: Registry,
  names: KnownNames,
  metrics: BusinessMetrics,
  problems: Problem[],
): void {
  const { teams, services, identities, allocations, retired_tags: retired } = registry;
  const expectService: ExpectService = (placed, path, id) =>
    expectName(complainAt(placed, path, problems), id, names.services, `no service has the id "${id}"`);
  expectUnique(teams, ({ team_id }) => team_id, 'team_id', problems);
  expectUnique(services, ({ service_id }) => service_id, 'service_id', problems);
  expectUnique(retired, ({ name, value }) => `${name}=${value}`, 'value', problems);
  for (const team of teams) checkHistory(team, problems);
  for (const service of services) {
    service.entry.owners.forEach(({ team_id: id }, index) => {
      const complain = complainAt(service, ['owners', index, 'team_id'], problems);
      expectName(complain, id, names.teams, `no team has the id "${id}"`);
    });
    checkOwners(service, problems);
  }
  findUnownedDays(registry, names.startDate, problems);
  for (const identity of identities) {
    expectService(identity, ['service_id'], identity.entry.service_id);
    checkIdentity(identity, names, problems);
  }
  for (const rule of allocations) checkAllocation(rule, registry, metrics, expectService, problems);
  for (const tag of retired) {
    checkTagName(tag, ['name'], tag.entry.name, names.serviceTags, problems);
    if (tag.entry.successor !== undefined) expectService(tag, ['successor'], tag.entry.successor);
  }
  expectApart(
    identities,
    ({ kind, provider, gateway, value }) => [kind, provider, gateway, value],
    (entry, before) =>
      entry.service_id === before.service_id
        ? `the ${entry.kind} "${entry.value}" is given twice for the same days; keep one of the entries`
        : `the ${entry.kind} "${entry.value}" names two services at the same time; close the earlier entry with to, or give the shared use a service of kind shared`,
    problems,
  );
  expectApart(
    allocations,
    ({ shared_service_id }) => [shared_service_id],
    ({ shared_service_id }) =>
      `the cost of "${shared_service_id}" is allocated by two rules at the same time; close the earlier rule with to`,
    problems,
  );
  expectApart(
    allocations,
    ({ rule_id }) => [rule_id],
    // Two rules for one service are told already.
    (entry, before) =>
      entry.shared_service_id === before.shared_service_id
        ? undefined
        : `the rule_id "${entry.rule_id}" is used by two services at the same time; give each rule an id of its own`,
    problems,
  );
}

type ExpectService = (placed: Placed<unknown>, path: PropertyKey[], id: string) => void;
type Identity = Registry['identities'][number];
type Allocation = Registry['allocations'][number];

function complainAt(placed: Placed<unknown>, path: PropertyKey[], problems: Problem[]): (message: string) => void {
  return (message) => problems.push(placed.problemAt(path, message));
}

function expectUnique<Entry>(
  entries: readonly Placed<Entry>[],
  idOf: (entry: Entry) => string,
  field: string,
  problems: Problem[],
): void {
  const seen = new Map<string, string>();
  for (const placed of entries) {
    const id = idOf(placed.entry);
    const before = seen.get(id);
    if (before === undefined) seen.set(id, placed.place);
    else problems.push(placed.problemAt([field], `"${id}" is already declared at ${before}; declare it once`));
  }
}

function checkHistory(team: Registry['teams'][number], problems: Problem[]): void {
  team.entry.history.forEach(({ from }, index) => {
    const before = team.entry.history[index - 1];
    if (before !== undefined && before.from >= from) {
      problems.push(
        team.problemAt(['history', index, 'from'], `must be after ${before.from}: list the history oldest first`),
      );
    }
  });
}

/** An identity that no traffic can carry would leave its cost unowned without a word. */
function checkIdentity(identity: Identity, names: KnownNames, problems: Problem[]): void {
  const { kind, provider, gateway, value } = identity.entry;
  if (kind === 'tag') checkTagName(identity, ['value'], value.split('=')[0] ?? '', names.serviceTags, problems);
  if (gateway !== undefined) {
    const fault = `no source of the configuration is the gateway "${gateway}"`;
    expectName(complainAt(identity, ['gateway'], problems), gateway, names.gateways, fault);
  }
  if (provider === undefined) return;
  expectProvider(complainAt(identity, ['provider'], problems), provider, names);
  if (names.providers.includes(provider) && !names.pulledProviders.includes(provider)) {
    const message = `no source of the configuration is of ${provider}, so no usage carries this ${kind}`;
    problems.push({ ...identity.problemAt(['provider'], message), isWarning: true });
  }
}

function checkAllocation(
  rule: Allocation,
  registry: Registry,
  { servicesByUnit }: BusinessMetrics,
  expectService: ExpectService,
  problems: Problem[],
): void {
  const { shared_service_id: id, targets, driver } = rule.entry;
  expectService(rule, ['shared_service_id'], id);
  for (const [index, { service_id }] of targets.entries()) expectService(rule, ['targets', index], service_id);
  const shared = registry.services.find(({ entry }) => entry.service_id === id);
  if (shared !== undefined && shared.entry.kind !== 'shared') {
    const message = `"${id}" is a direct service (${shared.place}); only services of kind shared are allocated`;
    problems.push(rule.problemAt(['shared_service_id'], message));
  }
  const unit = driver?.startsWith('metric:') === true ? driver.slice('metric:'.length) : undefined;
  if (unit === undefined || servicesByUnit === undefined) return;
  const counted = servicesByUnit.get(unit);
  if (counted === undefined) {
    const message = `no business metric has the unit "${unit}"${suggest(unit, [...servicesByUnit.keys()])}`;
    problems.push(rule.problemAt(['driver'], message));
  } else if (!targets.some(({ service_id }) => counted.has(service_id))) {
    const message = `the business metric "${unit}" is counted for none of the targets, which share the cost evenly then`;
    problems.push({ ...rule.problemAt(['driver'], message), isWarning: true });
  }
}

/** A tag that is not landed can never name a service. */
function checkTagName(
  placed: Placed<unknown>,
  path: PropertyKey[],
  name: string,
  landed: readonly string[] | undefined,
  problems: Problem[],
): void {
  if (landed === undefined || landed.includes(name)) return;
  const message = `the tag "${name}" is not landed${didYouMean(name, landed) || '.'} Add it to tags.service in the configuration (now: ${landed.join(', ')})`;
  problems.push(placed.problemAt(path, message));
}

function expectApart<Entry extends Dated>(
  entries: readonly Placed<Entry>[],
  keyOf: (entry: Entry) => readonly (string | undefined)[],
  describe: (entry: Entry, before: Entry) => string | undefined,
  problems: Problem[],
): void {
  const overlaps = findOverlaps(
    entries,
    ({ entry }) => keyOf(entry),
    ({ entry }) => entry,
  );
  for (const { item, before } of overlaps) {
    const message = describe(item.entry, before.entry);
    if (message !== undefined) problems.push(item.problemAt([], `${message} (the other entry: ${before.place})`));
  }
}
