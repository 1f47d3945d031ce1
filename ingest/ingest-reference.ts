import type { IngestConfig, IngestDeps, IngestResult, ReferenceRows } from './ingest-types.js';

/** Lands registry, books, budgets, metrics, invoices and contracts; each table only when its content changed. */
export async function ingestReference(
  config: IngestConfig,
  referenceRows: readonly ReferenceRows[],
  deps: IngestDeps,
): Promise<IngestResult> {
  throw new Error(`not yet: ${config.file} ${referenceRows.length} ${deps.codeVersion}`);
}
