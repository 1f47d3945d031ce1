import Big from 'big.js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trimDecimal } from '../../../warehouse/duckdb/read-result.js';
import { openScratchDatabase, type ScratchDatabase } from './scratch-database.js';

let database: ScratchDatabase;
beforeAll(async () => {
  database = await openScratchDatabase();
});
afterAll(() => database.close());

/** What includes/money.js writes. */
const multiply = (a: string, b: string) => `(CAST('${a}' AS NUMERIC) * CAST('${b}' AS NUMERIC))`;
const divide = (a: string, b: string) => `(CAST('${a}' AS NUMERIC) / NULLIF(CAST('${b}' AS NUMERIC), 0))`;

describe('multiplication', () => {
  it.each([
    ['0.00005', '0.00001', '0.000000001'], // 5e-10 is half of the last digit: away from zero
    ['-0.00005', '0.00001', '-0.000000001'],
    ['0.00004', '0.00001', '0'], // 4e-10 is less than half
    ['0.000000001', '0.5', '0.000000001'],
    ['1200000000', '0.0000025', '3000'], // 1.2 B tokens at $2.50 a million
    ['1200000000000', '0.000000003', '3600'],
    ['999999999999999999.999999999', '1', '999999999999999999.999999999'],
    // 10²⁷ and more still fit in NUMERIC's 29 digits before the point.
    ['10000000000000', '100000000000000.5', '1000000000000005000000000000'],
    ['99999999999999999999999999999.999999999', '1', '99999999999999999999999999999.999999999'],
  ])('%s × %s = %s', async (a, b, product) => expect(await database.value(multiply(a, b))).toBe(product));

  it('rounds products of columns the same way', async () => {
    // 1.000000001 × 1.5 = 1.5000000015: away from zero at the ninth decimal
    const rows = await database.run(
      "SELECT a * b, -a * b FROM (SELECT NUMERIC '1.000000001' AS a, NUMERIC '1.5' AS b)",
    );
    expect(rows).toEqual([['1.500000002', '-1.500000002']]);
  });

  it.each([
    ['99999999999999999999999999999', '10'],
    ['10000000000000000000000', '100000000'],
  ])('%s × %s is an error, not a wrong number', async (a, b) => {
    await expect(database.value(multiply(a, b))).rejects.toThrow(/overflow|out of range|cast/i);
  });

  it('equals exact arithmetic', async () => {
    await checkAgainstBig(multiply, (a, b) => a.times(b));
  });
});

describe('division', () => {
  it.each([
    ['1', '3', '0.333333333'],
    ['-2', '3', '-0.666666667'],
    ['0.000000005', '10', '0.000000001'], // 5e-10: half, away from zero
    ['-0.000000005', '10', '-0.000000001'],
    ['0.000000004', '10', '0'],
    ['2.5', '1000000', '0.0000025'],
    ['1000000000000000000.123456789', '7', '142857142857142857.160493827'], // …0.1604938270 rounds down
    ['1000000000000000000', '0.000000001', '1000000000000000000000000000'],
    ['99999999999999999999', '8', '12499999999999999999.875'],
    ['1', '0', null],
  ])('%s ÷ %s = %s', async (a, b, quotient) => expect(await database.value(divide(a, b))).toBe(quotient));

  it('by zero is an error unless written NULLIF', async () => {
    await expect(database.value("NUMERIC '1' / 0")).rejects.toThrow('division by zero');
    await expect(database.run('SELECT CAST(1 AS NUMERIC) / z FROM (SELECT 0 AS z)')).rejects.toThrow(
      'division by zero',
    );
  });

  it('of two INT64 is an error, because it is FLOAT64 on BigQuery', async () => {
    await expect(database.run('SELECT a / b FROM (SELECT 1 AS a, 2 AS b)')).rejects.toThrow('INT64 / INT64 is FLOAT64');
  });

  it('of NUMERIC columns needs no cast', async () => {
    expect(await database.run("SELECT a / b FROM (SELECT NUMERIC '1' AS a, 8 AS b)")).toEqual([['0.125']]);
  });

  it('that overflows is an error', async () => {
    await expect(database.value(divide('99999999999999999999999999999', '0.1'))).rejects.toThrow(
      /overflow|out of range/i,
    );
  });

  it('equals exact arithmetic', async () => {
    await checkAgainstBig(divide, (a, b) => (b.eq(0) ? null : exactQuotient(a, b)));
  });
});

