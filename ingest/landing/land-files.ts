import { createHash } from 'node:crypto';
import { createReadStream, rmSync, statSync } from 'node:fs';
import { relative, sep } from 'node:path';
import type { Row } from '../../warehouse/warehouse.js';
import type { FileReport, LogFile, SourceIdentity } from '../source.js';
import { BatchSink } from './batch-sink.js';
import type { LandedCounts } from './land-days.js';
import { type BatchDay, type BatchManifest, batchIdOf, type Landing, manifestLoads, timeAfter } from './landing.js';
import type { NdjsonFile } from './ndjson-file.js';
import type { LandedReport } from './read-manifest.js';
import { sha256Hex } from './scrubber.js';

/** Files are landed together until one of these is reached: many small files must not become many transactions. */
const GROUP_BYTES = 64 * 1024 * 1024;
const GROUP_FILES = 500;

export interface LandedFiles extends LandedCounts {
  readonly skippedFiles: number;
  /** Files that could not be read to their end, of which nothing was landed. */
  readonly failures: readonly Error[];
}

interface Group {
  readonly rows: NdjsonFile;
  readonly batches: BatchManifest[];
  readonly days: BatchDay[];
  readonly rejected: Row[];
}

/** Appends every file whose content is not known yet. A file is known by its bytes and by how it is mapped. */
export async function landFiles(
  landing: Landing,
  source: SourceIdentity,
  report: FileReport,
  landed: LandedReport,
  directory: string,
  onFile: (path: string, finished: number, total: number) => void,
): Promise<LandedFiles> {
  const files: LogFile[] = [];
  for await (const file of report.files()) files.push(file);
  const counts = { rowsRead: 0, rowsLanded: 0, rowsRejected: 0, changedDays: 0, batches: 0, skippedFiles: 0 };
  const failures: Error[] = [];
  const changedDays = new Set<string>();
  let group: Group | undefined;
  const land = async ({ rows, batches, days, rejected }: Group) => {
    rows.close();
    if (batches.length === 0) return;
    const data = rows.rows === 0 ? [] : [{ table: report.table, file: rows.path }];
    await landing.land([...data, ...manifestLoads(landing, batches, days, rejected)]);
    rmSync(rows.path, { force: true });
    for (const batch of batches) {
      counts.rowsRead += batch.rows_read;
      counts.rowsLanded += batch.rows_landed;
      counts.rowsRejected += batch.rows_rejected;
    }
    counts.batches += batches.length;
    for (const day of days) changedDays.add(day.usage_date);
  };
  // One group is landed while the next is read; an error of the landing ends the report at the next group.
  let inFlight = Promise.resolve();
  const landGroup = async () => {
    await inFlight;
    if (group === undefined) return;
    inFlight = land(group);
    inFlight.catch(() => undefined);
    group = undefined;
  };
  for (const [index, file] of files.entries()) {
    try {
      const contentHash = await hashFile(file);
      if (landed.contentHashes.has(contentHash)) {
        counts.skippedFiles++;
      } else {
        group ??= { rows: landing.createFile(report.table), batches: [], days: [], rejected: [] };
        await readIntoGroup(landing, source, report, file, contentHash, nameOf(file.path, directory), group, landed);
        landed.contentHashes.add(contentHash);
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const message = `${source.sourceId} ${file.path}: ${reason}. Nothing of this file was landed; the other files are not affected`;
      failures.push(new Error(message, { cause: error }));
    }
    if (group !== undefined && (group.rows.bytes >= GROUP_BYTES || group.batches.length >= GROUP_FILES))
      await landGroup();
    onFile(file.path, index + 1, files.length);
  }
  await landGroup();
  await inFlight;
  return { ...counts, changedDays: changedDays.size, failures };
}

async function readIntoGroup(
  landing: Landing,
  source: SourceIdentity,
  report: FileReport,
  file: LogFile,
  contentHash: string,
  objectUri: string,
  group: Group,
  landed: LandedReport,
): Promise<void> {
  const startedAt = landing.now().toISO();
  const { sourceId } = source;
  const batchId = batchIdOf(sourceId, report.report, contentHash);
  const start = group.rows.mark();
  const sink = new BatchSink(group.rows, batchId);
  const before = statSync(file.path);
  try {
    await file.read(sink);
    const after = statSync(file.path);
    if (after.size !== before.size || after.mtimeMs !== before.mtimeMs) {
      throw new Error('the file changed while it was read. Run again when its writer has finished');
    }
  } catch (error) {
    group.rows.cutBack(start);
    throw error;
  }
  const finishedAt = timeAfter(landing.now(), landed.lastFinished);
  landed.lastFinished = Date.parse(finishedAt);
  const dates = [...sink.rowsByDate.keys()].sort();
  const lastDate = dates.at(-1);
  group.batches.push({
    batch_id: batchId,
    source_id: sourceId,
    source_type: source.type,
    report: report.report,
    gateway: source.gateway,
    ...(dates[0] === undefined ? {} : { window_from: dates[0] }),
    ...(lastDate === undefined ? {} : { window_to: dayAfter(lastDate) }),
    content_hash: contentHash,
    object_uri: objectUri,
    rows_read: group.rows.rows - start.rows + sink.rejections.length,
    rows_landed: group.rows.rows - start.rows,
    rows_rejected: sink.rejections.length,
    bytes: before.size,
    unknown_fields: sink.unknownFields.toJson(),
    started_at: startedAt,
    finished_at: finishedAt,
  });
  for (const date of dates) {
    group.days.push({
      batch_id: batchId,
      source_id: sourceId,
      report: report.report,
      usage_date: date,
      content_hash: null,
      rows_landed: sink.rowsByDate.get(date) ?? 0,
    });
  }
  for (const { lineNumber, fieldPath, reason, recordHash } of sink.rejections) {
    group.rejected.push({
      batch_id: batchId,
      source_id: sourceId,
      report: report.report,
      object_uri: objectUri,
      line_number: lineNumber,
      field_path: fieldPath,
      reason,
      record_hash: recordHash,
      rejected_at: finishedAt,
    });
  }
}

async function hashFile(file: LogFile): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file.path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return sha256Hex(`${file.mapping}\n${hash.digest('hex')}`);
}

/** The path as a person configured it: below the configuration's folder it is relative, and the same on every machine. */
function nameOf(path: string, directory: string): string {
  const name = relative(directory, path);
  return name.startsWith('..') ? path : name.split(sep).join('/');
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
