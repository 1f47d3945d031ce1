import { DateTime } from 'luxon';
import { identifySource } from '../ingest/sources/index.js';
import type { Warehouse } from '../warehouse/warehouse.js';
import type { Config } from './config.js';

/** One configured source and how fresh its data is. */
export interface SourceFreshness {
  readonly sourceId: string;
  readonly type: string;
  /** Billing account or gateway. */
  readonly name: string;
  /** The last UTC day that has been landed; null before the first batch. */
  readonly landedThrough: string | null;
  /** When its newest batch was finished, ISO. */
  readonly lastBatchAt: string | null;
  /** Complete UTC days before today that are not landed yet; null where nothing is. */
  readonly daysBehind: number | null;
  readonly rowsRejected: string;
}

/** What the manifest says about every configured source, in the order of the configuration. */
export async function readSourceFreshness(
  config: Config,
  warehouse: Warehouse,
  now: DateTime,
): Promise<readonly SourceFreshness[]> {
  const { rows } = await warehouse.query(
    `select b.source_id, max(b.finished_at) as finished_at, max(b.window_to) as window_to, max(d.usage_date) as usage_date,
       sum(b.rows_rejected) as rows_rejected
     from raw.ingest_batches as b
     left join (select batch_id, max(usage_date) as usage_date from raw.ingest_batch_days group by batch_id) as d
       on d.batch_id = b.batch_id
     group by b.source_id`,
  );
  const bySource = new Map(rows.map((row) => [row.source_id, row]));
  return config.sources.map((entry) => {
    const { sourceId, type, account, gateway } = identifySource(entry);
    const row = bySource.get(sourceId);
    // Providers are pulled by window, logs by file: the window ends the day after the last one landed.
    const windowEnd = dayOf(row?.window_to)?.minus({ days: 1 });
    const landed = gateway === null ? windowEnd : (dayOf(row?.usage_date) ?? windowEnd);
    const yesterday = now.toUTC().startOf('day').minus({ days: 1 });
    return {
      sourceId,
      type,
      name: account ?? gateway ?? '',
      landedThrough: landed?.toISODate() ?? null,
      lastBatchAt: typeof row?.finished_at === 'string' ? row.finished_at : null,
      daysBehind: landed === undefined ? null : Math.max(0, Math.round(yesterday.diff(landed, 'days').days)),
      rowsRejected: String(row?.rows_rejected ?? '0'),
    };
  });
}

function dayOf(cell: unknown): DateTime | undefined {
  return typeof cell === 'string' ? DateTime.fromISO(cell.slice(0, 10), { zone: 'utc' }) : undefined;
}
