import { expect, it } from 'vitest';
import { dataformGraph } from '../../../warehouse/dataform/dataform-graph.js';
import { runUnitTests } from '../../../warehouse/duckdb/run-unit-tests.js';

const test = (name: string, testQuery: string, expectedOutputQuery: string) => ({
  name,
  fileName: `definitions/tests/${name}.sqlx`,
  testQuery,
  expectedOutputQuery,
});

const run = async (...tests: readonly ReturnType<typeof test>[]) => runUnitTests(dataformGraph.parse({ tests }));

it('compares rows without regard to their order or that of their columns, and decimals exactly', async () => {
  const results = await run(
    test('order', 'SELECT 1 AS a, 2 AS b UNION ALL SELECT 3, 4', 'SELECT 4 AS b, 3 AS a UNION ALL SELECT 2, 1'),
    test('decimals', "SELECT NUMERIC '1.50' AS x", "SELECT NUMERIC '1.5' AS x"),
    test('nulls', 'SELECT CAST(NULL AS STRING) AS x', 'SELECT CAST(NULL AS STRING) AS x'),
    test('ninth', "SELECT NUMERIC '1.500000001' AS x", "SELECT NUMERIC '1.5' AS x"),
    test('twice', 'SELECT 1 AS a UNION ALL SELECT 1', 'SELECT 1 AS a'),
    test('text', "SELECT '1' AS a", "SELECT 'x' AS a"),
    test('columns', 'SELECT 1 AS a', 'SELECT 1 AS b'),
  );
  expect(results.map(({ name, ok }) => `${name}: ${ok}`)).toEqual([
    'order: true',
    'decimals: true',
    'nulls: true',
    'ninth: false',
    'twice: false',
    'text: false',
    'columns: false',
  ]);
});

it('shows what is missing and what was not expected', async () => {
  const [result] = await run(test('t', 'SELECT 1 AS a UNION ALL SELECT 2', 'SELECT 1 AS a UNION ALL SELECT 3'));
  expect(result?.difference).toBe(
    ['2 rows expected, 2 found', '  expected and missing:', '    a="3"', '  found and not expected:', '    a="2"'].join(
      '\n',
    ),
  );
});

it('reports a test that cannot run', async () => {
  const [result] = await run(test('t', 'SELECT AVG(1) AS a', 'SELECT 1 AS a'));
  expect(result).toMatchObject({ ok: false, difference: expect.stringContaining('definitions/tests/t.sqlx') });
});
