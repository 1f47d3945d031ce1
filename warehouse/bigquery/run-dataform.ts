import { spawn } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { removeFolder } from '../clean-up.js';
import { COMPILE_TIMEOUT, dataformProgram } from '../dataform/dataform-program.js';
import { installationOptions } from '../dataform/installation.js';
import type { TransformOptions } from '../warehouse.js';
import type { BigQuerySession } from './bigquery-config.js';

export interface DataformRun {
  readonly projectFolder: string;
  readonly options: TransformOptions;
  /** The id under which the run claims the transform; a dry run has none. */
  readonly runId?: string;
  readonly extra?: readonly string[];
  readonly onStdout: (line: string) => void;
  readonly onStderr: (line: string) => void;
}

/** The child ends with this process, even where it is killed: its input ends then. Dataform cancels its jobs on SIGINT alone. */
const END_WITH_PARENT = `data:text/javascript,${encodeURIComponent(
  "process.stdin.once('end', () => process.kill(process.pid, 'SIGINT')).resume().unref();",
)}`;

/** How long Dataform may take to cancel its jobs. */
const CANCEL_MS = 15_000;

/**
 * Runs the installed `dataform run` on the project and gives its exit code. When the session is stopped it is told to cancel, is
 * waited for, and the reason of the stop is thrown.
 */
export async function runDataform(session: BigQuerySession, run: DataformRun): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'tokenledger-dataform-'));
  try {
    // Holds no secret: the command finds Google's application default credentials by itself.
    const credentials = join(folder, '.df-credentials.json');
    await writeFile(
      credentials,
      JSON.stringify({ projectId: session.config.project, location: session.config.location }),
    );
    const args = [await dataformProgram(), ...writeArguments(session, run, credentials)];
    return await runToEnd(args, session.deps, run);
  } finally {
    await removeFolder(folder, session.deps.log);
  }
}

function writeArguments({ config }: BigQuerySession, run: DataformRun, credentials: string): string[] {
  const { options } = run;
  return [
    'run',
    run.projectFolder,
    `--credentials=${credentials}`,
    COMPILE_TIMEOUT,
    ...installationOptions(config, run.runId === undefined ? {} : { run_id: run.runId }),
    '--job-labels=tokenledger=transform',
    ...(options.fullRefresh === true ? ['--full-refresh'] : []),
    ...(options.tags === undefined || options.tags.length === 0 ? [] : ['--tags', ...options.tags]),
    ...(options.actions === undefined || options.actions.length === 0
      ? []
      : ['--actions', ...options.actions.map((action) => qualify(action, config))]),
    ...(options.includeDependencies === true ? ['--include-deps'] : []),
    ...(run.extra ?? []),
  ];
}

/** Dataform takes a bare name or the whole path: `marts.spend_daily` -> `my-project.tl_marts.spend_daily`. */
function qualify(action: string, { project, dataset_prefix: prefix }: BigQuerySession['config']): string {
  return action.includes('.') ? `${project}.${prefix}${action}` : action;
}

async function runToEnd(
  args: readonly string[],
  { env, stop }: BigQuerySession['deps'],
  run: DataformRun,
): Promise<number> {
  stop?.throwIfAborted();
  const child = spawn(process.execPath, ['--import', END_WITH_PARENT, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env,
  });
  createInterface({ input: child.stdout }).on('line', run.onStdout);
  createInterface({ input: child.stderr }).on('line', run.onStderr);
  let deadline: NodeJS.Timeout | undefined;
  const cancel = (): void => {
    child.kill('SIGINT');
    deadline = setTimeout(() => child.kill('SIGKILL'), CANCEL_MS);
  };
  stop?.addEventListener('abort', cancel, { once: true });
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (ended) => resolve(ended ?? 1));
    });
    stop?.throwIfAborted();
    return code;
  } finally {
    clearTimeout(deadline);
    stop?.removeEventListener('abort', cancel);
  }
}
