import { withCompilableProject } from '../dataform/stage-project.js';
import type { ActionEvent, TransformOptions, TransformResult } from '../warehouse.js';
import type { BigQuerySession } from './bigquery-config.js';
import { DataformOutput, type PrintedOutcome } from './dataform-output.js';
import { DATASETS, stripPrefix } from './dataset-names.js';
import { ensureDatasets } from './datasets.js';
import { addRemedy, explained } from './explain-error.js';
import { planRun } from './plan-run.js';
import { type DataformRun, runDataform } from './run-dataform.js';
import { runStatement } from './run-statement.js';
import { RunTracker } from './run-tracker.js';
import { withRunId } from './transform-claim.js';

/** Rows of a failed assertion that are shown. */
const SHOWN_ROWS = 5;

/** Runs the project with Dataform itself: what a scheduled Dataform workflow would do, with its progress as events. */
export async function transform(
  session: BigQuerySession,
  projectFolder: string,
  options: TransformOptions,
  onEvent: (event: ActionEvent) => void,
): Promise<TransformResult> {
  await ensureDatasets(session, DATASETS);
  return withCompilableProject(projectFolder, async (folder) => {
    const planned = await planRun(session, folder, options);
    return withRunId(session, async (runId) => {
      if (options.fullRefresh === true) await forgetTransformedBatches(session);
      const tracker = new RunTracker(planned, onEvent, () => performance.now());
      return runPlan(session, { projectFolder: folder, options, runId }, tracker);
    });
  });
}

async function runPlan(
  session: BigQuerySession,
  run: Pick<DataformRun, 'projectFolder' | 'options' | 'runId'>,
  tracker: RunTracker,
): Promise<TransformResult> {
  const explanations: Promise<void>[] = [];
  const report = (printed: PrintedOutcome): void => {
    const outcome = {
      ...printed,
      action: stripPrefix(printed.action, session.config.dataset_prefix),
      ...(printed.message === undefined ? {} : { message: addRemedy(printed.message) }),
    };
    if (outcome.status === 'failed' && tracker.kindOf(outcome.action) === 'assertion')
      explanations.push(showFailingRows(session, outcome, printed.action).then((shown) => tracker.finish(shown)));
    else tracker.finish(outcome);
  };
  const stdout = new DataformOutput(report);
  const stderr = new DataformOutput(report);
  tracker.startReady();
  const code = await runDataform(session, {
    ...run,
    onStdout: (line) => stdout.readLine(line),
    onStderr: (line) => stderr.readLine(line),
  });
  stdout.close();
  stderr.close();
  await Promise.all(explanations);
  for (const { jobIds, withoutJobs } of [stdout, stderr]) {
    for (const jobId of jobIds) session.billed.addJob(jobId);
    session.billed.addUnknown(withoutJobs);
  }
  session.billed.addUnknown(tracker.unendedCount);
  const result = tracker.result();
  if (code !== 0 && result.ok) throw new Error(`dataform run ended with code ${code}: ${stderr.rest || stdout.rest}`);
  return result;
}

/** A full refresh takes in every batch again; emptied first, so that a run cut off half-way is finished by the next one. */
async function forgetTransformedBatches(session: BigQuerySession): Promise<void> {
  const { project, dataset_prefix: prefix } = session.config;
  const raw = session.client.dataset(`${prefix}raw`);
  const [exists] = await raw.table('transformed_batches').exists();
  if (!exists) return;
  await explained('emptying transformed_batches', `${project}.${raw.id}`, () =>
    runStatement(session, {
      query: `DELETE FROM \`${project}.${raw.id}.transformed_batches\` WHERE TRUE`,
      component: 'transform',
    }),
  );
}

/** Dataform says how many rows an assertion found; the assertion is a view, so they can be read. */
async function showFailingRows(
  session: BigQuerySession,
  outcome: PrintedOutcome,
  view: string,
): Promise<PrintedOutcome> {
  const query = `SELECT * FROM \`${session.config.project}.${view}\` LIMIT ${SHOWN_ROWS}`;
  try {
    const { rows } = await runStatement(session, { query, component: 'transform' });
    return { ...outcome, message: [outcome.message ?? 'failed', ...rows.map((row) => JSON.stringify(row))].join('\n') };
  } catch {
    return outcome; // The assertion's own statement is what failed: its message already says so.
  }
}
