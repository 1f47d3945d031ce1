import type { Row } from '../../warehouse/warehouse.js';
import { type Problem, throwProblems } from '../files/problems.js';
import type { IngestConfig, ReferenceRows } from '../ingest-types.js';
import type { Scrubber } from '../landing/scrubber.js';
import { checkRegistry } from './check-registry.js';
import { gatewayRouteRows, sourceRows } from './config-rows.js';
import { budgetReader, businessMetricReader, readContracts, readInvoices } from './csv-tables.js';
import { readRegistry } from './registry.js';
import { registryRows } from './registry-rows.js';

/** Rows of every reference table by table name. Throws one UserError that lists all that is wrong with any of the files. */
export function readReference(
  config: IngestConfig,
  referenceRows: readonly ReferenceRows[],
  scrub: Scrubber,
): ReadonlyMap<string, readonly Row[]> {
  const problems: Problem[] = [];
  const registry = readRegistry(config.registry, problems);
  // Ids that seem to be missing because their file cannot be read would only repeat that.
  const known = problems.length > 0 ? null : registry;
  if (known !== null) checkRegistry(registry, config.tags, problems);
  const tables = {
    ...registryRows(registry, scrub),
    budgets: budgetReader(known)(config.budgets, problems),
    business_metrics: businessMetricReader(known, scrub)(config.metrics, problems),
    invoices: readInvoices(config.invoices, problems),
    contracts: readContracts(config.contracts, problems),
    gateway_routes: gatewayRouteRows(config.sources),
    sources: sourceRows(config.sources),
  };
  throwProblems(problems);
  return new Map<string, readonly Row[]>([
    ...Object.entries(tables),
    ...referenceRows.map(({ table, rows }) => [table, rows] as const),
  ]);
}
