import { join } from 'node:path';
import type { DateTime } from 'luxon';
import pLimit from 'p-limit';
import type { RawTable } from '../../warehouse/raw-table.js';
import type { FileRead, ReadCount, Replacement, Row, TableLoad, Warehouse } from '../../warehouse/warehouse.js';
import { ingestBatchDays, ingestBatches, rejectedRecords } from '../raw/manifest-tables.js';
import { NdjsonFile } from './ndjson-file.js';
import { sha256Hex } from './scrubber.js';

/** Where rows go: files in the work folder, then one transaction at a time. */
export interface Landing {
  readonly now: () => DateTime<true>;
  readonly codeVersion: string;
  /** A new empty file for rows of one table. */
  createFile(table: RawTable): NdjsonFile;
  readRows(table: RawTable, where: Readonly<Record<string, string>>): Promise<readonly Row[]>;
  /** All loads in one transaction, or none. */
  land(loads: readonly TableLoad[]): Promise<void>;
  /** Files and the loads that `complete` gives, in one transaction, or none. */
  landRead(read: FileRead, complete: (counts: readonly ReadCount[]) => Promise<readonly TableLoad[]>): Promise<void>;
}

export function createLanding(deps: {
  readonly warehouse: Pick<Warehouse, 'land' | 'landRead' | 'readRawRows'>;
  readonly workFolder: string;
  readonly now: () => DateTime<true>;
  readonly codeVersion: string;
}): Landing {
  const { warehouse, workFolder, now, codeVersion } = deps;
  // Sources are pulled side by side, but an embedded warehouse takes one transaction after the other.
  const oneAtATime = pLimit(1);
  let files = 0;
  return {
    now,
    codeVersion,
    createFile: (table) => new NdjsonFile(join(workFolder, `${String(++files).padStart(6, '0')}-${table.name}.ndjson`)),
    readRows: (table, where) => oneAtATime(() => warehouse.readRawRows(table, where)),
    land: (loads) => oneAtATime(() => warehouse.land(loads)),
    landRead: (read, complete) => oneAtATime(() => warehouse.landRead(read, complete)),
  };
}

/** The manifest row of one batch; unnamed columns are NULL. */
export interface BatchManifest {
  readonly batch_id: string;
  readonly source_id: string;
  readonly source_type: string;
  readonly report: string;
  readonly account?: string | null;
  readonly gateway?: string | null;
  readonly window_from?: string;
  readonly window_to?: string;
  readonly content_hash: string | null;
  readonly file_hash?: string;
  readonly object_uri?: string;
  readonly forgotten_batch_id?: string;
  readonly rows_read: number;
  readonly rows_landed: number;
  readonly rows_rejected: number;
  readonly rows_left_out?: number;
  readonly bytes: number;
  readonly unknown_fields?: string | null;
  readonly unknown_fields_sample?: number;
  readonly reopen_from?: string | null;
  readonly started_at: string;
  readonly finished_at: string;
}

export interface BatchDay {
  readonly batch_id: string;
  readonly source_id: string;
  readonly report: string;
  readonly usage_date: string;
  readonly content_hash: string | null;
  readonly rows_landed: number;
}

/** Closed files of the manifest tables, as loads that append. */
export function manifestLoads(
  landing: Landing,
  batches: readonly BatchManifest[],
  days: readonly BatchDay[],
  rejected: readonly Row[] = [],
): TableLoad[] {
  const withVersion = batches.map((batch) => ({ ...batch, code_version: landing.codeVersion }));
  return [
    ...loadOf(landing, ingestBatches, withVersion),
    ...loadOf(
      landing,
      ingestBatchDays,
      days.map((day) => ({ ...day })),
    ),
    ...loadOf(landing, rejectedRecords, rejected),
  ];
}

function loadOf(landing: Landing, table: RawTable, rows: readonly Row[]): TableLoad[] {
  if (rows.length === 0) return [];
  return [writeLoad(landing, table, rows)];
}

export function writeLoad(landing: Landing, table: RawTable, rows: readonly Row[], replace?: Replacement): TableLoad {
  const file = landing.createFile(table);
  for (const row of rows) file.write(row);
  file.close();
  return { table, file: file.path, ...(replace === undefined ? {} : { replace }) };
}

/** A batch id that depends on what was landed, and not on the clock. */
export function batchIdOf(...parts: readonly string[]): string {
  return sha256Hex(JSON.stringify(parts)).slice(0, 32);
}

/** ISO time of now, but after the given instant: the newest batch of a report is found by this time. */
export function timeAfter(now: DateTime<true>, previous: number): string {
  return new Date(Math.max(now.toMillis(), previous + 1)).toISOString();
}
