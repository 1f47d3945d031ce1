import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { runRead } from '../../../warehouse/duckdb/land-read.js';
import type { FileRead } from '../../../warehouse/warehouse.js';
import { readLines } from '../../files/read-lines.js';
import { type CompiledMapping, FOREIGN, LEFT_OUT } from '../compile/compile-mapping.js';
import { isOneALine } from './log-format.js';
import type { LogJob } from './log-job.js';
import { recordsOf } from './records-sql.js';
import { withScratch } from './scratch.js';

/** Why a record was not landed. Never holds the record. */
export interface Rejection {
  /** The line, or the number of the record in a file that is not of lines. */
  readonly lineNumber: number;
  readonly fieldPath: string | null;
  readonly reason: string;
  /** SHA-256 of the line; null in a file that is not of lines. */
  readonly recordHash: string | null;
}

/** The records of a file that were not landed. */
export interface Unlanded {
  readonly rejections: readonly Rejection[];
  /** Numbers of the records that are no requests. */
  readonly leftOut: ReadonlySet<number>;
}

/** Reads a file once more, or so many records of it, for those that none of its mappings could land, with their places. */
export async function findRejections(
  job: LogJob,
  gateway: string,
  compiled: readonly CompiledMapping[],
  parameters: FileRead['parameters'],
  options: { readonly limit?: number | undefined; readonly largestRecord?: number | undefined } = {},
): Promise<Unlanded> {
  const unlanded = await withScratch(async (connection) => {
    const byMapping: Map<number, Fault>[] = [];
    for (const mapping of compiled) {
      const records = await recordsOf(connection, [job], gateway, mapping, { ...options, hasPlace: true });
      const rows = await runRead(connection, mapping.rejected(records), parameters);
      byMapping.push(
        new Map(
          rows.map(([place, field, reason]) => [Number(place), { field: textOf(field), reason: String(reason) }]),
        ),
      );
    }
    return rejectedByAll(byMapping);
  });
  const leftOut = new Set([...unlanded].filter(([, { field }]) => field === LEFT_OUT).map(([place]) => place));
  const found = new Map([...unlanded].filter(([place]) => !leftOut.has(place)));
  if (!isOneALine(job.format, job.mapping)) {
    const rejections = [...found].map(([place, { field, reason }]) => ({
      lineNumber: place,
      fieldPath: field,
      reason,
      recordHash: null,
    }));
    return { rejections, leftOut };
  }
  const rejections: Rejection[] = [];
  if (found.size === 0) return { rejections, leftOut };
  let place = 0;
  await readLines(job.path, job.format.compression, (line, lineNumber) => {
    const rejection = found.get(++place);
    if (rejection !== undefined) {
      const broken = whyNoObject(line);
      const recordHash = createHash('sha256').update(line).digest('hex');
      rejections.push({
        lineNumber,
        recordHash,
        fieldPath: broken === undefined ? rejection.field : null,
        reason: broken ?? rejection.reason,
      });
    }
    return rejections.length < found.size;
  });
  return { rejections, leftOut };
}

interface Fault {
  readonly field: string | null;
  readonly reason: string;
}

/** A record is not landed when no mapping lands it; the one whose format it has says why. */
function rejectedByAll([first, ...others]: readonly ReadonlyMap<number, Fault>[]): ReadonlyMap<number, Fault> {
  const rejected = new Map<number, Fault>();
  for (const [place, fault] of first ?? []) {
    const faults = [fault, ...others.map((each) => each.get(place))];
    if (faults.includes(undefined)) continue;
    rejected.set(place, faults.find((each) => each?.field !== FOREIGN) ?? fault);
  }
  return rejected;
}

/** The parser's own message quotes the text, which may be somebody's prompt. */
function whyNoObject(line: Buffer): string | undefined {
  if (!isUtf8(line)) return 'the line is not valid UTF-8';
  const text = line.toString('utf8').replace(/^\uFEFF/, '');
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? undefined
      : 'the line is JSON but not an object';
  } catch {
    return /\bNaN\b|\bInfinity\b/.test(text) ? undefined : 'the line is not valid JSON, or is cut off';
  }
}

function textOf(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}
