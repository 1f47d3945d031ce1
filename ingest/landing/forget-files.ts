import { basename } from 'node:path';
import type { RawTable } from '../../warehouse/raw-table.js';
import { UserError } from '../../warehouse/user-error.js';
import type { Cell, Replacement, Row, TableLoad } from '../../warehouse/warehouse.js';
import { didYouMean } from '../files/did-you-mean.js';
import { gatewayRequests } from '../raw/gateway-tables.js';
import { ingestBatchDays, ingestBatches, rejectedRecords } from '../raw/manifest-tables.js';
import { instantOf } from './canonical-rows.js';
import {
  type BatchDay,
  type BatchManifest,
  batchIdOf,
  type Landing,
  manifestLoads,
  timeAfter,
  writeLoad,
} from './landing.js';
import { windowOf } from './log-group.js';

/** A landed file whose rows were taken back. */
export interface ForgottenFile {
  readonly batchId: string;
  readonly sourceId: string;
  /** As it was landed: relative to the configuration's folder where it lies below it. */
  readonly name: string;
  readonly rows: number;
  /** UTC days that the next transform computes again. */
  readonly days: readonly string[];
}

/**
 * Takes landed log files back, in one transaction: their rows and rejected records go, and a batch of the same bytes says so.
 * It opens their days again, and as it is the newest of the bytes, these are not known any more. `names` are ways to write
 * the one thing: a batch id or the name of a file, which may have been landed several times as it grew. Gives nothing when
 * the rows of all that they name went earlier.
 */
export async function forgetFiles(landing: Landing, names: readonly string[]): Promise<readonly ForgottenFile[]> {
  const batches = [...(await landing.readRows(ingestBatches, {}))].sort(
    (a, b) => instantOf(a.finished_at ?? null) - instantOf(b.finished_at ?? null),
  );
  const landed = batches.filter((batch) => isFile(batch) && batch.forgotten_batch_id === null);
  const chosen = landed.filter(
    (batch) => names.includes(text(batch.batch_id)) || names.includes(text(batch.object_uri)),
  );
  if (chosen.length === 0) throw new UserError(describeUnknown(names, batches, landed));
  // The newest batch of the same bytes is the one whose rows are there.
  const newest = new Map(batches.filter(isFile).map((batch) => [bytesOf(batch), text(batch.batch_id)]));
  const present = chosen.filter((batch) => newest.get(bytesOf(batch)) === text(batch.batch_id));
  if (present.length === 0) return [];

  const lastFinished = instantOf(batches.at(-1)?.finished_at ?? null);
  const time = timeAfter(landing.now(), lastFinished);
  const days: BatchDay[] = [];
  const files: ForgottenFile[] = [];
  const manifests: BatchManifest[] = [];
  for (const batch of present) {
    const batchId = text(batch.batch_id);
    const own = batchIdOf('forget', batchId);
    const identity = { batch_id: own, source_id: text(batch.source_id), report: text(batch.report) };
    const touched = (await landing.readRows(ingestBatchDays, { batch_id: batchId })).map(dayOf).sort();
    days.push(...touched.map((day) => ({ ...identity, usage_date: day, content_hash: null, rows_landed: 0 })));
    manifests.push({
      ...identity,
      source_type: text(batch.source_type),
      gateway: text(batch.gateway),
      content_hash: null,
      file_hash: text(batch.file_hash),
      object_uri: text(batch.object_uri),
      forgotten_batch_id: batchId,
      rows_read: 0,
      rows_landed: 0,
      rows_rejected: 0,
      bytes: 0,
      started_at: time,
      finished_at: time,
    });
    files.push({
      batchId,
      sourceId: identity.source_id,
      name: text(batch.object_uri),
      rows: Number(batch.rows_landed ?? 0),
      days: touched,
    });
  }
  const ids = present.map((batch) => text(batch.batch_id));
  const gateways = [...new Set(present.map((batch) => text(batch.gateway)))];
  await landing.land([
    removal(landing, gatewayRequests, { gateway: gateways, batch_id: ids }, days),
    removal(landing, rejectedRecords, { batch_id: ids }),
    ...manifestLoads(landing, manifests, days),
  ]);
  return files;
}

/** The days bound what a warehouse looks through for the rows; without one, no row was landed. */
function removal(
  landing: Landing,
  table: RawTable,
  where: Replacement['where'],
  days?: readonly BatchDay[],
): TableLoad {
  const window = days === undefined ? undefined : windowOf(days.map(({ usage_date }) => usage_date));
  return writeLoad(landing, table, [], {
    where,
    ...(window === undefined ? {} : { days: { column: 'usage_date', ...window } }),
  });
}

function describeUnknown(names: readonly string[], batches: readonly Row[], landed: readonly Row[]): string {
  const [written = ''] = names;
  const other = batches.find((batch) => text(batch.batch_id) === written);
  if (other?.forgotten_batch_id !== undefined && other.forgotten_batch_id !== null)
    return `batch ${written} is one that took a file back: there is nothing of it to forget`;
  if (other !== undefined)
    return `batch ${written} is of ${text(other.source_id)} ${text(other.report)}, not a log file: what it says is replaced by the next ingest of it`;
  const known = [...new Set(landed.map((batch) => text(batch.object_uri)))];
  const sameName = known.find((name) => basename(name) === basename(written));
  const hint =
    sameName === undefined
      ? didYouMean(written, [...known, ...landed.map((batch) => text(batch.batch_id))])
      : `; did you mean "${sameName}"?`;
  return `no landed file or batch is called "${written}"${hint || ': `tokenledger runs --json` lists both (object_uri, batch_id)'}`;
}

function isFile(batch: Row): boolean {
  return batch.file_hash !== null && batch.file_hash !== undefined;
}

function bytesOf(batch: Row): string {
  return JSON.stringify([batch.source_id, batch.report, batch.file_hash]);
}

function dayOf(row: Row): string {
  return text(row.usage_date).slice(0, 10);
}

function text(cell: Cell | undefined): string {
  return cell === null || cell === undefined ? '' : String(cell);
}
