import { formatCount } from '../report/text/format-amount.js';
import { isMissingTable } from '../warehouse/missing-table.js';
import type { Warehouse } from '../warehouse/warehouse.js';

/**
 * Says that the last transform failed or was killed half-way, so that the marts may be of two runs; null when they are of
 * one. A run fixes its batches in changed_batches before it changes a mart, and its last action marks them as transformed:
 * what is fixed and not marked was begun and not ended. What has only been landed since is not part of it.
 */
export async function readUnfinishedTransform(warehouse: Warehouse): Promise<string | null> {
  let count: string;
  try {
    const { rows } = await warehouse.query(
      `select count(*) as batch_count from usage.changed_batches as c
       left join raw.transformed_batches as t on t.batch_id = c.batch_id where t.batch_id is null`,
    );
    count = String(rows[0]?.batch_count ?? '0');
  } catch (error) {
    if (isMissingTable(error)) return null; // No transform has begun, and there is nothing to mix.
    throw error;
  }
  if (count === '0') return null;
  const batches = count === '1' ? '1 landed batch is' : `${formatCount(count)} landed batches are`;
  return (
    `the last transform did not end: the marts may be of two runs, and their figures need not agree (${batches} in some of ` +
    'them only). Run `tokenledger transform` again; it says what fails'
  );
}
