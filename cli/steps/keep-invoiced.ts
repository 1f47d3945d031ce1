import { copyFile, rm } from 'node:fs/promises';
import { formatText } from '../../report/text/format-amount.js';
import { isMissingTable } from '../../warehouse/missing-table.js';
import { openWarehouse } from '../../warehouse/open-warehouse.js';
import type { Row, TransformOptions, Warehouse } from '../../warehouse/warehouse.js';
import type { CliIo } from '../cli-io.js';
import type { Config } from '../config.js';
import { startProgress } from '../progress.js';
import { addedRestatements, describeRestatements, readRestatements } from './restated-months.js';
import { describeFailure } from './run-transform.js';

export const KEEP_INVOICED =
  'refused by --keep-invoiced: this run would move months that Finance has seen. The marts are as they were; what was ' +
  'landed stays landed, and a run without --keep-invoiced takes it in';

/**
 * What a transform would move of the months that Finance has seen, one line each, without changing a table. Months that
 * nothing opens again cannot move. Of the others DuckDB computes the answer on a copy of its file; BigQuery has no copy to
 * try it on, so there what would be computed again counts as moved.
 */
export async function findMoves(
  config: Config,
  warehouse: Warehouse,
  options: TransformOptions,
  io: CliIo,
): Promise<readonly string[]> {
  const reopened = await readReopened(warehouse, options);
  if (reopened.length === 0) return [];
  const { engine } = config;
  if (engine.type !== 'duckdb')
    return reopened.map(
      (row) =>
        `${formatText(row.period)} would be computed again, seen by ${formatText(row.seen_by)}, because of: ${formatText(row.restatement_reason)}`,
    );
  // Closed, the file holds everything; the lock of this run keeps others out until it is opened again.
  await warehouse.close();
  const path = `${engine.path}.rehearsal`;
  const remove = () => Promise.all([path, `${path}.wal`].map((file) => rm(file, { force: true })));
  // What a killed rehearsal logged belongs to another copy.
  await remove();
  try {
    await copyFile(engine.path, path);
    return await rehearse(await openWarehouse({ ...engine, path }, { log: () => {}, env: io.env }), options, io);
  } finally {
    await remove();
  }
}

async function readReopened(warehouse: Warehouse, options: TransformOptions): Promise<readonly Row[]> {
  try {
    const { rows } = await warehouse.query(
      options.fullRefresh === true
        ? `select distinct period, 'invoice or export' as seen_by, 'full refresh' as restatement_reason
           from raw.charged_months order by period`
        : 'select period, seen_by, restatement_reason from marts.reopened_months order by period',
    );
    return rows;
  } catch (error) {
    if (isMissingTable(error)) return []; // Before the first transform Finance has seen nothing.
    throw error;
  }
}

async function rehearse(copy: Warehouse, options: TransformOptions, io: CliIo): Promise<readonly string[]> {
  const progress = startProgress(io, 'rehearsal');
  try {
    const before = await readRestatements(copy);
    const { ok, events } = await copy.transform(options, ({ finished, total, action }) =>
      progress.update({ finished, total, label: action }),
    );
    const moves = describeRestatements(addedRestatements(before, await readRestatements(copy)));
    if (moves.length > 0 || ok) return moves;
    const failures = events.filter(({ status }) => status === 'failed').map(describeFailure);
    throw new Error(`the transform fails, so --keep-invoiced did not begin it:\n${failures.join('\n')}`);
  } finally {
    progress.stop();
    await copy.close();
  }
}
