import type { CompiledMapping } from '../gateways/compile/compile-mapping.js';
import type { LogJob } from '../gateways/read/log-job.js';
import type { FileReport, SourceIdentity } from '../source.js';
import type { LandedReport } from './read-manifest.js';

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
  readonly rowsLeftOut: number;
  readonly batches: number;
  readonly paths: readonly string[];
  /** UTC days whose rows changed. */
  readonly days: readonly string[];
}

/** Not all records of a file are of the format that its beginning is of. */
export class MixedFile extends Error {
  override readonly name = 'MixedFile';
  constructor(readonly path: string) {
    super(`${path} holds records of several formats`);
  }
}

export const NOTHING: LandedJobs = {
  rowsRead: 0,
  rowsLanded: 0,
  rowsRejected: 0,
  rowsLeftOut: 0,
  batches: 0,
  paths: [],
  days: [],
};

/** The half-open range of UTC days that holds all of them. */
export function windowOf(days: readonly string[]): { readonly from: string; readonly to: string } | undefined {
  const sorted = [...days].sort();
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  return { from: first, to: new Date(Date.parse(`${last}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10) };
}
