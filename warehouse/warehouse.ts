import type { RawColumn, RawTable } from './raw-table.js';

/** A row as it is written to or read from a warehouse: decimals and 64-bit integers as strings, never as a JS number. */
export type Cell = string | number | boolean | null;
export type Row = Record<string, Cell>;

/** What a load replaces before it inserts; a load without it appends. */
export interface Replacement {
  /** Column = value or, of a STRING column, one of the values; all of them. Empty means every row of the table. */
  readonly where: Readonly<Record<string, string | readonly string[]>>;
  /** Only rows whose `column` lies in the half-open range of UTC days `[from, to)`, ISO dates. */
  readonly days?: { readonly column: string; readonly from: string; readonly to: string };
}

/** One file of newline-delimited JSON going into one raw table. Keys are column names; a missing key is NULL. */
export interface TableLoad {
  readonly table: RawTable;
  /** Path of a local NDJSON file: NUMERIC and INT64 may be strings, DATE is `YYYY-MM-DD`, TIMESTAMP is ISO 8601 with zone. */
  readonly file: string;
  readonly replace?: Replacement;
}

/** Files that DuckDB reads, whichever engine the rows are for. */
export interface FileRead {
  readonly table: RawTable;
  /** A SELECT in DuckDB's dialect, its columns named as the table's are. Nothing in it may hold message text back or sort it. */
  readonly select: string;
  /** Batches whose rows the statement gives. */
  readonly batchIds: readonly string[];
  /** Values of the statement's `$name` parameters. */
  readonly parameters: Readonly<Record<string, string | boolean | Uint8Array>>;
  /** Earlier batches of the table whose rows go. */
  readonly replace?: Replacement;
}

/** How many rows of a batch a read gave for a UTC day. */
export interface ReadCount {
  readonly batchId: string;
  readonly usageDate: string;
  readonly rows: number;
}

export interface TransformOptions {
  readonly fullRefresh?: boolean;
  readonly tags?: readonly string[];
  readonly actions?: readonly string[];
  readonly includeDependencies?: boolean;
}

export type ActionStatus = 'running' | 'done' | 'failed' | 'skipped';

export interface ActionEvent {
  /** `schema.name` without the configured prefix. */
  readonly action: string;
  readonly kind: 'table' | 'view' | 'incremental' | 'operations' | 'assertion';
  readonly status: ActionStatus;
  readonly seconds?: number;
  /** Why it failed or was skipped; for a failed assertion, the first failing rows. */
  readonly message?: string;
  readonly finished: number;
  readonly total: number;
}

export interface TransformResult {
  readonly ok: boolean;
  readonly events: readonly ActionEvent[];
}

export interface QueryResult {
  readonly columns: readonly RawColumn[];
  readonly rows: readonly Row[];
}

/** What jobs were billed for. */
export interface BilledBytes {
  /** Of the jobs that say it. */
  readonly bytes: bigint;
  /** Jobs of which it cannot be told. */
  readonly unknownJobs: number;
}

/** What stands in the way of a run, as far as looking tells. */
export interface WarehouseFault {
  readonly message: string;
  readonly remedy: string;
  /** False where a run may mend it by itself, if it is allowed to. */
  readonly isCertain: boolean;
}

/** One of the two engines. Everything above it is the same on both. */
export interface Warehouse {
  readonly engine: 'duckdb' | 'bigquery';
  /** Where the data is, for a person: a file path or `project:prefix_*`. */
  readonly location: string;
  /** Looks whether a run can work here; changes nothing. */
  findFaults(): Promise<readonly WarehouseFault[]>;
  /** Creates the raw dataset and any missing table or column. Never drops anything. */
  ensureRawTables(tables: readonly RawTable[]): Promise<void>;
  /** Lands all loads in one transaction: all of it is visible afterwards, or, after a crash, none. */
  land(loads: readonly TableLoad[]): Promise<void>;
  /**
   * Reads files into a table that has `batch_id` and `usage_date`, and lands with it, in the same transaction, what `complete`
   * gives when it is told what was read: all of it is visible afterwards, or, when it throws, none. It may not use the warehouse.
   */
  landRead(read: FileRead, complete: (counts: readonly ReadCount[]) => Promise<readonly TableLoad[]>): Promise<void>;
  /** Rows of a raw table whose columns equal the given values. For the ingesters' own state (manifests), not for business SQL. */
  readRawRows(table: RawTable, where: Readonly<Record<string, string>>): Promise<readonly Row[]>;
  /** Compiles the Dataform project and runs it: models, then assertions. A failed action skips what depends on it. */
  transform(options: TransformOptions, onEvent: (event: ActionEvent) => void): Promise<TransformResult>;
  /** A read-only statement in the engine's own dialect. `marts.x` addresses the marts on both. Anything that writes is refused. */
  query(sql: string): Promise<QueryResult>;
  /** Writes a mart (or any table `schema.name`) to a local Parquet file; decimals stay DECIMAL(38,9). */
  exportParquet(table: string, path: string): Promise<void>;
  /** What was billed since the warehouse was opened; null where nothing is billed by the byte. */
  readBilled(): Promise<BilledBytes | null>;
  close(): Promise<void>;
}
