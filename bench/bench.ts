import { cpus, totalmem } from 'node:os';
import yargs from 'yargs';
import { growthAims, throughputAims } from './aims.js';
import { withBench } from './bench-folder.js';
import { measureGrowth } from './measure-growth.js';
import { measureThroughput } from './measure-throughput.js';
import { renderAims, renderGrowth, renderProfile, renderThroughput } from './render-figures.js';

const options = await yargs(process.argv.slice(2))
  .usage('npm run bench -- [--requests 1000000] [--growth-requests 2000] [--profile] [--json]')
  .option('requests', { type: 'number', default: 1_000_000, describe: 'Gateway requests from JSONL to chargeback' })
  .option('growth-requests', { type: 'number', default: 2_000, describe: 'Requests a day for the growth; 0 skips it' })
  .option('profile', { type: 'boolean', default: false, describe: 'Show the slowest models and assertions' })
  .option('json', { type: 'boolean', default: false, describe: 'Print the figures as JSON' })
  .strict()
  .parse();

const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
const { requests } = options;
const { throughput, growth } = await withBench(async (bench) => ({
  throughput: await measureThroughput(bench, requests),
  growth: options.growthRequests > 0 ? await measureGrowth(bench, options.growthRequests) : [],
}));
const aims = [...throughputAims(throughput, requests), ...growthAims(growth)];
if (options.json) process.stdout.write(`${JSON.stringify({ machine, requests, throughput, growth, aims })}\n`);
else {
  const profiles = [
    renderProfile(`Slowest at ${requests} requests`, throughput.transform.actions),
    ...growth.map(({ historyDays, actions }) => renderProfile(`Slowest after ${historyDays} days`, actions)),
  ];
  const parts = [
    `${machine}, ${requests} requests`,
    renderThroughput(throughput, requests),
    ...(growth.length > 0 ? [renderGrowth(growth)] : []),
    ...(options.profile ? profiles : []),
    renderAims(aims),
  ];
  process.stdout.write(`${parts.join('\n\n')}\n`);
}
