import type { ReadCount, Replacement, Row, TableLoad } from '../../warehouse/warehouse.js';
import { type CompiledMapping, FOREIGN } from '../gateways/compile/compile-mapping.js';
import { findRejections, type Rejection } from '../gateways/read/find-rejections.js';
import { countRecords, type Inspection, inspectFile } from '../gateways/read/inspect-file.js';
import { type LogJob, UnreadableFile } from '../gateways/read/log-job.js';
import { LARGEST_LONG_RECORD, recordsOf } from '../gateways/read/records-sql.js';
import { countUnknownFields, sampleRecords } from '../gateways/read/sample-records.js';
import { withScratch } from '../gateways/read/scratch.js';
import type { FileReport, SourceIdentity } from '../source.js';
import { type BatchDay, type BatchManifest, type Landing, manifestLoads, timeAfter } from './landing.js';
import type { LandedReport } from './read-manifest.js';

/** Records at the beginning of a file whose fields are compared with those that the mapping knows. */
const SAMPLED_RECORDS = 200;

/** A file that is not landed yet, or landed under another mapping. */
export interface NewFile extends LogJob {
  readonly fileHash: string;
  readonly contentHash: string;
  readonly bytes: number;
  readonly replacedBatch: string | undefined;
}

/** Files of one mapping and one format, landed in one transaction. */
export interface LogGroup {
  readonly source: SourceIdentity;
  readonly report: FileReport;
  /** The mappings that are tried on every record; one, unless the files hold records of several formats. */
  readonly compiled: readonly CompiledMapping[];
  /** All mappings of the gateway. */
  readonly everyMapping: readonly CompiledMapping[];
  readonly files: readonly NewFile[];
  readonly earlier: LandedReport;
  /** Bytes; given when a record turned out to be longer than records are. */
  readonly largestRecord?: number;
}

export interface LandedJobs {
  readonly rowsRead: number;
  readonly rowsLanded: number;
  readonly rowsRejected: number;
  readonly batches: number;
  readonly paths: readonly string[];
  /** UTC days whose rows changed. */
  readonly days: readonly string[];
}

/** Not all records of a file are of the format that its beginning is of. */
class MixedFile extends Error {
  override readonly name = 'MixedFile';
  constructor(readonly path: string) {
    super(`${path} holds records of several formats`);
  }
}

const NOTHING: LandedJobs = { rowsRead: 0, rowsLanded: 0, rowsRejected: 0, batches: 0, paths: [], days: [] };

/** Lands the files of a group. One that cannot be read is told to `fail` and left out; the others land all the same. */
export async function landLogGroup(
  landing: Landing,
  group: LogGroup,
  fail: (path: string, error: unknown) => void,
): Promise<LandedJobs> {
  if (group.files.length === 0) return NOTHING;
  try {
    return await landTogether(landing, group);
  } catch (error) {
    if (error instanceof MixedFile) {
      const { path } = error;
      const without = (isMixed: boolean) => group.files.filter((file) => (file.path === path) === isMixed);
      const others = await landLogGroup(landing, { ...group, files: without(false) }, fail);
      const mixed = { ...group, files: without(true), compiled: group.everyMapping };
      return add(others, await landLogGroup(landing, mixed, fail));
    }
    const broken = error instanceof UnreadableFile ? [error] : await findBroken(group);
    const [only] = group.files;
    if (broken.length === 0 && group.largestRecord === undefined && isTooLong(error))
      return landLogGroup(landing, { ...group, largestRecord: LARGEST_LONG_RECORD }, fail);
    // What no file is to blame for, a full disk for one, ends the whole report.
    if (broken.length === 0 || only === undefined) throw error;
    for (const { path, message } of broken) fail(path, new Error(message));
    const paths = new Set(broken.map(({ path }) => path));
    return landLogGroup(landing, { ...group, files: group.files.filter(({ path }) => !paths.has(path)) }, fail);
  }
}

function add(one: LandedJobs, other: LandedJobs): LandedJobs {
  return {
    rowsRead: one.rowsRead + other.rowsRead,
    rowsLanded: one.rowsLanded + other.rowsLanded,
    rowsRejected: one.rowsRejected + other.rowsRejected,
    batches: one.batches + other.batches,
    paths: [...one.paths, ...other.paths],
    days: [...one.days, ...other.days],
  };
}

async function landTogether(landing: Landing, group: LogGroup): Promise<LandedJobs> {
  const { report, compiled, files, earlier, largestRecord } = group;
  const startedAt = landing.now();
  const gateway = group.source.gateway ?? '';
  const parameters = {
    salt: report.salt,
    keep_emails: report.keepEmails,
    latest: startedAt.plus({ days: 1 }).toISO(),
  };
  const selects = await withScratch(async (connection) => {
    const reads: string[] = [];
    for (const mapping of compiled)
      reads.push(mapping.landed(await recordsOf(connection, files, gateway, mapping.fields, { largestRecord })));
    return reads;
  });
  const inspections = Promise.all(files.map((file) => inspectFile(file, largestRecord)));
  // Awaited below; a file that turns out to be cut off must not count as an error that nobody handles before that.
  inspections.catch(() => undefined);
  const replaced = files.flatMap(({ replacedBatch }) => (replacedBatch === undefined ? [] : [replacedBatch]));
  let done = NOTHING;
  const read = {
    table: report.table,
    select: selects.join('\nUNION ALL BY NAME\n'),
    batchIds: files.map(({ batchId }) => batchId),
    parameters,
    ...(replaced.length === 0 ? {} : { replace: replacementOf(gateway, replaced, earlier.daysOfBatch) }),
  };
  await landing.landRead(read, async (counts) => {
    const manifest = await describeFiles(landing, group, await inspections, counts, startedAt.toISO(), parameters);
    done = manifest.done;
    return manifest.loads;
  });
  for (const { fileHash, contentHash, batchId } of files) earlier.files.set(fileHash, { batchId, contentHash });
  return done;
}

