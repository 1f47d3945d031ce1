import { removeFolder } from '../../warehouse/clean-up.js';
import type { TableLoad } from '../../warehouse/warehouse.js';
import { printProblems, throwProblems } from '../files/problems.js';
import type { IngestConfig, IngestDeps, IngestResult, ReferenceRows, ReportSummary } from '../ingest-types.js';
import { hashRows } from '../landing/canonical-rows.js';
import {
  type BatchDay,
  type BatchManifest,
  batchIdOf,
  createLanding,
  type Landing,
  manifestLoads,
  timeAfter,
  writeLoad,
} from '../landing/landing.js';
import { readLandedReport } from '../landing/read-manifest.js';
import { settleSalt } from '../landing/salt.js';
import { createScrubber } from '../landing/scrubber.js';
import { createWorkFolder } from '../landing/work-folder.js';
import { rawTables } from '../raw/raw-tables.js';
import { stateFolder } from '../state-folder.js';
import { readReference } from './read-reference.js';
import { ALL_DAYS, reopenFrom, touchedDays } from './reopen-from.js';

interface ReferenceChange {
  readonly loads: readonly TableLoad[];
  readonly batch: BatchManifest | null;
  readonly days: readonly BatchDay[];
  readonly summary: ReportSummary;
}

/**
 * Lands registry, books, budgets, metrics, invoices and contracts: each table whole, and only when its content changed,
 * all of them in one transaction. Throws one UserError for everything that is wrong with the files, and logs what may be.
 */
export async function ingestReference(
  config: IngestConfig,
  referenceRows: readonly ReferenceRows[],
  deps: IngestDeps,
): Promise<IngestResult> {
  const state = stateFolder(config);
  await deps.warehouse.ensureRawTables(rawTables);
  const workFolder = createWorkFolder(state, process.pid);
  try {
    const landing = createLanding({ ...deps, workFolder });
    const salt = await settleSalt(landing, { stateFolder: state, env: deps.env });
    const { tables, problems } = readReference(config, referenceRows, createScrubber(salt, config.privacy.keep_emails));
    throwProblems(problems);
    for (const line of printProblems(problems)) deps.log(`WARNING ${line}`);
    const changes: ReferenceChange[] = [];
    for (const [name, rows] of tables) {
      changes.push(await prepareTable(landing, name, rows));
      deps.onProgress?.({
        sourceId: `reference:${name}`,
        report: name,
        step: `${rows.length} rows`,
        finished: changes.length,
        total: tables.size,
      });
    }
    const batches = changes.flatMap(({ batch }) => (batch === null ? [] : [batch]));
    if (batches.length > 0) {
      const days = changes.flatMap((change) => change.days);
      await landing.land([...changes.flatMap(({ loads }) => loads), ...manifestLoads(landing, batches, days)]);
    }
    deps.log(
      batches.length === 0
        ? 'reference: nothing changed'
        : `reference: ${batches.map(({ report }) => report).join(', ')} changed`,
    );
    return { ok: true, reports: changes.map(({ summary }) => summary), failures: [] };
  } finally {
    await removeFolder(workFolder, deps.log);
  }
}

async function prepareTable(
  landing: Landing,
  name: string,
  rows: readonly Readonly<Record<string, string | number | boolean | null>>[],
): Promise<ReferenceChange> {
  const table = rawTables.find((each) => each.name === name);
  if (table === undefined) throw new Error(`there is no raw table "${name}" for reference rows`);
  const sourceId = `reference:${name}`;
  const landed = await readLandedReport(landing, sourceId, name);
  const contentHash = hashRows(table, rows);
  const counts = {
    sourceId,
    report: name,
    status: 'done',
    rowsRead: rows.length,
    rowsRejected: 0,
    rowsLeftOut: 0,
    changedDays: 0,
    skippedFiles: 0,
  } as const;
  const isUnchanged = landed.newest === null ? rows.length === 0 : landed.newest.contentHash === contentHash;
  if (isUnchanged) return { loads: [], batch: null, days: [], summary: { ...counts, rowsLanded: 0, batches: 0 } };

  const before = landed.newest === null ? [] : await landing.readRows(table, {});
  const earliest = reopenFrom(table, before, rows);
  // What was without the table until now may rest on it from the first day on.
  const reopens = landed.newest === null && earliest !== null ? ALL_DAYS : earliest;
  const startedAt = landing.now().toISO();
  const batch = {
    batch_id: batchIdOf(sourceId, String(landed.batchCount), contentHash),
    source_id: sourceId,
    source_type: 'reference',
    report: name,
    content_hash: contentHash,
    rows_read: rows.length,
    rows_landed: rows.length,
    rows_rejected: 0,
    bytes: 0,
    reopen_from: reopens,
    started_at: startedAt,
    finished_at: timeAfter(landing.now(), landed.lastFinished),
  };
  return {
    loads: [writeLoad(landing, table, rows, { where: {} })],
    batch,
    days: touchedDays(table, before, rows).map((usage_date) => ({
      batch_id: batch.batch_id,
      source_id: sourceId,
      report: name,
      usage_date,
      content_hash: null,
      rows_landed: 0,
    })),
    summary: { ...counts, rowsLanded: rows.length, batches: 1 },
  };
}
