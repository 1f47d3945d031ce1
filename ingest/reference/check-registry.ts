import { didYouMean } from '../files/did-you-mean.js';
import type { Problem } from '../files/problems.js';
import type { TagNames } from '../source.js';
import type { Placed, Registry } from './registry.js';

/** Checks what no single entry can know: ids that must exist, and validities that must not overlap. */
export function checkRegistry(registry: Registry, tags: TagNames, problems: Problem[]): void {
  const teams = registry.teams.map(({ entry }) => entry.team_id);
  const services = registry.services.map(({ entry }) => entry.service_id);
  const expectService = (placed: Placed<unknown>, path: PropertyKey[], id: string) => {
    if (!services.includes(id))
      problems.push(placed.problemAt(path, `no service has the id "${id}"${didYouMean(id, services)}`));
  };
  expectUnique(registry.teams, ({ team_id }) => team_id, 'team_id', problems);
  expectUnique(registry.services, ({ service_id }) => service_id, 'service_id', problems);
  for (const team of registry.teams) checkHistory(team, problems);
  for (const service of registry.services) {
    service.entry.owners.forEach(({ team_id }, index) => {
      if (teams.includes(team_id)) return;
      const message = `no team has the id "${team_id}"${didYouMean(team_id, teams)}`;
      problems.push(service.problemAt(['owners', index, 'team_id'], message));
    });
    checkOwners(service, problems);
  }
  for (const identity of registry.identities) {
    expectService(identity, ['service_id'], identity.entry.service_id);
    if (identity.entry.kind === 'tag')
      checkTagName(identity, ['value'], identity.entry.value.split('=')[0] ?? '', tags, problems);
  }
  for (const rule of registry.allocations) {
    expectService(rule, ['shared_service_id'], rule.entry.shared_service_id);
    for (const [index, { service_id }] of rule.entry.targets.entries()) {
      expectService(rule, ['targets', index], service_id);
    }
    const shared = registry.services.find(({ entry }) => entry.service_id === rule.entry.shared_service_id);
    if (shared !== undefined && shared.entry.kind !== 'shared') {
      const message = `"${rule.entry.shared_service_id}" is a direct service (${shared.place}); only services of kind shared are allocated`;
      problems.push(rule.problemAt(['shared_service_id'], message));
    }
  }
  for (const tag of registry.retired_tags) {
    checkTagName(tag, ['name'], tag.entry.name, tags, problems);
    if (tag.entry.successor !== undefined) expectService(tag, ['successor'], tag.entry.successor);
  }
  expectNoOverlap(
    registry.identities,
    ({ kind, provider, gateway, value }) => [kind, provider ?? '', gateway ?? '', value],
    ({ kind, value }) => `the ${kind} "${value}"`,
    'names two services at the same time; close the earlier entry with to, or give the shared use a service of kind shared',
    problems,
  );
  expectNoOverlap(
    registry.allocations,
    ({ shared_service_id, scope }) => [shared_service_id, scope ?? ''],
    ({ shared_service_id }) => `the cost of "${shared_service_id}"`,
    'is allocated by two rules at the same time; close the earlier rule with to',
    problems,
  );
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

/** An owner without `to` ends where the next one begins; everything else that overlaps is a mistake. */
function checkOwners(service: Registry['services'][number], problems: Problem[]): void {
  service.entry.owners.forEach(({ from }, index) => {
    const before = service.entry.owners[index - 1];
    if (before === undefined) return;
    if (from === undefined) {
      problems.push(service.problemAt(['owners', index], 'needs a from: it is not the first owner'));
    } else if (before.to !== undefined && before.to > from) {
      const message = `overlaps the owner before it, which ends on ${before.to}; a service has one owner at a time`;
      problems.push(service.problemAt(['owners', index, 'from'], message));
    } else if (before.from !== undefined && before.from >= from) {
      problems.push(
        service.problemAt(['owners', index, 'from'], `must be after ${before.from}: list the owners oldest first`),
      );
    }
  });
}

/** A tag that is not landed can never name a service. */
function checkTagName(
  placed: Placed<unknown>,
  path: PropertyKey[],
  name: string,
  tags: TagNames,
  problems: Problem[],
): void {
  if (tags.service.includes(name)) return;
  const message = `the tag "${name}" is not landed${didYouMean(name, tags.service) || '.'} Add it to tags.service in the configuration (now: ${tags.service.join(', ')})`;
  problems.push(placed.problemAt(path, message));
}

interface Dated {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

function expectNoOverlap<Entry extends Dated>(
  entries: readonly Placed<Entry>[],
  keyOf: (entry: Entry) => readonly string[],
  nameOf: (entry: Entry) => string,
  complaint: string,
  problems: Problem[],
): void {
  const groups = new Map<string, Placed<Entry>[]>();
  for (const placed of entries) {
    const key = JSON.stringify(keyOf(placed.entry));
    groups.set(key, [...(groups.get(key) ?? []), placed]);
  }
  for (const group of groups.values()) {
    const sorted = [...group].sort((a, b) => ((a.entry.from ?? '') < (b.entry.from ?? '') ? -1 : 1));
    for (const [index, placed] of sorted.entries()) {
      const before = sorted[index - 1];
      if (before === undefined) continue;
      const isApart =
        before.entry.to !== undefined && placed.entry.from !== undefined && before.entry.to <= placed.entry.from;
      if (!isApart)
        problems.push(placed.problemAt([], `${nameOf(placed.entry)} ${complaint} (the other entry: ${before.place})`));
    }
  }
}
