import type { Cell, Row } from '../../warehouse/warehouse.js';
import { ingestBatchDays, ingestBatches } from '../raw/manifest-tables.js';
import { instantOf } from './canonical-rows.js';
import type { Landing } from './landing.js';

export interface LandedDay {
  readonly contentHash: string;
  readonly rows: number;
}

export interface LandedFile {
  readonly batchId: string;
  /** The bytes and how they were mapped. */
  readonly contentHash: string;
}

/** What is known of the earlier batches of one source and report. */
export interface LandedReport {
  /** The newest state of each UTC day. */
  readonly days: Map<string, LandedDay>;
  batchCount: number;
  /** Milliseconds; the newest batch's end, or 0. */
  lastFinished: number;
  /** Of a file, by the SHA-256 of its bytes: the batch whose rows are there, and what it was known by. */
  readonly files: Map<string, LandedFile>;
  /** UTC days of each batch of files. */
  readonly daysOfBatch: ReadonlyMap<string, readonly string[]>;
  /** The newest batch's first day and content. */
  readonly newest: { readonly windowFrom: string; readonly contentHash: string } | null;
}

export async function readLandedReport(landing: Landing, sourceId: string, report: string): Promise<LandedReport> {
  const where = { source_id: sourceId, report };
  const batches = [...(await landing.readRows(ingestBatches, where))].sort(byFinished);
  const finished = new Map(batches.map((batch) => [text(batch.batch_id), instantOf(batch.finished_at ?? null)]));
  const days = new Map<string, LandedDay>();
  const newestOf = new Map<string, number>();
  const daysOfBatch = new Map<string, string[]>();
  for (const row of await landing.readRows(ingestBatchDays, where)) {
    const day = text(row.usage_date).slice(0, 10);
    const batchId = text(row.batch_id);
    daysOfBatch.set(batchId, [...(daysOfBatch.get(batchId) ?? []), day]);
    const at = finished.get(batchId) ?? 0;
    if (at < (newestOf.get(day) ?? 0)) continue;
    newestOf.set(day, at);
    days.set(day, { contentHash: text(row.content_hash), rows: Number(row.rows_landed ?? 0) });
  }
  const last = batches.at(-1);
  return {
    days,
    batchCount: batches.length,
    lastFinished: last === undefined ? 0 : instantOf(last.finished_at ?? null),
    files: new Map(
      batches.map((batch) => [
        text(batch.file_hash),
        { batchId: text(batch.batch_id), contentHash: text(batch.content_hash) },
      ]),
    ),
    daysOfBatch,
    newest:
      last === undefined
        ? null
        : { windowFrom: text(last.window_from).slice(0, 10), contentHash: text(last.content_hash) },
  };
}

function byFinished(a: Row, b: Row): number {
  return instantOf(a.finished_at ?? null) - instantOf(b.finished_at ?? null);
}

function text(cell: Cell | undefined): string {
  return cell === null || cell === undefined ? '' : String(cell);
}
