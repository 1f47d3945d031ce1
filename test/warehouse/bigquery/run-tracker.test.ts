import { expect, it } from 'vitest';
import { readPlan } from '../../../warehouse/bigquery/plan-run.js';
import { RunTracker } from '../../../warehouse/bigquery/run-tracker.js';
import { UserError } from '../../../warehouse/user-error.js';
import type { ActionEvent } from '../../../warehouse/warehouse.js';

const target = (schema: string, name: string) => ({ schema, name, database: 'p' });

/** changed_days -> spend (incremental) -> its assertion and a view. */
const graph = JSON.stringify({
  actions: [
    {
      type: 'table',
      tableType: 'table',
      target: target('tl_usage', 'changed_days'),
      dependencyTargets: [target('tl_raw', 'a')],
    },
    {
      type: 'table',
      tableType: 'incremental',
      target: target('tl_marts', 'spend'),
      dependencyTargets: [target('tl_usage', 'changed_days')],
    },
    {
      type: 'assertion',
      target: target('tl_assertions', 'spend_key'),
      dependencyTargets: [target('tl_marts', 'spend')],
    },
    {
      type: 'table',
      tableType: 'view',
      target: target('tl_marts', 'spend_view'),
      dependencyTargets: [target('tl_marts', 'spend'), target('tl_assertions', 'spend_key')],
    },
  ],
});

it('plans with names and kinds as people use them', () => {
  expect(readPlan(graph, 'tl_', {}).map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    'usage.changed_days table',
    'marts.spend incremental',
    'assertions.spend_key assertion',
    'marts.spend_view view',
  ]);
});

it('refuses a selection that names nothing', () => {
  expect(() => readPlan(graph, 'tl_', { actions: ['spend', 'marts.nothing'] })).toThrow(UserError);
  expect(() => readPlan('{}', 'tl_', { tags: ['nightly'] })).toThrow('no model has the tag nightly');
});

it('reports actions as running once what they depend on is done', () => {
  const events: ActionEvent[] = [];
  let now = 0;
  const tracker = new RunTracker(
    readPlan(graph, 'tl_', {}),
    (event) => events.push(event),
    () => now,
  );
  tracker.startReady();
  now = 1500;
  tracker.finish({ action: 'usage.changed_days', status: 'done' });
  tracker.finish({ action: 'marts.spend', status: 'done' });
  now = 2000;
  tracker.finish({ action: 'assertions.spend_key', status: 'failed', message: '1 row' });
  tracker.finish({ action: 'marts.spend_view', status: 'skipped' });
  const { ok } = tracker.result();
  expect(ok).toBe(false);
  expect(
    events.map(({ action, status, seconds, message, finished, total }) =>
      [action, status, seconds, message, `${finished}/${total}`].filter((part) => part !== undefined).join(' '),
    ),
  ).toEqual([
    'usage.changed_days running 0/4',
    'usage.changed_days done 1.5 1/4',
    'marts.spend running 1/4',
    'marts.spend done 0 2/4',
    'assertions.spend_key running 2/4',
    'assertions.spend_key failed 0.5 1 row 3/4',
    'marts.spend_view skipped assertions.spend_key did not succeed 4/4',
  ]);
});

it('is not ok when dataform ended before an action', () => {
  const tracker = new RunTracker(
    readPlan(graph, 'tl_', {}),
    () => undefined,
    () => 0,
  );
  tracker.finish({ action: 'usage.changed_days', status: 'done' });
  const { ok, events } = tracker.result();
  expect(ok).toBe(false);
  expect(events.at(-1)).toMatchObject({ action: 'marts.spend_view', status: 'skipped', finished: 4 });
});
