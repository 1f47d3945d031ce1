import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { DateTime } from 'luxon';
import { type Demo, prepareDemo } from '../../demo/build-demo.js';
import { UserError } from '../../warehouse/user-error.js';
import type { Warehouse } from '../../warehouse/warehouse.js';
import { type CliIo, EXIT_DONE, EXIT_FAILED, type ExitCode } from '../cli-io.js';
import { type Config, loadConfig } from '../config.js';
import { defineCommand } from '../define-command.js';
import { exportMartAsCsv } from '../output/export-mart-as-csv.js';
import { EXPORTABLE_MARTS } from '../output/exportable-marts.js';
import { writeFileAtomically } from '../output/write-file-atomically.js';
import { parseCount } from '../parse-options.js';
import { startProgress } from '../progress.js';
import { withRunLock } from '../run-lock.js';
import { withWriter } from '../session.js';
import { runIngest, runReference } from '../steps/run-ingest.js';
import { runTransform, summarizeTransform } from '../steps/run-transform.js';
import { reportText } from './report.js';

/** An invented company from its providers' pages to its chargeback, on this machine alone. */
export const demoCommand = defineCommand({
  usage: 'demo',
  summary: 'See it work on an invented company: generate, ingest, transform, report',
  examples: [
    ['demo', 'some 200,000 requests over a hundred days into ./tokenledger-demo'],
    ['demo --dir /tmp/small --requests 20000', 'a smaller one elsewhere'],
  ],
  options: (parser) =>
    parser
      .option('dir', {
        type: 'string',
        default: './tokenledger-demo',
        requiresArg: true,
        describe: 'Folder to write to',
      })
      .option('requests', { type: 'string', requiresArg: true, describe: 'About how many requests' })
      .option('seed', { type: 'string', requiresArg: true, describe: 'Another seed gives another company history' }),
  run: async (options, io) => {
    const folder = resolve(io.workingDirectory, options.dir);
    const size = {
      ...(options.requests === undefined ? {} : { requests: parseCount('--requests', options.requests, 1) }),
      ...(options.seed === undefined ? {} : { seed: options.seed }),
    };
    await mkdir(folder, { recursive: true });
    return withRunLock(join(folder, 'demo.lock'), 'demo', io.now, async () => {
      await claimFolder(folder, size);
      const startedAt = io.monotonicMs();
      const demo = await prepare(folder, size, io);
      try {
        const code = await runDemo(demo, folder, options.json, io);
        io.writeError(`demo ${code === EXIT_DONE ? 'done' : 'FAILED'} in ${seconds(io.monotonicMs() - startedAt)}\n`);
        return code;
      } finally {
        await demo.close();
      }
    });
  },
});

interface DemoSize {
  readonly requests?: number;
  readonly seed?: string;
}

/** One folder holds one company: logs of another size or seed on top of it would be a company that never was. */
async function claimFolder(folder: string, size: DemoSize): Promise<void> {
  const file = join(folder, 'demo.json');
  const wanted = JSON.stringify(size);
  const present = await readFile(file, 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  );
  if (present === undefined) await writeFileAtomically(file, (draft) => writeFile(draft, `${wanted}\n`));
  else if (present !== wanted) {
    throw new UserError(
      `${folder} holds a demo made with ${present}, not ${wanted}: choose another --dir, or delete the folder`,
    );
  }
}

async function prepare(folder: string, size: DemoSize, io: CliIo): Promise<Demo> {
  const progress = startProgress(io, 'generate');
  try {
    return await prepareDemo(folder, {
      ...size,
      onProgress: (finished, total) => progress.update({ finished, total, label: 'days of traffic' }),
    });
  } finally {
    progress.stop();
  }
}

async function runDemo(demo: Demo, folder: string, isJson: boolean, io: CliIo): Promise<ExitCode> {
  const config = loadConfig(demo.configPath);
  // From here on the world is the demo's: its keys, and the day on which it plays.
  const world: CliIo = { ...io, env: { ...io.env, ...demo.env }, now: () => startOfDay(demo.today()) };
  return withWriter(config, 'demo', io, async (warehouse) => {
    const reference = await runReference(config, warehouse, world);
    const sources = await runIngest(config, {}, warehouse, world);
    if (!reference.ok || !sources.ok) return EXIT_FAILED;
    const transform = await runTransform(warehouse, {}, world);
    io.writeError(`${summarizeTransform(transform)}\n`);
    // An assertion that fails is shown above and in the exit code; the tables are there to find out why.
    const isBuilt = transform.events.every(
      ({ kind, status }) => kind === 'assertion' || status === 'done' || status === 'running',
    );
    if (!isBuilt) return EXIT_FAILED;
    await writeExports(config, warehouse, join(folder, 'exports'), io);
    io.print((await reportText(config, warehouse, undefined, isJson, io)).text);
    return transform.ok ? EXIT_DONE : EXIT_FAILED;
  });
}

/** The files Finance would be sent: the chargeback as CSV, and every mart as Parquet. */
async function writeExports(config: Config, warehouse: Warehouse, folder: string, io: CliIo): Promise<void> {
  const progress = startProgress(io, 'export');
  try {
    for (const [index, mart] of EXPORTABLE_MARTS.entries()) {
      progress.update({ finished: index, total: EXPORTABLE_MARTS.length, label: mart.name });
      await writeFileAtomically(join(folder, `${mart.name}.parquet`), (draft) =>
        warehouse.exportParquet(`marts.${mart.name}`, draft),
      );
      if (mart.name !== 'chargeback_monthly') continue;
      await writeFileAtomically(join(folder, `${mart.name}.csv`), (draft) =>
        exportMartAsCsv(warehouse, mart, undefined, draft),
      );
    }
    progress.log(
      `exports are in ${relative(io.workingDirectory, folder)} (configuration ${relative(io.workingDirectory, config.file)})`,
    );
  } finally {
    progress.stop();
  }
}

function startOfDay(day: string): DateTime<true> {
  const time = DateTime.fromISO(day, { zone: 'utc' });
  if (!time.isValid) throw new Error(`the demo plays on "${day}", which is not a day`);
  return time;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)}s`;
}
