import { cpus, totalmem } from 'node:os';
import yargs from 'yargs';
import { growthAims, scanAims, throughputAims } from './aims.js';
import { withBench } from './bench-folder.js';
import { measureGrowth } from './measure-growth.js';
import { measureScans } from './measure-scans.js';
import { measureThroughput } from './measure-throughput.js';
import { renderAims, renderGrowth, renderProfile, renderScans, renderThroughput } from './render-figures.js';

interface SpeedOptions {
  readonly requests: number;
  readonly growthRequests: number;
  readonly profile: boolean;
  readonly json: boolean;
}

async function benchSpeed({ requests, growthRequests, profile, json }: SpeedOptions): Promise<void> {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
  const { throughput, growth } = await withBench(async (bench) => ({
    throughput: await measureThroughput(bench, requests),
    growth: growthRequests > 0 ? await measureGrowth(bench, growthRequests) : [],
  }));
  const aims = [...throughputAims(throughput, requests), ...growthAims(growth)];
  if (json) return print(JSON.stringify({ machine, requests, throughput, growth, aims }));
  const profiles = [
    renderProfile(`Slowest at ${requests} requests`, throughput.transform.actions),
    ...growth.map(({ historyDays, actions }) => renderProfile(`Slowest after ${historyDays} days`, actions)),
  ];
  print(
    `${machine}, ${requests} requests`,
    renderThroughput(throughput, requests),
    ...(growth.length > 0 ? [renderGrowth(growth)] : []),
    ...(profile ? profiles : []),
    renderAims(aims),
  );
}

async function benchBigQuery(requestsPerMonth: number, json: boolean): Promise<void> {
  const scans = await withBench((bench) => measureScans(bench, requestsPerMonth));
  const aims = scanAims(scans);
  if (json) return print(JSON.stringify({ requestsPerMonth, scans, aims }));
  print(`BigQuery, estimated for ${requestsPerMonth} requests a month`, renderScans(scans), renderAims(aims));
}

function print(...parts: readonly string[]): void {
  process.stdout.write(`${parts.join('\n\n')}\n`);
}

await yargs(process.argv.slice(2))
  .scriptName('npm run bench --')
  .option('json', { type: 'boolean', default: false, describe: 'Print the figures as JSON' })
  .command(
    '$0',
    'How fast DuckDB is',
    (command) =>
      command
        .option('requests', {
          type: 'number',
          default: 1_000_000,
          describe: 'Gateway requests from JSONL to chargeback',
        })
        .option('growth-requests', {
          type: 'number',
          default: 2_000,
          describe: 'Requests a day for the growth; 0 skips it',
        })
        .option('profile', { type: 'boolean', default: false, describe: 'Show the slowest models and assertions' }),
    (options) => benchSpeed(options),
  )
  .command(
    'bigquery',
    'How much BigQuery would read in a daily run',
    (command) =>
      command.option('requests-per-month', {
        type: 'number',
        default: 5_000_000,
        describe: 'Gateway requests a month',
      }),
    ({ requestsPerMonth, json }) => benchBigQuery(requestsPerMonth, json),
  )
  .strict()
  .parseAsync();
