import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rawTables } from '../../ingest/raw/raw-tables.js';
import { DATASETS } from '../../warehouse/bigquery/dataset-names.js';
import { compileGraph } from '../../warehouse/dataform/compile-graph.js';
import { type DataformGraph, targetName } from '../../warehouse/dataform/dataform-graph.js';
import { DuckDbWarehouse } from '../../warehouse/duckdb/duckdb-warehouse.js';
import { packageRoot } from '../../warehouse/package-root.js';
import type { Row } from '../../warehouse/warehouse.js';

/** Tables of the raw dataset that only the command line reads. */
const NOT_MODELLED = ['rejected_records', 'salt_fingerprints', 'sources'];

let graph: DataformGraph;
let folder: string;
let builtColumns: readonly Row[];

beforeAll(async () => {
  graph = await compileGraph(packageRoot());
  folder = await mkdtemp(join(tmpdir(), 'tokenledger-'));
  const warehouse = new DuckDbWarehouse({ type: 'duckdb', path: join(folder, 'empty.duckdb') });
  await warehouse.ensureRawTables(rawTables);
  const result = await warehouse.transform({}, () => {});
  expect(result.events.filter(({ status }) => status === 'failed')).toEqual([]);
  const columns = await warehouse.query(
    'SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns',
  );
  builtColumns = columns.rows;
  await warehouse.close();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the models', () => {
  it('lie in the folder of their layer', () => {
    const misplaced = graph.tables.filter(
      ({ target, fileName }) => !new RegExp(`^definitions/(\\d_)?${target.schema}/`).test(fileName),
    );
    expect(misplaced.map(({ fileName }) => fileName)).toEqual([]);
  });

  it('lie in the datasets that are created for them, generated assertions too', () => {
    const { tables, operations, assertions, declarations } = graph;
    const used = [...tables, ...operations, ...assertions, ...declarations].map(({ target }) => target.schema);
    expect([...new Set(used)].sort()).toEqual([...DATASETS].sort());
  });

  it('are short enough to be read at once', async () => {
    const lengths = await Promise.all(
      graph.tables.map(async ({ fileName }) => ({
        fileName,
        lines: (await readFile(join(packageRoot(), fileName), 'utf8')).trimEnd().split('\n').length,
      })),
    );
    expect(lengths.filter(({ lines }) => lines > 150)).toEqual([]);
  });

  it('never read from a later layer', () => {
    const backward = graph.tables.flatMap(({ target, dependencyTargets }) =>
      dependencyTargets
        .filter((dependency) => DATASETS.indexOf(dependency.schema) > DATASETS.indexOf(target.schema))
        .map((dependency) => `${targetName(target)} reads ${targetName(dependency)}`),
    );
    expect(backward).toEqual([]);
  });

  it('say their grain first', () => {
    const silent = graph.tables.filter(
      ({ actionDescriptor }) => !actionDescriptor?.description?.startsWith('One row per '),
    );
    expect(silent.map(({ target }) => targetName(target))).toEqual([]);
  });

  it('assert a unique key on every table', () => {
    const keyed = new Set(
      graph.assertions
        .filter(({ target }) => target.name.includes('_uniqueKey_'))
        .flatMap(({ parentAction }) => (parentAction === undefined ? [] : [targetName(parentAction)])),
    );
    // What is kept by day has its keys counted by day; what assertions read is empty, or counts.
    const counts = graph.tables.filter(({ target }) => target.name.endsWith('_keys'));
    for (const name of counts.flatMap(({ dependencyTargets }) => dependencyTargets.map(targetName))) keyed.add(name);
    const unkeyed = graph.tables.filter(
      ({ type, target }) => type !== 'view' && target.schema !== 'assertions' && !keyed.has(targetName(target)),
    );
    expect(unkeyed.map(({ target }) => targetName(target))).toEqual([]);
  });

  it('describe exactly the columns that they select', () => {
    for (const { target, actionDescriptor } of graph.tables) {
      const described = (actionDescriptor?.columns ?? []).map(({ path }) => path.join('.')).sort();
      const selected = builtColumns
        .filter((column) => column.table_schema === target.schema && column.table_name === target.name)
        .map((column) => String(column.column_name))
        .sort();
      expect(described, targetName(target)).toEqual(selected);
    }
  });

  it('hold exact types only', () => {
    const allowed = new Set(['VARCHAR', 'BIGINT', 'BOOLEAN', 'DATE', 'TIMESTAMP WITH TIME ZONE', 'DECIMAL(38,9)']);
    const inexact = builtColumns.filter(({ data_type }) => !allowed.has(String(data_type)));
    expect(inexact).toEqual([]);
  });

  it('have the types that the dictionary gives their names', () => {
    const { typeOf } = readDictionary();
    const types: Readonly<Record<string, string>> = {
      STRING: 'VARCHAR',
      INT64: 'BIGINT',
      BOOL: 'BOOLEAN',
      DATE: 'DATE',
      TIMESTAMP: 'TIMESTAMP WITH TIME ZONE',
      NUMERIC: 'DECIMAL(38,9)',
    };
    const wrong = graph.tables.flatMap(({ target }) =>
      builtColumns
        .filter((column) => column.table_schema === target.schema && column.table_name === target.name)
        .filter(({ column_name, data_type }) => types[typeOf(String(column_name))] !== data_type)
        .map(({ table_name, column_name, data_type }) => `${table_name}.${column_name} ${data_type}`),
    );
    expect(wrong.sort()).toEqual([
      'int_unit_totals.quantity DECIMAL(38,9)',
      'unit_economics_daily.quantity DECIMAL(38,9)',
      'unit_economics_monthly.quantity DECIMAL(38,9)',
    ]);
  });

  it('declare every raw table that is landed', () => {
    const declared = graph.declarations.map(({ target }) => target.name).sort();
    const landed = rawTables.map(({ name }) => name).filter((name) => !NOT_MODELLED.includes(name));
    expect(declared).toEqual(landed.sort());
  });

  it('state each assertion of their own as a sentence', () => {
    const own = graph.assertions.filter(({ fileName }) => fileName.startsWith('definitions/assertions/'));
    expect(own.length).toBeGreaterThan(5);
    expect(own.filter(({ target }) => !target.name.startsWith('assert_'))).toEqual([]);
    expect(own.filter(({ actionDescriptor }) => !actionDescriptor?.description?.endsWith('.'))).toEqual([]);
  });
});

/** The dictionary as the models read it: Dataform's includes are CommonJS in a package of ES modules. */
function readDictionary(): { typeOf: (column: string) => string } {
  const module = { exports: {} as { typeOf: (column: string) => string } };
  new Function('module', readFileSync(join(packageRoot(), 'includes/dictionary.js'), 'utf8'))(module);
  return module.exports;
}
