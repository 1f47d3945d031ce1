import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import yargs from 'yargs';
import { prepareDemo } from '../demo/build-demo.js';
import { renderTable } from '../report/text/render-table.js';
import { runStage } from './run-stage.js';
import type { StageResult } from './stage.js';

/** The invented company's last day but one: the increment that the growth measurement adds. */
const LAST_DAY = '2026-11-14';

const options = await yargs(process.argv.slice(2))
  .usage('npm run bench -- [--requests 1000000] [--growth-requests 2000] [--json]')
  .option('requests', { type: 'number', default: 1_000_000, describe: 'Gateway requests from JSONL to chargeback' })
  .option('growth-requests', { type: 'number', default: 2_000, describe: 'Requests a day for the growth; 0 skips it' })
  .option('json', { type: 'boolean', default: false, describe: 'Print the figures as JSON' })
  .strict()
  .parse();

interface Throughput extends StageResult {
  readonly stage: string;
  readonly requestsPerSecond: number;
  /** Times the floor's seconds. */
  readonly timesFloor: number;
}

interface Growth {
  readonly historyDays: number;
  readonly ingestSeconds: number;
  readonly transformSeconds: number;
  readonly peakMiB: number;
  /** Times the seconds at the shortest history. */
  readonly timesShortest: number;
}

/** JSONL on disk to chargeback_monthly, beside one hand-written statement over the same files. */
async function measureThroughput(requests: number): Promise<Throughput[]> {
  return inFolder(async (folder) => {
    say(`writing ${requests} requests`);
    const demo = await prepareDemo(folder, { requests, hasFaults: false });
    const request = { folder, today: demo.today(), env: demo.env };
    try {
      say('floor');
      const floor = await runStage({ ...request, stage: 'floor' });
      say('ingest');
      const ingest = await runStage({ ...request, stage: 'ingest', sources: ['litellm'] });
      say('transform');
      const transform = await runStage({ ...request, stage: 'transform' });
      const both = {
        seconds: ingest.seconds + transform.seconds,
        peakMiB: Math.max(ingest.peakMiB, transform.peakMiB),
      };
      const line = (stage: string, { seconds, peakMiB }: StageResult): Throughput => ({
        stage,
        seconds,
        peakMiB,
        requestsPerSecond: requests / seconds,
        timesFloor: seconds / floor.seconds,
      });
      return [line('floor', floor), line('ingest', ingest), line('transform', transform), line('together', both)];
    } finally {
      await demo.close();
    }
  });
}

/** What one more day costs after so many days of history, providers' reports included. */
async function measureGrowth(requestsPerDay: number): Promise<Growth[]> {
  const measured: Omit<Growth, 'timesShortest'>[] = [];
  for (const historyDays of [30, 120, 365]) {
    measured.push(
      await inFolder(async (folder) => {
        say(`${historyDays} days of history`);
        const to = addDays(LAST_DAY, 1);
        const demo = await prepareDemo(folder, {
          requests: requestsPerDay * (historyDays + 1),
          from: addDays(LAST_DAY, -historyDays),
          to: addDays(to, 1),
          today: LAST_DAY,
          hasFaults: false,
        });
        const stage = (name: 'ingest' | 'transform') =>
          runStage({ stage: name, folder, today: demo.today(), env: demo.env });
        try {
          await stage('ingest');
          await stage('transform');
          await demo.advance(to);
          const ingest = await stage('ingest');
          const transform = await stage('transform');
          return {
            historyDays,
            ingestSeconds: ingest.seconds,
            transformSeconds: transform.seconds,
            peakMiB: Math.max(ingest.peakMiB, transform.peakMiB),
          };
        } finally {
          await demo.close();
        }
      }),
    );
  }
  const secondsOf = (growth: Omit<Growth, 'timesShortest'>) => growth.ingestSeconds + growth.transformSeconds;
  const [shortest] = measured;
  return measured.map((growth) => ({
    ...growth,
    timesShortest: shortest === undefined ? 1 : secondsOf(growth) / secondsOf(shortest),
  }));
}

function render(throughput: readonly Throughput[], growth: readonly Growth[]): string {
  const right = 'right' as const;
  const tables = [
    renderTable(
      [
        { title: 'Stage' },
        { title: 'Seconds', align: right },
        { title: 'Requests/s', align: right },
        { title: 'Peak MiB', align: right },
        { title: '× floor', align: right },
      ],
      throughput.map((line) => [
        line.stage,
        line.seconds.toFixed(1),
        line.requestsPerSecond.toFixed(0),
        line.peakMiB.toFixed(0),
        line.timesFloor.toFixed(2),
      ]),
    ),
  ];
  if (growth.length > 0) {
    tables.push(
      renderTable(
        [
          { title: 'One more day after' },
          { title: 'Ingest s', align: right },
          { title: 'Transform s', align: right },
          { title: 'Peak MiB', align: right },
          { title: '× 30 days', align: right },
        ],
        growth.map((line) => [
          `${line.historyDays} days`,
          line.ingestSeconds.toFixed(1),
          line.transformSeconds.toFixed(1),
          line.peakMiB.toFixed(0),
          line.timesShortest.toFixed(2),
        ]),
      ),
    );
  }
  return tables.join('\n\n');
}

async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'tokenledger-bench-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10);
}

function say(line: string): void {
  process.stderr.write(`${line} …\n`);
}

const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
const throughput = await measureThroughput(options.requests);
const growth = options.growthRequests > 0 ? await measureGrowth(options.growthRequests) : [];
if (options.json)
  process.stdout.write(`${JSON.stringify({ machine, requests: options.requests, throughput, growth })}\n`);
else process.stdout.write(`${machine}, ${options.requests} requests\n\n${render(throughput, growth)}\n`);
