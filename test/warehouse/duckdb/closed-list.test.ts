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
