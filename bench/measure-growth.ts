import { prepareDemo } from '../demo/build-demo.js';
import { addDays } from '../demo/days.js';
import { type Bench, say } from './bench-folder.js';
import { runStage } from './run-stage.js';
import type { ActionTime, StageResult } from './stage-types.js';

/** Days of history before the days that are added, shortest first. */
const HISTORIES = [30, 120, 365];

/** Days added one after the other: the median of what they take is the figure. */
const ADDED_DAYS = 3;

/** The UTC day after the last one that is added; the invented company ends here. */
const END = '2026-11-16';

export interface Growth {
  readonly historyDays: number;
  readonly ingestSeconds: number;
  readonly transformSeconds: number;
  readonly cpuSeconds: number;
  readonly peakMiB: number;
  /** Of the last day's transform, slowest first. */
  readonly actions: readonly ActionTime[];
}

/** What one more day costs after so many days of history, providers' reports included. */
export async function measureGrowth(bench: Bench, requestsPerDay: number): Promise<readonly Growth[]> {
  const measured: Growth[] = [];
  for (const historyDays of HISTORIES)
    measured.push(await bench.inFolder((folder) => measureOne(bench, folder, historyDays, requestsPerDay)));
  return measured;
}

async function measureOne(bench: Bench, folder: string, historyDays: number, requestsPerDay: number): Promise<Growth> {
  say(`${historyDays} days of history`);
  const firstToday = addDays(END, -ADDED_DAYS);
  const demo = await prepareDemo(folder, {
    requests: requestsPerDay * (historyDays + ADDED_DAYS),
    from: addDays(firstToday, -historyDays),
    to: END,
    today: firstToday,
    hasFaults: false,
  });
  const run = (stage: 'ingest' | 'transform'): Promise<StageResult> =>
    runStage({ stage, folder, today: demo.today(), env: { ...bench.env, ...demo.env } });
  try {
    await run('ingest');
    await run('transform');
    const added: { readonly ingest: StageResult; readonly transform: StageResult }[] = [];
    for (let day = addDays(firstToday, 1); day <= END; day = addDays(day, 1)) {
      await demo.advance(day);
      added.push({ ingest: await run('ingest'), transform: await run('transform') });
    }
    return {
      historyDays,
      ingestSeconds: median(added.map(({ ingest }) => ingest.seconds)),
      transformSeconds: median(added.map(({ transform }) => transform.seconds)),
      cpuSeconds: median(added.map(({ ingest, transform }) => ingest.cpuSeconds + transform.cpuSeconds)),
      peakMiB: Math.max(...added.flatMap(({ ingest, transform }) => [ingest.peakMiB, transform.peakMiB])),
      actions: added.at(-1)?.transform.actions ?? [],
    };
  } finally {
    await demo.close();
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
