import type { Row } from '../../warehouse/warehouse.js';
import type { Problem } from '../files/problems.js';
import type { IngestConfig, ReferenceRows } from '../ingest-types.js';
import type { Scrubber } from '../landing/scrubber.js';
import { readBudgets } from './budgets.js';
import { readBusinessMetrics } from './business-metrics.js';
import { checkRegistry } from './check-registry.js';
import { gatewayRouteRows, sourceRows } from './config-rows.js';
import { readContracts } from './contracts.js';
import { readInvoices } from './invoices.js';
import { knownNames } from './known-names.js';
import { readRegistry } from './registry.js';
import { registryRows } from './registry-rows.js';

export interface Reference {
  /** Rows of every reference table by table name; not to be landed where a problem is more than a warning. */
  readonly tables: ReadonlyMap<string, readonly Row[]>;
  /** All that is wrong with any of the files, or may be. */
  readonly problems: readonly Problem[];
}

/** Reads and checks every file that the configuration names but logs. */
export function readReference(
  config: IngestConfig,
  referenceRows: readonly ReferenceRows[],
  scrub: Scrubber,
): Reference {
  const problems: Problem[] = [];
  const registry = readRegistry(config.registry, problems);
  const names = knownNames(config, registry, referenceRows);
  const metrics = readBusinessMetrics(config.metrics, names, scrub, problems);
  checkRegistry(registry, names, metrics, problems);
  const invoices = readInvoices(config.invoices, names, problems);
  const tables = {
    ...registryRows(registry, scrub),
    budgets: readBudgets(config.budgets, names, problems),
    business_metrics: metrics.rows,
    invoices: invoices.rows,
    contracts: readContracts(config.contracts, names, invoices.accounts, problems),
    gateway_routes: gatewayRouteRows(config.sources),
    sources: sourceRows(config.sources),
  };
  return {
    tables: new Map<string, readonly Row[]>([
      ...Object.entries(tables),
      ...referenceRows.map(({ table, rows }) => [table, rows] as const),
    ]),
    problems,
  };
}
