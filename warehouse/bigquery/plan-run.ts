import { z } from 'zod';
import { cacheFolder, openTextCache } from '../cache/text-cache.js';
import { hashProject } from '../dataform/hash-project.js';
import { UserError } from '../user-error.js';
import type { ActionEvent, TransformOptions } from '../warehouse.js';
import type { BigQuerySession } from './bigquery-config.js';
import { stripPrefix } from './dataset-names.js';
import { runDataform } from './run-dataform.js';

const target = z.object({ schema: z.string(), name: z.string() });

/** The execution graph that `dataform run --dry-run --json` prints, as far as it is used. */
const executionGraph = z.object({
  actions: z
    .array(
      z.object({
        type: z.string(),
        tableType: z.string().optional(),
        target,
        dependencyTargets: z.array(target).default([]),
      }),
    )
    .default([]),
});

export interface PlannedAction {
  /** `schema.name` without the installation's prefix. */
  readonly name: string;
  readonly kind: ActionEvent['kind'];
  /** Names of actions of this run only. */
  readonly dependencies: readonly string[];
}

/**
 * What a run with these options is going to do, as Dataform itself plans it: the same for the same project and options,
 * whatever the warehouse holds. Throws UserError if that is nothing.
 */
export async function planRun(
  session: BigQuerySession,
  projectFolder: string,
  options: TransformOptions,
): Promise<readonly PlannedAction[]> {
  const { config, deps } = session;
  const cache = openTextCache(cacheFolder(deps.env));
  const key = await hashProject(projectFolder, [JSON.stringify([config, options])]);
  const known = await cache.read('plan', key);
  const plan = known ?? (await printPlan(session, projectFolder, options));
  const actions = readPlan(plan, config.dataset_prefix, options);
  if (known === undefined) await cache.write('plan', key, plan);
  return actions;
}

async function printPlan(session: BigQuerySession, projectFolder: string, options: TransformOptions): Promise<string> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const code = await runDataform(session, {
    projectFolder,
    options,
    extra: ['--dry-run', '--json'],
    onStdout: (line) => stdout.push(line),
    onStderr: (line) => stderr.push(line),
  });
  if (code !== 0)
    throw new Error(`dataform could not plan the run of ${projectFolder}:\n${[...stdout, ...stderr].join('\n')}`);
  // Without the statements and what Dataform read of the warehouse's tables.
  return JSON.stringify(executionGraph.parse(JSON.parse(stdout.join('\n'))));
}

export function readPlan(json: string, prefix: string, options: TransformOptions): readonly PlannedAction[] {
  const { actions } = executionGraph.parse(JSON.parse(json));
  const nameOf = ({ schema, name }: z.infer<typeof target>): string => stripPrefix(`${schema}.${name}`, prefix);
  const names = new Set(actions.map((action) => nameOf(action.target)));
  const unknown = (options.actions ?? []).filter((asked) => ![...names].some((name) => isNamed(name, asked)));
  if (unknown.length > 0)
    throw new UserError(
      `there is no model ${unknown.join(', ')}: name it as schema.name, for example marts.spend_daily`,
    );
  if (actions.length === 0)
    throw new UserError(`no model has the tag ${(options.tags ?? []).join(', ')}: "dataform compile" lists the tags`);
  return actions.map((action) => ({
    name: nameOf(action.target),
    kind: kindOf(action.type, action.tableType),
    dependencies: action.dependencyTargets.map(nameOf).filter((name) => names.has(name)),
  }));
}

function isNamed(name: string, asked: string): boolean {
  return name === asked || name.split('.')[1] === asked;
}

function kindOf(type: string, tableType: string | undefined): ActionEvent['kind'] {
  if (type === 'assertion') return 'assertion';
  if (type === 'operation') return 'operations';
  return tableType === 'view' || tableType === 'incremental' ? tableType : 'table';
}
