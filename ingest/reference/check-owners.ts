import type { Problem } from '../files/problems.js';
import type { Registry } from './registry.js';

type Service = Registry['services'][number];

/** An owner without `to` ends where the next one begins; everything else that overlaps is a mistake. */
export function checkOwners(service: Service, problems: Problem[]): void {
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

/**
 * Warns of days on which a service is named by something and owned by nobody: between two owners, after the last one, and
 * before the first one as far back as sources are asked for.
 */
export function findUnownedDays(
  { services, identities }: Registry,
  startDate: string | undefined,
  problems: Problem[],
): void {
  for (const service of services) {
    const { service_id: id, owners } = service.entry;
    const warn = (path: PropertyKey[], days: string) =>
      problems.push({
        ...service.problemAt(path, `"${id}" has no owner ${days}: what it costs then is unowned`),
        isWarning: true,
      });
    owners.forEach(({ from }, index) => {
      const end = owners[index - 1]?.to;
      if (end !== undefined && from !== undefined && end < from)
        warn(['owners', index, 'from'], `from ${end} until ${from}`);
    });
    const naming = identities.filter(({ entry }) => entry.service_id === id).map(({ entry }) => entry);
    const last = owners.at(-1)?.to;
    if (last !== undefined && naming.some(({ to }) => to === undefined || to > last))
      warn(['owners', owners.length - 1, 'to'], `from ${last} on, although identities still name it`);
    const start = owners[0]?.from;
    const named = naming.flatMap(({ from }) => laterOf(from, startDate) ?? []).sort()[0];
    if (start !== undefined && named !== undefined && named < start)
      warn(['owners', 0, 'from'], `before ${start}, although identities name it from ${named} on`);
  }
}

function laterOf(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a > b ? a : b;
}
