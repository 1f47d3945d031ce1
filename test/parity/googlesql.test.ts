import { BigQuery } from '@google-cloud/bigquery';
import Big from 'big.js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openSession } from '../../warehouse/bigquery/open-session.js';
import { runStatement } from '../../warehouse/bigquery/run-statement.js';
import type { Cell } from '../../warehouse/warehouse.js';
import { scalarCases } from '../warehouse/duckdb/closed-list-cases.js';
import { queryCases } from '../warehouse/duckdb/closed-list-queries.js';
import { openScratchDatabase, type ScratchDatabase } from '../warehouse/duckdb/scratch-database.js';
import { EMULATOR_PROJECT } from './emulator/start-emulator.js';
import { EMULATOR_FAULTS } from './emulator-faults.js';

/**
 * GoogleSQL as the emulator reads it: every case that `npm test` runs on DuckDB through the translator has to give the same
 * value here, so the closed list means on DuckDB what it means to Google's own analyzer.
 */
describe('GoogleSQL', () => {
  const config = { type: 'bigquery', project: EMULATOR_PROJECT, location: 'US', dataset_prefix: '' } as const;
  const deps = { env: { BIGQUERY_EMULATOR_HOST: inject('emulatorHost') } };
  const session = openSession(config, deps);
  let duckdb: ScratchDatabase;

  beforeAll(async () => {
    expect(session.client).toBeInstanceOf(BigQuery);
    await session.client.createDataset('main');
    duckdb = await openScratchDatabase();
  });
  afterAll(() => duckdb.close());

  async function run(query: string): Promise<readonly (readonly Cell[])[]> {
    // The cases name the tables of scratch schemas; here they are in this project.
    const { columns, rows } = await runStatement(session, {
      query: query.replaceAll('p.main.', 'main.'),
      component: 'query',
    });
    return rows.map((row) => columns.map(({ name }) => row[name] ?? null));
  }

  describe('every expression of the closed list', () => {
    const cases = Object.entries(scalarCases).flatMap(([name, group]) => group.map((one) => [name, ...one] as const));
    it.each(cases)('%s: %s', async (_name, expression, value) => {
      const fault = EMULATOR_FAULTS.get(expression);
      const actual = await attempt(async () => (await run(`SELECT ${expression} AS x`))[0]?.[0] ?? null);
      if (fault === undefined) expect(actual).toEqual(value);
      else expect(actual, 'no longer wrong: remove it from the list of faults').not.toEqual(value);
    });
  });

  describe('every query and statement of the closed list', () => {
    const cases = Object.entries(queryCases).flatMap(([name, group]) => group.map((one) => [name, ...one] as const));
    it.each(cases)('%s: %s', async (_name, script, rows) => {
      const fault = EMULATOR_FAULTS.get(script);
      const actual = await attempt(() => run(script));
      if (fault === undefined) expect(actual).toEqual(rows);
      else expect(actual, 'no longer wrong: remove it from the list of faults').not.toEqual(rows);
    });
  });

  it('lists faults only of cases that exist', () => {
    const known = new Set(
      [...Object.values(scalarCases).flat(), ...Object.values(queryCases).flat()].map(([sql]) => sql),
    );
    expect([...EMULATOR_FAULTS.keys()].filter((sql) => !known.has(sql))).toEqual([]);
  });

  /** Three ways to the same digits: the emulator, DuckDB through the translator, and big.js. */
  describe('money', () => {
    it.each([
      ['product', '*', (a: Big, b: Big) => a.times(b)],
      ['quotient', '/', (a: Big, b: Big) => quotient(a, b)],
    ] as const)('%s has the same nine decimals everywhere', async (_name, operator, compute) => {
      const pairs = fc.sample(fc.tuple(decimal, nonZero), { numRuns: 300, seed: 20261124 });
      const columns = pairs.map(([a, b], place) => `NUMERIC '${a}' ${operator} NUMERIC '${b}' AS c${place}`);
      const query = `SELECT ${columns.join(', ')}`;
      const [[theirs = []], [ours = []]] = [await run(query), await duckdb.run(query)];
      const expected = pairs.map(([a, b]) => compute(new Big(a), new Big(b)).round(9, Big.roundHalfUp).toFixed());
      expect(pairs.map(([a, b], place) => `${a} ${operator} ${b} = ${theirs[place]}`)).toEqual(
        pairs.map(([a, b], place) => `${a} ${operator} ${b} = ${plain(expected[place])}`),
      );
      expect(ours).toEqual(theirs);
    });

    it.each([
      "NUMERIC '99999999999999999999999999999' * 10",
      "NUMERIC '99999999999999999999999999999' + NUMERIC '1'",
      "NUMERIC '1' / 0",
      "CAST(NUMERIC '9223372036854775808' AS INT64)",
    ])('%s is an error on both', async (expression) => {
      await expect(run(`SELECT ${expression} AS x`)).rejects.toThrow();
      await expect(duckdb.value(expression)).rejects.toThrow();
    });
  });
});

/** Up to ten digits before the point and nine after it: no product leaves NUMERIC. */
const decimal = fc
  .tuple(
    fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
    fc.integer({ min: 8, max: 9 }),
    fc.integer({ min: 0, max: 9 }),
  )
  .map(([digits, scale, cut]) => new Big(digits.toString()).div(`1e${scale}`).round(cut, Big.roundDown).toFixed());
const nonZero = decimal.filter((text) => !new Big(text).eq(0));

/** Forty decimals are more than any tie at the tenth can hide behind. */
function quotient(a: Big, b: Big): Big {
  const Exact = Big();
  Exact.DP = 40;
  return new Exact(a).div(new Exact(b));
}

function plain(text: string | undefined): string | undefined {
  return text === '-0' ? '0' : text;
}

async function attempt<Value>(work: () => Promise<Value>): Promise<Value | string> {
  try {
    return await work();
  } catch (error) {
    return `error: ${error instanceof Error ? error.message : String(error)}`;
  }
}
