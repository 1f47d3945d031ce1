import type { DateTime } from 'luxon';
import type { Cell, Warehouse } from '../warehouse/warehouse.js';
import type { HttpLimits } from './http/fetch-page.js';
import type { TagNames } from './source.js';
import type { SourceConfig } from './sources/index.js';

export type Log = (line: string) => void;

/** What ingestion needs of the configuration. Paths are absolute. */
export interface IngestConfig {
  /** The configuration file, for messages. */
  readonly file: string;
  /** Its folder: relative source paths start here, and `.tokenledger/` is kept here. */
  readonly directory: string;
  readonly sources: readonly SourceConfig[];
  /** A YAML file, or a folder of YAML files. */
  readonly registry?: string | undefined;
  readonly budgets?: string | undefined;
  readonly metrics?: string | undefined;
  readonly invoices?: string | undefined;
  readonly contracts?: string | undefined;
  readonly tags: TagNames;
  readonly privacy: { readonly keep_emails: boolean };
}

export interface IngestOptions {
  /** Source ids (`openai:acme`), types (`openai`), accounts or gateways; all sources when absent or empty. */
  readonly sources?: readonly string[] | undefined;
  /** First UTC day to pull, ISO date; without it, where the last pull left off less the trailing days. */
  readonly from?: string | undefined;
  /** End of the pull, exclusive; never later than the current UTC day. */
  readonly to?: string | undefined;
  /** Complete days to pull again because providers restate; 3 when absent. */
  readonly trailingDays?: number | undefined;
}

export interface IngestProgress {
  readonly sourceId: string;
  readonly report: string;
  /** What was just done, for a person: `2026-08-01 to 2026-09-01`, a file name. */
  readonly step: string;
  readonly finished: number;
  readonly total: number;
}

export interface IngestDeps {
  readonly warehouse: Warehouse;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => DateTime<true>;
  readonly log: Log;
  readonly onProgress?: ((progress: IngestProgress) => void) | undefined;
  readonly codeVersion: string;
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly http?: Partial<HttpLimits> | undefined;
}

export interface ReportSummary {
  readonly sourceId: string;
  readonly report: string;
  readonly status: 'done' | 'failed';
  readonly rowsRead: number;
  readonly rowsLanded: number;
  readonly rowsRejected: number;
  /** Records of a log that are no requests. */
  readonly rowsLeftOut: number;
  /** UTC days whose landed content changed. */
  readonly changedDays: number;
  /** Files that had been landed before. */
  readonly skippedFiles: number;
  readonly batches: number;
}

export interface IngestFailure {
  readonly sourceId: string;
  readonly report: string | null;
  readonly error: Error;
}

export interface IngestResult {
  readonly ok: boolean;
  readonly reports: readonly ReportSummary[];
  readonly failures: readonly IngestFailure[];
}

/** A row of a reference table as the rate books give it: columns of the raw table, decimals as text. */
export type ReferenceRow = Readonly<Record<string, Cell>>;

/** Rows of a reference table that are not read from the configuration's own files. */
export interface ReferenceRows {
  /** Raw table name: `rates` or `model_aliases`. */
  readonly table: string;
  readonly rows: readonly ReferenceRow[];
}