it('adds up to an error past 38 digits, in sums too', async () => {
  const largest = "NUMERIC '99999999999999999999999999999.999999999'";
  await expect(database.value(`${largest} + NUMERIC '0.000000001'`)).rejects.toThrow(/overflow/i);
  await expect(database.run(`SELECT SUM(x) FROM UNNEST([${largest}, NUMERIC '1']) AS x`)).rejects.toThrow(/overflow/i);
  await expect(database.run('SELECT SUM(x) FROM UNNEST([9223372036854775807, 1]) AS x')).rejects.toThrow(
    /INT64|range|overflow/i,
  );
});

describe('rounding and whole division', () => {
  const numeric = (x: string): string => `CAST('${x}' AS NUMERIC)`;
  const whole = (a: Big, b: Big): Big => {
    const Exact = Big();
    Exact.DP = 0;
    Exact.RM = Big.roundDown;
    return new Exact(a).div(b);
  };

  it.each([
    ['2.5', '3'],
    ['-2.5', '-3'],
    ['0.499999999', '0'],
    ['-0.5', '-1'],
    ['9007199254740993', '9007199254740993'], // 2⁵³ + 1, which no float holds
    ['9007199254740992.5', '9007199254740993'],
  ])('%s as INT64 is %s', async (x, integer) => {
    expect(await database.value(`CAST(${numeric(x)} AS INT64)`)).toBe(integer);
  });

  it.each([
    ['9007199254740993', '9007199254740993'],
    ['9007199254740992.999999999', '9007199254740992'],
    ['-0.000000001', '-1'],
    ['0.999999999', '0'],
  ])('the floor of %s is %s', async (x, floor) => expect(await database.value(`FLOOR(${numeric(x)})`)).toBe(floor));

  it('equals exact arithmetic', async () => {
    const isSafe = (b: Big): boolean => !b.eq(0);
    const nonZero = (b: string): string => `IF(${numeric(b)} = 0, 1, ${numeric(b)})`;
    await checkAgainstBig(
      (a, b) => `DIV(${numeric(a)}, ${nonZero(b)})`,
      (a, b) => whole(a, isSafe(b) ? b : new Big(1)),
    );
    await checkAgainstBig(
      (a, b) => `MOD(${numeric(a)}, ${nonZero(b)})`,
      (a, b) => a.minus(whole(a, isSafe(b) ? b : new Big(1)).times(isSafe(b) ? b : 1)),
    );
    for (const digits of [0, 2, 6, 8, -2])
      await checkAgainstBig(
        (a) => `ROUND(${numeric(a)}, ${digits})`,
        (a) => a.round(digits, Big.roundHalfUp),
      );
    await checkAgainstBig(
      (a) => `FLOOR(${numeric(a)})`,
      (a) => {
        const cut = a.round(0, Big.roundDown);
        return cut.gt(a) ? cut.minus(1) : cut;
      },
    );
  });
});

function print(exact: Big): string {
  return trimDecimal(exact.round(9, Big.roundHalfUp).toFixed(9)).replace(/^-0$/, '0');
}

/** big.js rounds a quotient at `DP` decimals; forty are more than any tie at the tenth can hide behind. */
function exactQuotient(a: Big, b: Big): Big {
  const Exact = Big();
  Exact.DP = 40;
  return new Exact(a).div(new Exact(b));
}

/** Of every magnitude from the ninth decimal to 10²², whole numbers among them. */
const decimal = fc
  .tuple(
    fc.integer({ min: 0, max: 22 }),
    fc.bigInt({ min: -(10n ** 22n), max: 10n ** 22n }),
    fc.integer({ min: 0, max: 9 }),
  )
  .map(([length, digits, scale]) =>
    new Big((digits / 10n ** BigInt(22 - length)).toString()).div(`1e${scale}`).toFixed(),
  );

/** One statement for many pairs: the database is asked once. */
async function checkAgainstBig(
  write: (a: string, b: string) => string,
  compute: (a: Big, b: Big) => Big | null,
): Promise<void> {
  const isInRange = ([a, b]: readonly [string, string]): boolean =>
    new Big(a).times(b).abs().lt('1e28') && new Big(a).abs().lt('1e19') && new Big(b).abs().lt('1e19');
  const pairs = fc.sample(fc.tuple(decimal, decimal), { numRuns: 800, seed: 20261124 }).filter(isInRange);
  expect(pairs.length).toBeGreaterThan(400);
  const columns = pairs.map(([a, b], place) => `${write(a, b)} AS c${place}`);
  const [row = []] = await database.run(`SELECT ${columns.join(', ')}`);
  pairs.forEach(([a, b], place) => {
    const exact = compute(new Big(a), new Big(b));
    expect(row[place], write(a, b)).toBe(exact === null ? null : print(exact));
  });
}
