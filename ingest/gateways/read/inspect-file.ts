import { statSync } from 'node:fs';
import { readBytes } from '../../files/read-bytes.js';
import { readLines } from '../../files/read-lines.js';
import { isOneALine } from './log-format.js';
import { type LogJob, UnreadableFile } from './log-job.js';
import { recordsOf } from './records-sql.js';
import { withScratch } from './scratch.js';

/** What a file holds, seen without its mapping. */
export interface Inspection {
  readonly records: number;
  readonly bytes: number;
}

/**
 * Counts the records of a file and makes sure that it is whole: DuckDB takes a compressed file that was cut off for a shorter
 * one, and does not look at checksums. Rejects with `UnreadableFile`.
 */
export async function inspectFile(job: LogJob, largestRecord?: number): Promise<Inspection> {
  const { path, format } = job;
  try {
    const before = statSync(path);
    let records = 0;
    if (format.layout === 'lines' || format.layout === 'marked lines') {
      await readLines(path, format.compression, () => {
        records++;
        return true;
      });
      if (!isOneALine(format, job.mapping)) records = await countRecords(job, largestRecord);
    } else {
      if (format.compression !== 'uncompressed') for await (const _ of readBytes(path, format.compression)) void _;
      records = await countRecords(job, largestRecord);
    }
    const after = statSync(path);
    if (after.size !== before.size || after.mtimeMs !== before.mtimeMs)
      throw new Error('the file changed while it was read. Run again when its writer has finished');
    return { records, bytes: before.size };
  } catch (error) {
    throw error instanceof UnreadableFile ? error : new UnreadableFile(path, error);
  }
}

/** Records of a file as DuckDB sees them; rejects where it cannot read the file. */
export function countRecords(job: LogJob, largestRecord?: number): Promise<number> {
  return withScratch(async (connection) => {
    const records = await recordsOf(connection, [job], '', { mapping: job.mapping, fields: ['id'] }, { largestRecord });
    const found = await connection.runAndReadAll(`SELECT count(*) FROM ${records}`);
    return Number(found.getRows()[0]?.[0]);
  });
}
