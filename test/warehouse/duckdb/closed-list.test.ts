import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closedList } from '../../../warehouse/duckdb/translate/closed-list/closed-list.js';
import { renderClosedList } from '../../../warehouse/duckdb/translate/render-closed-list.js';
import { scalarCases } from './closed-list-cases.js';
import { queryCases } from './closed-list-queries.js';
import { openScratchDatabase, type ScratchDatabase } from './scratch-database.js';

let database: ScratchDatabase;
beforeAll(async () => {
  database = await openScratchDatabase();
});
afterAll(() => database.close());

describe('every entry of the closed list', () => {
  it('has a case, and every case an entry', () => {
    const names = [...new Set(closedList.map(({ name }) => name))].sort();
    expect([...new Set([...Object.keys(scalarCases), ...Object.keys(queryCases)])].sort()).toEqual(names);
  });

  for (const [name, cases] of Object.entries(scalarCases))
    for (const [expression, value] of cases)
      it(`${name}: ${expression}`, async () => expect(await database.value(expression)).toEqual(value));

  for (const [name, cases] of Object.entries(queryCases))
    for (const [script, rows] of cases)
      it(`${name}: ${script.slice(0, 100)}`, async () => expect(await database.run(script)).toEqual(rows));
});

describe('ERROR', () => {
  it.each([
    ["SELECT IF(x > 1, ERROR(CONCAT('no ', CAST(x AS STRING))), 'a') FROM UNNEST([1, 2]) AS x"],
    ["SELECT IF(COUNT(*) = 2, ERROR('no 2'), 0) FROM UNNEST([1, 2]) AS x"],
    [
      "CREATE TABLE IF NOT EXISTS main.e (a INT64, t TIMESTAMP); INSERT INTO main.e (a) VALUES (2); UPDATE main.e SET t = IF(a = 2, ERROR('no 2'), TIMESTAMP '2026-01-01'), a = 3 WHERE TRUE",
    ],
  ])('ends the statement with its message: %s', async (script) => {
    await expect(database.run(script)).rejects.toThrow('no 2');
  });

  it('leaves what the statement would have changed as it was', async () => {
    expect(await database.run('SELECT a, t FROM main.e')).toEqual([['2', null]]);
  });
});

describe('types', () => {
  it.each([
    ['1', 'BIGINT'],
    ["LENGTH('a')", 'BIGINT'],
    ['SIGN(1)', 'BIGINT'],
    ['(SELECT SUM(x) FROM UNNEST([1]) AS x)', 'BIGINT'],
    ['(SELECT COUNTIF(x > 1) FROM UNNEST([1]) AS x)', 'BIGINT'],
    ["(SELECT SUM(x) FROM UNNEST([NUMERIC '1']) AS x)", 'DECIMAL(38,9)'],
    ["NUMERIC '1' * NUMERIC '2'", 'DECIMAL(38,9)'],
    ["NUMERIC '1' / 3", 'DECIMAL(38,9)'],
    ["ROUND(NUMERIC '1', 2)", 'DECIMAL(38,9)'],
    ["SIGN(NUMERIC '1')", 'DECIMAL(38,9)'],
    ["DATE_TRUNC(DATE '2026-01-01', MONTH)", 'DATE'],
    ["DATE_ADD(DATE '2026-01-01', INTERVAL 1 MONTH)", 'DATE'],
    ["LAST_DAY(DATE '2026-01-01')", 'DATE'],
    ["EXTRACT(DAYOFWEEK FROM DATE '2026-01-01')", 'BIGINT'],
    ['TIMESTAMP_SECONDS(1)', 'TIMESTAMP WITH TIME ZONE'],
  ])('%s is %s', async (expression, type) => expect(await database.type(expression)).toBe(type));
});

describe('money arithmetic', () => {
  const lines = "UNNEST([STRUCT('a' AS k, NUMERIC '1' AS x), STRUCT('a', NUMERIC '0.005'), STRUCT('b', NUMERIC '2')])";

  // 1.005 rounds to 1.01, and a third of 1.005 is 0.335.
  it.each([
    [`SELECT k, ROUND(SUM(x), 2) AS r FROM ${lines} GROUP BY k HAVING r <> SUM(x)`, [['a', '1.01']]],
    [`SELECT k FROM ${lines} GROUP BY k HAVING SUM(x) / 3 < 0 OR SUM(x) * NUMERIC '2' = NUMERIC '2.01'`, [['a']]],
    [
      `SELECT ROUND(x / 3, 1) AS t, COUNT(*) AS n FROM ${lines} GROUP BY t ORDER BY t`,
      [
        ['0', '1'],
        ['0.3', '1'],
        ['0.7', '1'],
      ],
    ],
    [
      `SELECT k, SUM(x) AS s FROM ${lines} GROUP BY k QUALIFY ROW_NUMBER() OVER (ORDER BY s / 3 DESC) = 1`,
      [['b', '2']],
    ],
    [
      `SELECT k, x / SUM(x) OVER (PARTITION BY k) AS s FROM ${lines} WHERE FLOOR(x / 2) = 0 ORDER BY s`,
      [
        ['a', '0.004975124'],
        ['a', '0.995024876'],
      ],
    ],
    [`SELECT DISTINCT a.k FROM ${lines} AS a JOIN (SELECT NUMERIC '4' AS y) AS b ON a.x = b.y / 2`, [['b']]],
    [`SELECT SUM(CAST(ROUND(x * NUMERIC '100', 0) AS INT64)) FROM ${lines}`, [['301']]],
    [`SELECT (SELECT MAX(x / y.d) FROM ${lines}) FROM (SELECT 8 AS d) AS y`, [['0.25']]],
  ])('stands wherever an expression may: %s', async (script, rows) => expect(await database.run(script)).toEqual(rows));
});

describe('docs/googlesql.md', () => {
  it('is current', async () => {
    const path = fileURLToPath(new URL('../../../docs/googlesql.md', import.meta.url));
    const rendered = renderClosedList();
    if (process.env.UPDATE_DOCS === '1') await writeFile(path, rendered);
    expect(await readFile(path, 'utf8'), 'regenerate with UPDATE_DOCS=1 npx vitest run test/warehouse/duckdb').toBe(
      rendered,
    );
  });
});
