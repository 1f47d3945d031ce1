import { prepareDemo } from '../demo/build-demo.js';
import { type Bench, say } from './bench-folder.js';
import { runStage } from './run-stage.js';
import type { StageName, StageResult } from './stage-types.js';

export interface Throughput {
  readonly landingFloor: StageResult;
  readonly workFloor: StageResult;
  readonly ingest: StageResult;
  readonly transform: StageResult;
  /** A transform of nothing with the models compiled and translated for the first time, and once more with them kept. */
  readonly firstEmptyTransform: StageResult;
  readonly nextEmptyTransform: StageResult;
}

/** JSONL on disk to chargeback_monthly, beside hand-written statements over the same files. */
export function measureThroughput(bench: Bench, requests: number): Promise<Throughput> {
  return bench.inFolder(async (folder) => {
    say(`writing ${requests} requests`);
    const demo = await prepareDemo(folder, { requests, hasFaults: false });
    const run = (stage: StageName, sources?: readonly string[]): Promise<StageResult> => {
      say(stage);
      return runStage({
        stage,
        folder,
        today: demo.today(),
        env: { ...bench.env, ...demo.env },
        ...(sources && { sources }),
      });
    };
    try {
      const firstEmptyTransform = await run('empty transform');
      const nextEmptyTransform = await run('empty transform');
      const landingFloor = await run('landing floor');
      const workFloor = await run('work floor');
      const ingest = await run('ingest', ['litellm']);
      const transform = await run('transform');
      return { firstEmptyTransform, nextEmptyTransform, landingFloor, workFloor, ingest, transform };
    } finally {
      await demo.close();
    }
  });
}
