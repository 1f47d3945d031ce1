import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import type { CliIo } from '../cli/cli-io.js';
import { type Config, loadConfig } from '../cli/config.js';
import { withWarehouse } from '../cli/session.js';
import { runIngest, runReference } from '../cli/steps/run-ingest.js';
import { runTransform } from '../cli/steps/run-transform.js';
import { Stop } from '../cli/stop.js';
import { runFloor } from './run-floor.js';
import type { ActionTime, StageRequest, StageResult } from './stage-types.js';

async function runStage(request: StageRequest): Promise<readonly ActionTime[]> {
  switch (request.stage) {
    case 'landing floor':
      await runFloor(request.folder, 'landing');
      return [];
    case 'work floor':
      await runFloor(request.folder, 'chargeback');
      return [];
    case 'ingest':
      await ingest(configOf(request), request);
      return [];
    case 'transform':
      return transform(configOf(request), request);
    case 'empty transform': {
      const path = join(request.folder, 'empty.duckdb');
      await rm(path, { force: true });
      return transform({ ...configOf(request), engine: { type: 'duckdb', path } }, request);
    }
  }
}

function configOf({ folder }: StageRequest): Config {
  return loadConfig(join(folder, 'tokenledger.yaml'));
}

function ingest(config: Config, request: StageRequest): Promise<void> {
  const io = ioOf(request);
  return withWarehouse(config, io, async (warehouse) => {
    const reference = await runReference(config, warehouse, io);
    const sources = await runIngest(config, { sources: request.sources }, warehouse, io);
    if (!reference.ok || !sources.ok) throw new Error('the ingest stage failed, see above');
  });
}

function transform(config: Config, request: StageRequest): Promise<readonly ActionTime[]> {
  const io = ioOf(request);
  return withWarehouse(config, io, async (warehouse) => {
    const result = await runTransform(warehouse, {}, io);
    if (!result.ok) throw new Error('the transform stage failed, see above');
    const times = result.events.map(({ action, seconds = 0 }) => ({ action, seconds }));
    return times.filter(({ seconds }) => seconds > 0).sort((a, b) => b.seconds - a.seconds);
  });
}

function ioOf(request: StageRequest): CliIo {
  const now = DateTime.fromISO(request.today, { zone: 'utc' }) as DateTime<true>;
  return {
    print: () => {},
    printData: () => {},
    writeError: (text) => process.stderr.write(text),
    replaceLine: () => {},
    env: request.env,
    workingDirectory: request.folder,
    now: () => now,
    monotonicMs: () => performance.now(),
    isOutputTerminal: false,
    isInteractive: false,
    terminalWidth: 100,
    nodeVersion: process.versions.node,
    stop: new Stop(),
  };
}

const [input = ''] = process.argv.slice(2);
const startedAt = performance.now();
const cpuBefore = process.cpuUsage();
const actions = await runStage(JSON.parse(input) as StageRequest);
const cpu = process.cpuUsage(cpuBefore);
const result: StageResult = {
  seconds: (performance.now() - startedAt) / 1000,
  cpuSeconds: (cpu.user + cpu.system) / 1e6,
  peakMiB: process.resourceUsage().maxRSS / 1024,
  actions,
};
process.stdout.write(JSON.stringify(result));
