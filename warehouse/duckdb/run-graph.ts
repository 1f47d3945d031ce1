import type { DuckDBConnection } from '@duckdb/node-api';
import pLimit from 'p-limit';
import type { DataformGraph } from '../dataform/dataform-graph.js';
import type { ActionEvent, ActionStatus, TransformOptions, TransformResult } from '../warehouse.js';
import { type Action, type ActionWork, graphActions } from './graph-actions.js';
import { hasRawTable } from './raw-schema.js';
import { runAction } from './run-action.js';
import { selectActions } from './select-actions.js';
import { quoteName } from './translate/names.js';
import type { Translator } from './translate/translate.js';

const STOPPED = 'the run was stopped';

export interface GraphRun {
  readonly graph: DataformGraph;
  readonly translator: Translator;
  readonly options: TransformOptions;
  /** As many actions run at once as there are connections. */
  readonly connections: readonly DuckDBConnection[];
  /** Once aborted, what runs is interrupted and nothing more is started. */
  readonly stop?: AbortSignal | undefined;
  readonly onEvent: (event: ActionEvent) => void;
  /** Text of a source file of the project, for the lines in errors. */
  readonly readText: (fileName: string) => string | undefined;
  /** A stopwatch in milliseconds. */
  readonly elapsed: () => number;
}

/**
 * Runs the selected actions, each after what it depends on. A failed action skips what depends on it and nothing else.
 * Everything is translated before anything runs, so that a model outside the closed list changes no table.
 */
export async function runGraph(run: GraphRun): Promise<TransformResult> {
  const selected = selectActions(graphActions(run.graph, run.readText), run.options);
  const works = translateAll(selected, run.translator);
  await prepare(run, selected);
  const events: ActionEvent[] = [];
  let finished = 0;
  const report = (action: Action, status: ActionStatus, details: { seconds?: number; message?: string } = {}): void => {
    if (status !== 'running') finished += 1;
    const event: ActionEvent = {
      action: action.name,
      kind: action.kind,
      status,
      ...details,
      finished,
      total: selected.length,
    };
    events.push(event);
    run.onEvent(event);
  };
  const isStopped = (): boolean => run.stop?.aborted === true;
  const free = [...run.connections];
  const limit = pLimit(run.connections.length);
  const byName = new Map(selected.map((action) => [action.name, action]));
  const outcomes = new Map<string, Promise<boolean>>();

  const start = (action: Action): Promise<boolean> => {
    const started = outcomes.get(action.name);
    if (started !== undefined) return started;
    const outcome = runAfterDependencies(action);
    outcomes.set(action.name, outcome);
    return outcome;
  };
  const runAfterDependencies = async (action: Action): Promise<boolean> => {
    const dependencies = action.dependencies.map((name) => byName.get(name)).filter((found) => found !== undefined);
    const succeeded = await Promise.all(dependencies.map(start));
    const broken = dependencies[succeeded.indexOf(false)];
    if (broken !== undefined) {
      report(action, 'skipped', { message: `${broken.name} did not succeed` });
      return false;
    }
    return limit(async () => {
      if (isStopped()) {
        report(action, 'skipped', { message: STOPPED });
        return false;
      }
      const connection = free.pop();
      if (connection === undefined) throw new Error('more actions than connections');
      const begun = run.elapsed();
      const seconds = (): number => (run.elapsed() - begun) / 1000;
      report(action, 'running');
      try {
        await runAction(connection, action, works.get(action.name) ?? never(action), run.options.fullRefresh === true);
        report(action, 'done', { seconds: seconds() });
        return true;
      } catch (error) {
        if (isStopped()) report(action, 'skipped', { message: STOPPED });
        else report(action, 'failed', { seconds: seconds(), message: `${action.file.name}: ${messageOf(error)}` });
        return false;
      } finally {
        free.push(connection);
      }
    });
  };
  const interrupt = (): void => run.connections.forEach((connection) => void connection.interrupt());
  run.stop?.addEventListener('abort', interrupt);
  const succeeded = await Promise.all(selected.map(start));
  run.stop?.removeEventListener('abort', interrupt);
  return { ok: succeeded.every((outcome) => outcome), events };
}

function translateAll(actions: readonly Action[], translator: Translator): ReadonlyMap<string, ActionWork> {
  const works = new Map<string, ActionWork>();
  const errors: unknown[] = [];
  for (const action of actions)
    try {
      works.set(action.name, action.translate(translator));
    } catch (error) {
      errors.push(error);
    }
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1)
    throw new AggregateError(
      errors,
      `${errors.length} models cannot be translated:\n${errors.map((e) => `  ${messageOf(e)}`).join('\n')}`,
    );
  return works;
}

/** Schemas, and, for a full refresh, the mark that makes a later run redo everything if this one is cut off. */
async function prepare(run: GraphRun, selected: readonly Action[]): Promise<void> {
  const [connection] = run.connections;
  if (connection === undefined) throw new Error('no connection to run the models on');
  const schemas = new Set(selected.filter(({ kind }) => kind !== 'assertion').map(({ target }) => target.schema));
  for (const schema of schemas) await connection.run(`CREATE SCHEMA IF NOT EXISTS ${quoteName(schema)}`);
  if (run.options.fullRefresh === true && (await hasRawTable(connection, 'transformed_batches')))
    await connection.run('DELETE FROM "raw"."transformed_batches"');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function never(action: Action): never {
  throw new Error(`${action.name} was not translated`);
}