/** The manifest of every file: what was read, landed and rejected, and the days to do again. */
async function describeFiles(
  landing: Landing,
  { source, report, compiled, everyMapping, files, earlier, largestRecord }: LogGroup,
  inspections: readonly Inspection[],
  counts: readonly ReadCount[],
  startedAt: string,
  parameters: Parameters<typeof findRejections>[3],
): Promise<{ readonly done: LandedJobs; readonly loads: TableLoad[] }> {
  const batches: BatchManifest[] = [];
  const days: BatchDay[] = [];
  const rejected: Row[] = [];
  for (const [index, file] of files.entries()) {
    const inspection = inspections[index];
    if (inspection === undefined) throw new Error(`${file.path} was not inspected`);
    const own = counts.filter(({ batchId }) => batchId === file.batchId);
    const window = windowOf(own.map(({ usageDate }) => usageDate));
    const rowsLanded = own.reduce((sum, { rows }) => sum + rows, 0);
    const rejections =
      inspection.records === rowsLanded
        ? []
        : await findRejections(file, source.gateway ?? '', compiled, parameters, { largestRecord });
    if (compiled.length < everyMapping.length && rejections.some(({ fieldPath }) => fieldPath === FOREIGN))
      throw new MixedFile(file.path);
    if (inspection.records !== rowsLanded + rejections.length)
      throw new Error(
        `${file.path}: ${inspection.records} records, of which ${rowsLanded} would land and ${rejections.length} be rejected: please report this`,
      );
    const sample = await sampleRecords(file.path, file.format, SAMPLED_RECORDS, file.mapping.at);
    const finishedAt = timeAfter(landing.now(), earlier.lastFinished);
    earlier.lastFinished = Date.parse(finishedAt);
    const identity = { batch_id: file.batchId, source_id: source.sourceId, report: report.report };
    batches.push({
      ...identity,
      source_type: source.type,
      gateway: source.gateway,
      ...(window === undefined ? {} : { window_from: window.from, window_to: window.to }),
      content_hash: file.contentHash,
      file_hash: file.fileHash,
      object_uri: file.name,
      rows_read: rowsLanded + rejections.length,
      rows_landed: rowsLanded,
      rows_rejected: rejections.length,
      bytes: inspection.bytes,
      unknown_fields: countUnknownFields(
        file.mapping,
        compiled.flatMap(({ paths }) => paths),
        sample,
      ).toJson(),
      unknown_fields_sample: sample.length,
      started_at: startedAt,
      finished_at: finishedAt,
    });
    const landedOn = new Map(own.map(({ usageDate, rows }) => [usageDate, rows]));
    const before = file.replacedBatch === undefined ? [] : (earlier.daysOfBatch.get(file.replacedBatch) ?? []);
    for (const day of new Set([...landedOn.keys(), ...before]))
      days.push({ ...identity, usage_date: day, content_hash: null, rows_landed: landedOn.get(day) ?? 0 });
    rejected.push(...rejections.map((rejection) => rejectedRow(rejection, identity, file.name, finishedAt)));
  }
  const sum = (count: (batch: BatchManifest) => number) => batches.reduce((total, batch) => total + count(batch), 0);
  const done = {
    rowsRead: sum((batch) => batch.rows_read),
    rowsLanded: sum((batch) => batch.rows_landed),
    rowsRejected: sum((batch) => batch.rows_rejected),
    batches: batches.length,
    paths: files.map(({ path }) => path),
    days: days.map((day) => day.usage_date),
  };
  return { done, loads: manifestLoads(landing, batches, days, rejected) };
}

/** The days bound what a warehouse looks through for the rows. Only when those of every batch are known. */
function replacementOf(
  gateway: string,
  batchIds: readonly string[],
  daysOfBatch: LandedReport['daysOfBatch'],
): Replacement {
  const where = { gateway, batch_id: batchIds };
  const window = windowOf(batchIds.flatMap((batchId) => daysOfBatch.get(batchId) ?? []));
  if (window === undefined || !batchIds.every((batchId) => daysOfBatch.has(batchId))) return { where };
  return { where, days: { column: 'usage_date', ...window } };
}

/** The half-open range of UTC days that holds all of them. */
function windowOf(days: readonly string[]): { readonly from: string; readonly to: string } | undefined {
  const sorted = [...days].sort();
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  return { from: first, to: new Date(Date.parse(`${last}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10) };
}

function rejectedRow(
  { lineNumber, fieldPath, reason, recordHash }: Rejection,
  identity: { readonly batch_id: string; readonly source_id: string; readonly report: string },
  objectUri: string,
  rejectedAt: string,
): Row {
  return {
    ...identity,
    object_uri: objectUri,
    line_number: lineNumber,
    field_path: fieldPath === FOREIGN ? null : fieldPath,
    reason,
    record_hash: recordHash,
    rejected_at: rejectedAt,
  };
}

/** Files of a group that DuckDB cannot read, each tried alone. */
async function findBroken({ files, largestRecord }: LogGroup): Promise<UnreadableFile[]> {
  const broken: UnreadableFile[] = [];
  for (const file of files) {
    try {
      await countRecords(file, largestRecord);
    } catch (error) {
      if (!isTooLong(error)) broken.push(new UnreadableFile(file.path, error));
    }
  }
  return broken;
}

function isTooLong(error: unknown): boolean {
  return error instanceof Error && /maximum_object_size|max_line_size|maximum line size/i.test(error.message);
}
