import type { Row } from '../../warehouse/warehouse.js';
import type { Scrubber } from '../landing/scrubber.js';
import type { Registry } from './registry.js';

/** The registry as rows of the raw tables; histories become half-open validities. */
export function registryRows(registry: Registry, scrub: Scrubber): Record<string, Row[]> {
  return {
    teams: registry.teams.flatMap(({ entry }) => teamRows(entry)),
    services: registry.services.map(({ entry }) => ({
      service_id: entry.service_id,
      service_name: entry.name ?? entry.service_id,
      product: entry.product ?? null,
      kind: entry.kind,
      environment: entry.environment ?? null,
    })),
    service_owners: registry.services.flatMap(({ entry }) => ownerRows(entry)),
    identities: registry.identities.map(({ entry }) => ({
      kind: entry.kind,
      provider: entry.provider ?? null,
      gateway: entry.gateway ?? null,
      // Landed traffic is scrubbed in the same way, so an e-mail address here still finds its requests.
      identity: scrub(entry.value),
      service_id: entry.service_id,
      effective_from: entry.from ?? null,
      effective_to: entry.to ?? null,
    })),
    allocation_rules: registry.allocations.flatMap(({ entry }) =>
      entry.targets.map(({ service_id, weight }) => ({
        rule_id: entry.rule_id,
        shared_service_id: entry.shared_service_id,
        method: entry.method,
        driver: entry.driver ?? null,
        scope: entry.scope ?? null,
        target_service_id: service_id,
        weight: weight ?? null,
        effective_from: entry.from ?? null,
        effective_to: entry.to ?? null,
      })),
    ),
    retired_tags: registry.retired_tags.map(({ entry }) => ({
      service_tag: scrub(`${entry.name}=${entry.value}`),
      retired_on: entry.retired_on,
      successor_service_id: entry.successor ?? null,
    })),
  };
}

/** The base cost center holds until the first entry of the history, each entry until the next. */
function teamRows(team: Registry['teams'][number]['entry']): Row[] {
  const steps = [{ from: null, cost_center: team.cost_center }, ...team.history];
  return steps.map(({ from, cost_center }, index) => ({
    team_id: team.team_id,
    team_name: team.name ?? team.team_id,
    cost_center,
    effective_from: from,
    effective_to: steps[index + 1]?.from ?? null,
  }));
}

function ownerRows(service: Registry['services'][number]['entry']): Row[] {
  return service.owners.map(({ team_id, from, to }, index) => ({
    service_id: service.service_id,
    team_id,
    effective_from: from ?? null,
    effective_to: to ?? service.owners[index + 1]?.from ?? null,
  }));
}
