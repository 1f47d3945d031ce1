import type { ActionEvent, TransformOptions, TransformResult, Warehouse } from '../../warehouse/warehouse.js';
import type { CliIo } from '../cli-io.js';
import { startProgress } from '../progress.js';
import { ensureRaw } from './run-ingest.js';

/** Runs the models and their assertions, showing how far it is and everything that went wrong. */
export async function runTransform(
  warehouse: Warehouse,
  options: TransformOptions,
  io: CliIo,
): Promise<TransformResult> {
  const progress = startProgress(io, 'transform');
  try {
    progress.update({ label: 'compiling the models' });
    await ensureRaw(warehouse);
    return await warehouse.transform(options, (event) => {
      if (event.status === 'failed') progress.log(describeFailure(event));
      progress.update({ finished: event.finished, total: event.total, label: `${event.action} ${event.status}` });
    });
  } finally {
    progress.stop();
  }
}

function describeFailure({ action, kind, message }: ActionEvent): string {
  const what = kind === 'assertion' ? `assertion ${action} does not hold` : `${kind} ${action} failed`;
  return `FAILED ${what}${message === undefined ? '' : `\n  ${message.replaceAll('\n', '\n  ')}`}`;
}

/** One line that says what a transform did. */
export function summarizeTransform({ ok, events }: TransformResult): string {
  const ended = events.filter((event) => event.status !== 'running');
  const count = (status: string, isAssertion: boolean): number =>
    ended.filter((event) => event.status === status && (event.kind === 'assertion') === isAssertion).length;
  const failed = count('failed', false) + count('failed', true);
  const skipped = count('skipped', false) + count('skipped', true);
  return (
    `transform ${ok ? 'done' : 'FAILED'}: ${count('done', false)} models, ${count('done', true)} assertions hold` +
    `${failed === 0 ? '' : `, ${failed} failed`}${skipped === 0 ? '' : `, ${skipped} skipped`}`
  );
}
