import type { Row } from '../../warehouse/warehouse.js';
import type { SnapshotReport, SourceIdentity } from '../source.js';
import { hashRows } from './canonical-rows.js';
import type { LandedCounts } from './land-days.js';
import { batchIdOf, type Landing, manifestLoads, timeAfter, writeLoad } from './landing.js';
import type { LandedReport } from './read-manifest.js';
import { UnknownFields } from './unknown-fields.js';

/** Keeps a list as it stands today; a second pull of the same day replaces the first when it differs. */
export async function landSnapshot(
  landing: Landing,
  source: SourceIdentity,
  report: SnapshotReport,
  landed: LandedReport,
): Promise<LandedCounts> {
  const startedAt = landing.now();
  const snapshotDate = startedAt.toISODate();
  const nextDate = startedAt.plus({ days: 1 }).toISODate();
  const stats = { bytes: 0, unknownFields: new UnknownFields() };
  const rows: Row[] = [];
  for await (const row of report.pull(snapshotDate, stats)) rows.push(row);
  const contentHash = hashRows(report.table, rows);
  const isKnown = landed.newest?.windowFrom === snapshotDate && landed.newest.contentHash === contentHash;
  if (isKnown) return { rowsRead: rows.length, rowsLanded: 0, rowsRejected: 0, changedDays: 0, batches: 0 };

  const { sourceId } = source;
  const batchId = batchIdOf(sourceId, report.report, String(landed.batchCount), snapshotDate, contentHash);
  const batch = {
    batch_id: batchId,
    source_id: sourceId,
    source_type: source.type,
    report: report.report,
    account: source.account,
    window_from: snapshotDate,
    window_to: nextDate,
    content_hash: contentHash,
    rows_read: rows.length,
    rows_landed: rows.length,
    rows_rejected: 0,
    bytes: stats.bytes,
    unknown_fields: stats.unknownFields.toJson(),
    started_at: startedAt.toISO(),
    finished_at: timeAfter(landing.now(), landed.lastFinished),
  };
  const withBatch = rows.map((row) => ({ batch_id: batchId, ...row }));
  const replace = {
    where: { account: source.account ?? '' },
    days: { column: 'snapshot_date', from: snapshotDate, to: nextDate },
  };
  await landing.land([writeLoad(landing, report.table, withBatch, replace), ...manifestLoads(landing, [batch], [])]);
  return { rowsRead: rows.length, rowsLanded: rows.length, rowsRejected: 0, changedDays: 0, batches: 1 };
}
