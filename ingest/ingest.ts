import type { IngestConfig, IngestDeps, IngestOptions, IngestResult, ReferenceRows } from './ingest-types.js';

/** Pulls the configured sources and lands what changed. A failing source does not stop the others. */
export async function ingest(config: IngestConfig, options: IngestOptions, deps: IngestDeps): Promise<IngestResult> {
  throw new Error(`not yet: ${config.file} ${options.from} ${deps.codeVersion}`);
}

/** Lands registry, books, budgets, metrics, invoices and contracts; each table only when its content changed. */
export async function ingestReference(
  config: IngestConfig,
  referenceRows: readonly ReferenceRows[],
  deps: IngestDeps,
): Promise<IngestResult> {
  throw new Error(`not yet: ${config.file} ${referenceRows.length} ${deps.codeVersion}`);
}
