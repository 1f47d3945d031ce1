import { ingest, ingestReference } from '../../ingest/ingest.js';
import type {
  IngestDeps,
  IngestOptions,
  IngestProgress,
  IngestResult,
  ReferenceRows,
} from '../../ingest/ingest-types.js';
import { rawTables } from '../../ingest/raw/raw-tables.js';
import { checkBooks } from '../../pricing/check-books.js';
import { type Books, readBooks } from '../../pricing/read-books.js';
import { showHidden } from '../../report/text/visible-text.js';
import type { Warehouse } from '../../warehouse/warehouse.js';
import type { CliIo } from '../cli-io.js';
import type { Config } from '../config.js';
import { describeError } from '../describe-error.js';
import { packageVersion } from '../package-version.js';
import { type Progress, startProgress } from '../progress.js';

/** Pulls the sources, showing how far it is. */
export async function runIngest(
  config: Config,
  options: IngestOptions,
  warehouse: Warehouse,
  io: CliIo,
): Promise<IngestResult> {
  return withProgress('ingest', io, (progress) => ingest(config, options, ingestDeps(warehouse, io, progress)));
}

/** Lands rates, registry, budgets and the other files the models join with. */
export async function runReference(config: Config, warehouse: Warehouse, io: CliIo): Promise<IngestResult> {
  const books = readBooks();
  const faults = checkBooks(books);
  if (faults.length > 0) throw new Error(`the rate books are not sound:\n  ${faults.join('\n  ')}`);
  const referenceRows = bookRows(books);
  return withProgress('reference', io, (progress) =>
    ingestReference(config, referenceRows, ingestDeps(warehouse, io, progress)),
  );
}

/** The books as rows of their raw tables. */
export function bookRows({ rates, aliases }: Books): readonly ReferenceRows[] {
  return [
    { table: 'rates', rows: rates.map(({ rate }) => ({ ...rate })) },
    { table: 'model_aliases', rows: aliases.map(({ alias }) => ({ ...alias })) },
  ];
}

async function withProgress(
  step: string,
  io: CliIo,
  work: (progress: Progress) => Promise<IngestResult>,
): Promise<IngestResult> {
  const progress = startProgress(io, step);
  try {
    const result = await work(progress);
    for (const { sourceId, report, error } of result.failures) {
      const what = `${sourceId}${report === null ? '' : ` ${report}`}`;
      // Indented, so that a line break in a file name cannot pass for a line of ours.
      progress.log(`FAILED ${showHidden(what)}: ${describeError(error).replaceAll('\n', '\n  ')}`);
    }
    return result;
  } finally {
    progress.stop();
  }
}

function ingestDeps(warehouse: Warehouse, io: CliIo, progress: Progress): IngestDeps {
  return {
    warehouse,
    env: io.env,
    now: io.now,
    log: (line) => progress.log(showHidden(line)),
    onProgress: ({ finished, total, sourceId, report, step }: IngestProgress) =>
      progress.update({ finished, total, label: `${sourceId} ${report}: ${step}` }),
    codeVersion: packageVersion(),
  };
}

/** Every raw table exists afterwards, so that models and checks can read sources that have landed nothing yet. */
export function ensureRaw(warehouse: Warehouse): Promise<void> {
  return warehouse.ensureRawTables(rawTables);
}
