import { beforeAll, describe, expect, it } from 'vitest';
import { addDatasetPrefix } from '../../warehouse/bigquery/dataset-names.js';
import { compileGraph } from '../../warehouse/dataform/compile-graph.js';
import type { DataformGraph, DataformTarget } from '../../warehouse/dataform/dataform-graph.js';
import { type Installation, installationOptions } from '../../warehouse/dataform/installation.js';
import { packageRoot } from '../../warehouse/package-root.js';

const ACME: Installation = { project: 'acme-finops', location: 'EU', dataset_prefix: 'tl_' };
const GLOBEX: Installation = { project: 'globex-42', location: 'us-central1', dataset_prefix: 'fin_llm_' };

const compile = (installation: Installation, ...overrides: string[]): Promise<DataformGraph> =>
  compileGraph(packageRoot(), [...installationOptions(installation), ...overrides]);

let acme: DataformGraph;
let globex: DataformGraph;
let acmeDev: DataformGraph;

beforeAll(async () => {
  acme = await compile(ACME);
  globex = await compile(GLOBEX);
  acmeDev = await compile(ACME, '--schema-suffix=dev');
}, 300_000);

describe('the compiled graph', () => {
  it('has every target in the project and behind the prefix, generated assertions too', () => {
    expect(placesOf(acme)).toEqual(
      ['tl_assertions', 'tl_costs', 'tl_marts', 'tl_raw', 'tl_staging', 'tl_usage'].map(
        (name) => `acme-finops.${name}`,
      ),
    );
    expect(placesOf(globex)).toEqual(
      ['assertions', 'costs', 'marts', 'raw', 'staging', 'usage'].map((name) => `globex-42.fin_llm_${name}`),
    );
    expect(acme.assertions.filter(({ parentAction }) => parentAction !== undefined).length).toBeGreaterThan(15);
  });

  it('names no table elsewhere in any statement', () => {
    for (const graph of [acme, globex]) {
      const statements = statementsOf(graph);
      expect(new Set(statements.flatMap(placesIn))).toEqual(new Set(placesOf(graph)));
      expect(statements.filter((sql) => addDatasetPrefix(sql, 'elsewhere_') !== sql)).toEqual([]);
      expect(statements.filter((sql) => /\b(INTO|UPDATE|TABLE)\s+(?!`)\w+\./i.test(sql))).toEqual([]);
    }
  });

  it('is the same for every installation but for its names', () => {
    const renamed = JSON.stringify(acme).replaceAll('acme-finops', 'globex-42').replaceAll('tl_', 'fin_llm_');
    expect(JSON.parse(renamed)).toEqual(globex);
  });

  it('takes the suffix of a release as another set of datasets, the raw tables and what is noted in them included', () => {
    expect(placesOf(acmeDev)).toEqual(placesOf(acme).map((place) => `${place}_dev`));
    expect(new Set(statementsOf(acmeDev).flatMap(placesIn))).toEqual(new Set(placesOf(acmeDev)));
  });

  it('is refused where generated assertions would lie outside the prefix', async () => {
    await expect(compileGraph(packageRoot(), ['--vars=dataset_prefix=tl_'])).rejects.toThrow(
      /^the models do not compile:\n {2}definitions\/1_raw\/installation\.js: .*"assertions".* tl_assertions .*$/,
    );
  });

  it('is refused under an override that leaves the raw tables alone', async () => {
    await expect(compile(ACME, '--table-prefix=x')).rejects.toThrow('tablePrefix do not reach the raw tables');
  });
});

/** Every dataset that an action lies in or depends on, as `project.dataset`. */
function placesOf({ tables, operations, assertions, declarations }: DataformGraph): readonly string[] {
  const actions = [...tables, ...operations, ...assertions];
  const targets: readonly DataformTarget[] = [
    ...[...actions, ...declarations].map(({ target }) => target),
    ...actions.flatMap(({ dependencyTargets }) => dependencyTargets),
  ];
  return [...new Set(targets.map(({ database, schema }) => `${database}.${schema}`))].sort();
}

function statementsOf({ tables, operations, assertions }: DataformGraph): readonly string[] {
  return [
    ...tables.flatMap(({ query, incrementalQuery, preOps, postOps, incrementalPreOps, incrementalPostOps }) => [
      query,
      incrementalQuery ?? '',
      ...preOps,
      ...postOps,
      ...incrementalPreOps,
      ...incrementalPostOps,
    ]),
    ...operations.flatMap(({ queries }) => queries),
    ...assertions.map(({ query }) => query),
  ];
}

/** What stands as `` `project.dataset.table` ``. */
function placesIn(sql: string): readonly string[] {
  return [...sql.matchAll(/`([\w-]+\.\w+)\.\w+`/g)].map(([, place = '']) => place);
}
