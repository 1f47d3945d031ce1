import pLimit from 'p-limit';
import { removeFolder } from '../warehouse/clean-up.js';
import { UserError } from '../warehouse/user-error.js';
import { isDay } from './files/fields.js';
import { UnreachableError } from './http/explain-http-error.js';
import type {
  IngestConfig,
  IngestDeps,
  IngestFailure,
  IngestOptions,
  IngestResult,
  ReportSummary,
} from './ingest-types.js';
import { type ForgottenFile, forgetFiles } from './landing/forget-files.js';
import { createLanding, type Landing } from './landing/landing.js';
import { recordExports } from './landing/record-exports.js';
import { settleSalt } from './landing/salt.js';
import { createWorkFolder } from './landing/work-folder.js';
import { pullReport } from './pull-report.js';
import { rawTables } from './raw/raw-tables.js';
import { type SelectedSource, selectSources } from './select-sources.js';
import { createSourceContext } from './source-context.js';
import { openSource } from './sources/index.js';
import { stateFolder } from './state-folder.js';

export { type ProbedSource, probeSources } from './probe-sources.js';
export { ingestReference } from './reference/ingest-reference.js';
export { readReference } from './reference/read-reference.js';

/** Sources pulled side by side; each waits on its own provider most of the time. */
const CONCURRENT_SOURCES = 3;
const DEFAULT_TRAILING_DAYS = 3;

/**
 * Pulls the configured sources and lands what changed. A failing report or source does not stop the others; what failed is
 * in the result. Run again, it goes on where it stopped.
 */
export async function ingest(config: IngestConfig, options: IngestOptions, deps: IngestDeps): Promise<IngestResult> {
  checkOptions(options);
  const selected = selectSources(config.sources, options.sources);
  const state = stateFolder(config);
  await deps.warehouse.ensureRawTables(rawTables);
  const workFolder = createWorkFolder(state, process.pid);
  try {
    const landing = createLanding({ ...deps, workFolder });
    const context = createSourceContext(config, await settleSalt(landing, { stateFolder: state, env: deps.env }), deps);
    const reports: ReportSummary[] = [];
    const failures: IngestFailure[] = [];
    const pullSource = async ({ entry, identity }: SelectedSource) => {
      try {
        for (const report of openSource(entry, context).reports) {
          const plan = {
            today: deps.now().toISODate(),
            from: options.from,
            to: options.to,
            trailingDays: options.trailingDays ?? DEFAULT_TRAILING_DAYS,
          };
          const outcome = await pullReport({ landing, identity, report, plan, directory: config.directory, deps });
          reports.push(outcome.summary);
          failures.push(...outcome.failures);
          if (outcome.failures.some(({ error }) => error instanceof UnreachableError)) {
            deps.log(`${identity.sourceId}: its other reports are not tried, since the provider cannot be reached`);
            break;
          }
        }
      } catch (error) {
        failures.push({ sourceId: identity.sourceId, report: null, error: toError(error) });
      }
    };
    const concurrently = pLimit(CONCURRENT_SOURCES);
    await Promise.all(selected.map((source) => concurrently(() => pullSource(source))));
    return { ok: failures.length === 0, reports, failures };
  } finally {
    await removeFolder(workFolder, deps.log);
  }
}

type StateDeps = Pick<IngestDeps, 'warehouse' | 'now' | 'log' | 'codeVersion'>;

/** Takes back the landed log file that one of `names` names; what it said is gone from the raw tables, its days are open again. */
export function forget(
  config: Pick<IngestConfig, 'directory'>,
  names: readonly string[],
  deps: StateDeps,
): Promise<readonly ForgottenFile[]> {
  return withLanding(config, deps, (landing) => forgetFiles(landing, names));
}

/** Notes that the chargeback of these months, `YYYY-MM`, was exported. */
export function recordExportedMonths(
  config: Pick<IngestConfig, 'directory'>,
  periods: readonly string[],
  deps: StateDeps,
): Promise<void> {
  return withLanding(config, deps, (landing) => recordExports(landing, periods));
}

async function withLanding<Result>(
  config: Pick<IngestConfig, 'directory'>,
  deps: StateDeps,
  work: (landing: Landing) => Promise<Result>,
): Promise<Result> {
  await deps.warehouse.ensureRawTables(rawTables);
  const workFolder = createWorkFolder(stateFolder(config), process.pid);
  try {
    return await work(createLanding({ ...deps, workFolder }));
  } finally {
    await removeFolder(workFolder, deps.log);
  }
}

function checkOptions({ from, to, trailingDays }: IngestOptions): void {
  for (const [name, day] of [
    ['--from', from],
    ['--to', to],
  ] as const) {
    if (day !== undefined && !isDay(day))
      throw new UserError(`${name} ${day}: must be a UTC day that exists, YYYY-MM-DD`);
  }
  if (from !== undefined && to !== undefined && from >= to) {
    throw new UserError(`--from ${from} --to ${to}: the end is exclusive, so it must be after the start`);
  }
  if (trailingDays !== undefined && !(Number.isInteger(trailingDays) && trailingDays >= 0)) {
    throw new UserError(`--trailing-days ${trailingDays}: must be a whole number of days, 0 or more`);
  }
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
