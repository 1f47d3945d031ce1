import type { Row } from '../../warehouse/warehouse.js';
import type { UnknownFields } from './unknown-fields.js';

/** Why a record was not landed. Never holds the record. */
export interface Rejection {
  readonly lineNumber: number;
  readonly fieldPath: string | null;
  readonly reason: string;
  readonly recordHash: string;
}

/** Where the reader of a log file puts what it finds. The sink adds `batch_id` to each row. */
export interface LogFileSink {
  readonly unknownFields: UnknownFields;
  /** `usageDate` is the row's UTC day. */
  write(row: Row, usageDate: string): void;
  reject(rejection: Rejection): void;
}
