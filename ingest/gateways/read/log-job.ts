import { COPY_AGAIN } from '../../files/read-bytes.js';
import type { Mapping } from '../mapping/read-mapping.js';
import type { LogFormat } from './log-format.js';

/** A file that is about to be read. */
export interface LogJob {
  readonly path: string;
  /** How a person named it: relative to the configuration. */
  readonly name: string;
  readonly batchId: string;
  readonly mapping: Mapping;
  readonly format: LogFormat;
}

/** A file that cannot be read to its end, whatever is tried again. Its cause is not kept: it may quote the file. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
  constructor(
    readonly path: string,
    cause: unknown,
  ) {
    super(explain(cause));
  }
}

/** The first line of what DuckDB says: the others show its statement, or the row, which may be somebody's prompt. */
function explain(cause: unknown): string {
  const [line = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
  const row = /CSV Error on Line: (\d+)/.exec(line)?.[1];
  const reason = line.replace(/^[A-Z][A-Za-z ]* Error: /, '').replace(/[.\s]+$/, '');
  if (/corruption|checksum/i.test(reason)) return `the file is corrupt (${reason}). ${COPY_AGAIN}`;
  if (row === undefined && !line.includes('Error when sniffing file')) return reason;
  const place = row === undefined ? 'a line near the top' : `line ${row}`;
  return `${place} of the CSV file has more or fewer fields than the header, or a quote that is not closed`;
}
