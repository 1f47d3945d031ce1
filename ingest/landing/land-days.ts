import type { TableLoad } from '../../warehouse/warehouse.js';
import type { DayReport, DayWindow, PulledDay, SourceIdentity } from '../source.js';
import { hashRows } from './canonical-rows.js';
import { type BatchDay, batchIdOf, type Landing, manifestLoads, timeAfter } from './landing.js';
import type { NdjsonFile } from './ndjson-file.js';
import type { LandedReport } from './read-manifest.js';
import { sha256Hex } from './scrubber.js';
import { UnknownFields } from './unknown-fields.js';

export interface LandedCounts {
  readonly rowsRead: number;
  readonly rowsLanded: number;
  readonly rowsRejected: number;
  /** Records of a log that are no requests. */
  readonly rowsLeftOut?: number;
  readonly changedDays: number;
  readonly batches: number;
}

interface ChangedDay {
  readonly pulled: PulledDay;
  readonly contentHash: string;
}

/** Pulls one window of a report and replaces, in one transaction, the days whose content differs from what is landed. */
export async function landDays(
  landing: Landing,
  source: SourceIdentity,
  report: DayReport,
  window: DayWindow,
  landed: LandedReport,
): Promise<LandedCounts> {
  const startedAt = landing.now().toISO();
  const stats = { bytes: 0, unknownFields: new UnknownFields() };
  const changed: ChangedDay[] = [];
  let rowsRead = 0;
  for await (const pulled of report.pull(window, stats)) {
    rowsRead += pulled.rows.length;
    const before = landed.days.get(pulled.day);
    if (!pulled.isAnswered && (before?.rows ?? 0) > 0) {
      throw new Error(
        `${source.sourceId} ${report.report} ${pulled.day}: the answer leaves this day out, though it had ${before?.rows} rows before. ` +
          'Nothing was landed; an answer cut short must not pass for an empty day. Run again later',
      );
    }
    const contentHash = hashRows(report.table, pulled.rows);
    if (before?.contentHash !== contentHash) changed.push({ pulled, contentHash });
  }
  if (changed.length === 0) return { rowsRead, rowsLanded: 0, rowsRejected: 0, changedDays: 0, batches: 0 };

  const contentHash = sha256Hex(changed.map((day) => `${day.pulled.day} ${day.contentHash}`).join('\n'));
  const { sourceId } = source;
  const batchId = batchIdOf(sourceId, report.report, String(landed.batchCount), window.from, window.to, contentHash);
  const rowsLanded = changed.reduce((sum, day) => sum + day.pulled.rows.length, 0);
  const finishedAt = timeAfter(landing.now(), landed.lastFinished);
  const days = changed.map(
    (day): BatchDay => ({
      batch_id: batchId,
      source_id: sourceId,
      report: report.report,
      usage_date: day.pulled.day,
      content_hash: day.contentHash,
      rows_landed: day.pulled.rows.length,
    }),
  );
  const batch = {
    batch_id: batchId,
    source_id: sourceId,
    source_type: source.type,
    report: report.report,
    account: source.account,
    window_from: window.from,
    window_to: window.to,
    content_hash: contentHash,
    rows_read: rowsRead,
    rows_landed: rowsLanded,
    rows_rejected: 0,
    bytes: stats.bytes,
    unknown_fields: stats.unknownFields.toJson(),
    started_at: startedAt,
    finished_at: finishedAt,
  };
  await landing.land([
    ...dayLoads(landing, source, report, changed, batchId),
    ...manifestLoads(landing, [batch], days),
  ]);

  landed.batchCount++;
  landed.lastFinished = Date.parse(finishedAt);
  for (const { pulled, contentHash: hash } of changed) {
    landed.days.set(pulled.day, { contentHash: hash, rows: pulled.rows.length });
  }
  return { rowsRead, rowsLanded, rowsRejected: 0, changedDays: changed.length, batches: 1 };
}

/** One load for each run of neighbouring days. */
function dayLoads(
  landing: Landing,
  source: SourceIdentity,
  report: DayReport,
  changed: readonly ChangedDay[],
  batchId: string,
): TableLoad[] {
  const runs: { from: string; to: string; readonly file: NdjsonFile }[] = [];
  for (const { pulled } of changed) {
    const next = nextDay(pulled.day);
    let run = runs.at(-1);
    if (run === undefined || run.to !== pulled.day) {
      run = { from: pulled.day, to: next, file: landing.createFile(report.table) };
      runs.push(run);
    }
    run.to = next;
    for (const row of pulled.rows) run.file.write({ batch_id: batchId, ...row });
  }
  return runs.map(({ from, to, file }) => {
    file.close();
    const replace = { where: { account: source.account ?? '' }, days: { column: 'usage_date', from, to } };
    return { table: report.table, file: file.path, replace };
  });
}

function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
