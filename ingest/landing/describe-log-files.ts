import type { ReadCount, Row, TableLoad } from '../../warehouse/warehouse.js';
import { FOREIGN } from '../gateways/compile/compile-mapping.js';
import { findRejections, type Rejection, type Unlanded } from '../gateways/read/find-rejections.js';
import type { Inspection } from '../gateways/read/inspect-file.js';
import { countUnknownFields, sampleRecords } from '../gateways/read/sample-records.js';
import { type BatchDay, type BatchManifest, type Landing, manifestLoads, timeAfter } from './landing.js';
import { type LandedJobs, type LogGroup, MixedFile, windowOf } from './log-group.js';

/** Records at the beginning of a file whose fields are compared with those that the mapping knows. */
const SAMPLED_RECORDS = 200;

const NONE: Unlanded = { rejections: [], leftOut: new Set() };

/** The manifest of every file: what was read, landed and rejected, and the days to do again. */
export async function describeFiles(
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
    const { rejections, leftOut } =
      inspection.records === rowsLanded
        ? NONE
        : await findRejections(file, source.gateway ?? '', compiled, parameters, { largestRecord });
    if (compiled.length < everyMapping.length && rejections.some(({ fieldPath }) => fieldPath === FOREIGN))
      throw new MixedFile(file.path);
    if (inspection.records !== rowsLanded + rejections.length + leftOut.size)
      throw new Error(
        `${file.path}: ${inspection.records} records, of which ${rowsLanded} would land, ${rejections.length} be rejected and ${leftOut.size} be left out: please report this`,
      );
    const sample = await sampleRecords(file.path, file.format, SAMPLED_RECORDS, file.mapping);
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
      rows_read: inspection.records,
      rows_landed: rowsLanded,
      rows_rejected: rejections.length,
      rows_left_out: leftOut.size,
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
    rowsLeftOut: sum((batch) => batch.rows_left_out ?? 0),
    batches: batches.length,
    paths: files.map(({ path }) => path),
    days: days.map((day) => day.usage_date),
  };
  return { done, loads: manifestLoads(landing, batches, days, rejected) };
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
