import type { ActionEvent, TransformOptions, TransformResult, Warehouse } from '../../warehouse/warehouse.js';
import type { CliIo } from '../cli-io.js';
import { startProgress } from '../progress.js';
import { addedRestatements, describeRestatements, type Restatements, readRestatements } from './restated-months.js';
import { ensureRaw } from './run-ingest.js';

export interface Transformed extends TransformResult {
  /** Figures of months that Finance has seen, moved by this run. */
  readonly restated: Restatements;
}

/** Runs the models and their assertions, showing how far it is, everything that went wrong, and every month that it moved. */
export async function runTransform(warehouse: Warehouse, options: TransformOptions, io: CliIo): Promise<Transformed> {
  const progress = startProgress(io, 'transform');
  try {
    progress.update({ label: 'compiling the models' });
    await ensureRaw(warehouse);
    const before = await readRestatements(warehouse);
    const result = await io.stop.orderly(() =>
      warehouse.transform(options, (event) => {
        // What is cancelled on the way out has not failed.
        if (event.status === 'failed' && !io.stop.signal.aborted) progress.log(describeFailure(event));
        progress.update({ finished: event.finished, total: event.total, label: `${event.action} ${event.status}` });
      }),
    );
    const restated = addedRestatements(before, await readRestatements(warehouse));
    for (const line of describeRestatements(restated)) progress.log(`MOVED ${line}`);
    return { ...result, restated };
  } finally {
    progress.stop();
  }
}

export function describeFailure({ action, kind, message }: ActionEvent): string {
  const what = kind === 'assertion' ? `assertion ${action} does not hold` : `${kind} ${action} failed`;
  return `FAILED ${what}${message === undefined ? '' : `\n  ${message.replaceAll('\n', '\n  ')}`}`;
}

/** One line that says what a transform did. */
export function summarizeTransform({ ok, events, restated }: Transformed): string {
  const ended = events.filter((event) => event.status !== 'running');
  const count = (status: string, isAssertion: boolean): number =>
    ended.filter((event) => event.status === status && (event.kind === 'assertion') === isAssertion).length;
  const failed = count('failed', false) + count('failed', true);
  const skipped = count('skipped', false) + count('skipped', true);
  return (
    `transform ${ok ? 'done' : 'FAILED'}: ${count('done', false)} models, ${count('done', true)} assertions hold` +
    `${failed === 0 ? '' : `, ${failed} failed`}${skipped === 0 ? '' : `, ${skipped} skipped`}` +
    describeMoved(restated)
  );
}

function describeMoved(restated: Restatements): string {
  if (restated.length === 0) return '';
  const months = [...new Set(restated.map((row) => String(row.period)))].sort();
  return `; ${restated.length === 1 ? '1 figure' : `${restated.length} figures`} that Finance has seen moved, of ${months.join(', ')} (marts.restated_months)`;
}
