import { beforeAll, describe, expect, it } from 'vitest';
import { EXPORTABLE_MARTS } from '../../cli/output/exportable-marts.js';
import { compileGraph } from '../../warehouse/dataform/compile-graph.js';
import { type DataformGraph, targetName } from '../../warehouse/dataform/dataform-graph.js';
import { packageRoot } from '../../warehouse/package-root.js';

// Two lists name the marts once more, because neither can be computed where it stands.

let graph: DataformGraph;
let marts: DataformGraph['tables'];

beforeAll(async () => {
  graph = await compileGraph(packageRoot());
  marts = graph.tables.filter(({ target }) => target.schema === 'marts');
  expect(marts.length).toBeGreaterThan(5);
});

describe('the marts', () => {
  it('and what assertions read of the changed days all come before the batches are marked', () => {
    const mark = graph.operations.find(({ target }) => target.name === 'mark_batches_transformed');
    const checked = graph.tables.filter(({ target }) => target.schema === 'assertions');
    expect(checked.length).toBeGreaterThan(5);
    const before = new Set((mark?.dependencyTargets ?? []).map(targetName));
    // An assertion comes after the table that it reads.
    for (const { target, dependencyTargets } of graph.assertions)
      if (before.has(targetName(target))) for (const table of dependencyTargets) before.add(targetName(table));
    const needed = [...marts, ...checked].map(({ target }) => targetName(target));
    expect(needed.filter((name) => !before.has(name))).toEqual([]);
  });

  it('are all of the daily run, with everything that they are built from; those by month can be built again alone', () => {
    const actions = [...graph.tables, ...graph.operations, ...graph.assertions];
    expect(actions.filter(({ tags }) => !tags.includes('daily')).map(({ target }) => targetName(target))).toEqual([]);
    const byMonth = marts.filter(
      ({ actionDescriptor, bigquery }) =>
        bigquery?.partitionBy === undefined &&
        actionDescriptor?.columns.some(({ path }) => path.join('.') === 'period'),
    );
    const monthly = graph.tables.filter(({ tags }) => tags.includes('monthly'));
    const namesOf = (tables: DataformGraph['tables']) => tables.map(({ target }) => targetName(target)).sort();
    expect(namesOf(monthly)).toEqual(namesOf(byMonth));
  });

  it('can all be exported, by a column that says the month', () => {
    const exportable = EXPORTABLE_MARTS.map(({ name, time }) => `${name} ${time}`).sort();
    const built = marts.map(({ target, actionDescriptor }) => {
      const columns = (actionDescriptor?.columns ?? []).map(({ path }) => path.join('.'));
      return `${target.name} ${columns.includes('period') ? 'period' : 'usage_date'}`;
    });
    expect(exportable).toEqual(built.sort());
  });
});
