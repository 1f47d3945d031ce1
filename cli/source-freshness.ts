import { DateTime } from 'luxon';
import { identifySource } from '../ingest/sources/index.js';
import { sumKnown } from '../report/text/format-amount.js';
import type { Row, Warehouse } from '../warehouse/warehouse.js';
import type { Config } from './config.js';

/** One configured source and how fresh its data is. */
export interface SourceFreshness {
  readonly sourceId: string;
  readonly type: string;
  /** Billing account or gateway. */
  readonly name: string;
  /** The last UTC day that all its reports have been landed through; null before the first batch. */
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
    `select source_id, report, max(window_to) as window_to, max(finished_at) as finished_at,
       sum(rows_rejected) as rows_rejected
     from raw.ingest_batches group by source_id, report order by source_id, report`,
  );
  const yesterday = now.toUTC().startOf('day').minus({ days: 1 });
  return config.sources.map((entry) => {
    const { sourceId, type, account, gateway } = identifySource(entry);
    const reports = rows.filter((row) => row.source_id === sourceId);
    // The report that is furthest behind counts: yesterday's usage without yesterday's cost is not complete.
    const landed = texts(reports, 'window_to').toSorted()[0];
    // A window ends the day after the last one landed; a list of keys is taken today, which is no day of data yet.
    const through =
      landed === undefined
        ? undefined
        : DateTime.min(dayOf(landed).minus({ days: 1 }), gateway === null ? yesterday : now);
    return {
      sourceId,
      type,
      name: account ?? gateway ?? '',
      landedThrough: through?.toISODate() ?? null,
      lastBatchAt: texts(reports, 'finished_at').toSorted().at(-1) ?? null,
      daysBehind: through === undefined ? null : Math.max(0, Math.round(yesterday.diff(through, 'days').days)),
      rowsRejected: (sumKnown(reports.map((row) => row.rows_rejected)) ?? 0).toString(),
    };
  });
}

function texts(rows: readonly Row[], column: string): string[] {
  return rows.flatMap((row) => {
    const cell = row[column];
    return typeof cell === 'string' ? [cell] : [];
  });
}

function dayOf(text: string): DateTime {
  return DateTime.fromISO(text.slice(0, 10), { zone: 'utc' });
}
