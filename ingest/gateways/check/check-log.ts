import { randomBytes } from 'node:crypto';
import type { DateTime } from 'luxon';
import { UserError } from '../../../warehouse/user-error.js';
import type { TagNames } from '../../source.js';
import { compileMapping, FOREIGN } from '../compile/compile-mapping.js';
import type { Mapping } from '../mapping/read-mapping.js';
import { findRejections, type Rejection } from '../read/find-rejections.js';
import { formatOf, type LogFormat } from '../read/log-format.js';
import { UnreadableFile } from '../read/log-job.js';
import { countUnknownFields, sampleRecords } from '../read/sample-records.js';
import { type ColumnCheck, countColumns } from './count-columns.js';
import { findWarnings } from './find-warnings.js';
import { type TracedRecord, traceRecords } from './traced-records.js';

/** Records at the beginning of a log that are looked at. */
export const SAMPLED_RECORDS = 1000;

/** What a mapping makes of a log, seen on the records at its beginning. Holds no text that would not be landed. */
export interface LogCheck {
  readonly path: string;
  readonly format: LogFormat;
  /** Records that were looked at. */
  readonly records: number;
  readonly rejected: number;
  /** Records that are no requests. */
  readonly leftOut: number;
  /** Most frequent first. */
  readonly rejections: readonly RejectionCheck[];
  readonly columns: readonly ColumnCheck[];
  /** Columns that decide nothing and whose text could not be read. */
  readonly unreadable: readonly { readonly column: string; readonly records: number; readonly firstRecord: number }[];
  /** Fields that the mapping neither reads nor ignores, most frequent first. */
  readonly unknownFields: readonly { readonly field: string; readonly records: number }[];
  readonly warnings: readonly string[];
}

export interface RejectionCheck {
  readonly field: string | null;
  readonly reason: string;
  readonly records: number;
  /** The line, or the number of the record in a file that is not of lines. */
  readonly firstLine: number;
}

export interface CheckOptions {
  readonly tags: TagNames;
  readonly keepEmails: boolean;
  readonly now: DateTime<true>;
}

/** Reads the beginning of a log under a mapping. Nothing is written. */
export async function checkLog(mapping: Mapping, path: string, options: CheckOptions): Promise<LogCheck> {
  try {
    return await check(mapping, path, options);
  } catch (error) {
    throw new UserError(`${path}: ${new UnreadableFile(path, error).message}`);
  }
}

async function check(mapping: Mapping, path: string, { tags, keepEmails, now }: CheckOptions): Promise<LogCheck> {
  const format = await formatOf(path, mapping);
  const job = { path, name: path, batchId: '', mapping, format };
  const compiled = compileMapping(mapping, tags);
  const parameters = {
    // Not the installation's own: what is shown may be passed on.
    salt: randomBytes(32),
    keep_emails: keepEmails,
    latest: now.plus({ days: 1 }).toISO(),
  };
  const traced = await traceRecords(job, compiled, parameters, SAMPLED_RECORDS);
  const records = traced.filter(({ isLeftOut }) => !isLeftOut);
  const { rejections, leftOut } = await findRejections(job, '', [compiled], parameters, { limit: SAMPLED_RECORDS });
  const sample = await sampleRecords(path, format, SAMPLED_RECORDS, mapping);
  const columns = countColumns(mapping, records);
  return {
    path,
    format,
    records: traced.length,
    rejected: rejections.length,
    leftOut: leftOut.size,
    rejections: groupRejections(rejections),
    columns,
    unreadable: countUnreadable(records),
    unknownFields: countUnknownFields(mapping, compiled.paths, sample)
      .counts()
      .map(([field, count]) => ({ field, records: count }))
      .sort((a, b) => b.records - a.records),
    warnings: findWarnings(columns, records),
  };
}

function groupRejections(rejections: readonly Rejection[]): RejectionCheck[] {
  const groups = new Map<string, RejectionCheck>();
  for (const { fieldPath, reason, lineNumber } of rejections) {
    const field = fieldPath === FOREIGN ? null : fieldPath;
    const key = JSON.stringify([field, reason]);
    const { records, firstLine } = groups.get(key) ?? { records: 0, firstLine: lineNumber };
    groups.set(key, { field, reason, records: records + 1, firstLine });
  }
  return [...groups.values()].sort((a, b) => b.records - a.records);
}

function countUnreadable(records: readonly TracedRecord[]): LogCheck['unreadable'] {
  const found = new Map<string, { records: number; firstRecord: number }>();
  for (const { columns, place } of records) {
    for (const column of columns.get('unreadable_fields')?.split(',') ?? []) {
      const before = found.get(column) ?? { records: 0, firstRecord: place };
      found.set(column, { ...before, records: before.records + 1 });
    }
  }
  return [...found].map(([column, counts]) => ({ column, ...counts })).sort((a, b) => b.records - a.records);
}
