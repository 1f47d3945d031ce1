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

/** A file that cannot be read to its end, whatever is tried again. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
  constructor(
    readonly path: string,
    cause: unknown,
  ) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
