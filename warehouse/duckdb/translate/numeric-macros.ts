/** A DuckDB macro that carries a meaning DuckDB has no function for. */
export interface Macro {
  readonly name: string;
  readonly signature: string;
  readonly body: string;
}

// NUMERIC arithmetic is exact: every result is either proved by exact arithmetic or computed by it. DuckDB multiplies and
// compares 128-bit decimals fast, but takes microseconds to divide or rescale one. So most results are guessed in floating
// point, and the guess is taken only where exact multiplication and comparison show that it is the right one; the rest,
// ties among them, takes the slow exact way.

const D = 'DECIMAL(38,9)';
const LAST_DIGIT = `CAST('0.000000001' AS DECIMAL(9,9))`;

/**
 * A body in which every argument is computed once, however often `v.name` stands in it: an argument of a macro is otherwise
 * copied to each place, and a formula of formulas would grow without bound.
 */
function once(args: Readonly<Record<string, string>>, body: string): string {
  const fields = Object.entries(args).map(([name, argument]) => `${name} := ${argument}`);
  // In HAVING, DuckDB takes `v.name` for a column of the tables, but not the function that means the same.
  const read = body.replaceAll(/\bv\.(\w+)/g, "struct_extract(v, '$1')");
  return `list_transform([struct_pack(${fields.join(', ')})], lambda v: ${read})[1]`;
}

const float = (x: string): string => `CAST(${x} AS DOUBLE)`;

/** The whole number next to a float, or NULL beyond BIGINT. */
const nearest = (x: string): string => `TRY_CAST(round(${x}) AS BIGINT)`;

const decimal = (bigint: string): string => `CAST(${bigint} AS DECIMAL(19,0))`;

/** The integer a DECIMAL(38,9) is stored as; whole and fraction apart, because a DECIMAL times 10⁹ ends at 10²⁰. */
const unscaled = (x: string): string =>
  `(CAST(trunc(${x}) AS HUGEINT) * CAST(1000000000 AS HUGEINT) + CAST((${x} % 1) * CAST(1000000000 AS DECIMAL(10,0)) AS HUGEINT))`;

/**
 * a × b, rounded half away from zero at the ninth decimal. A whole factor leaves nothing to round. Otherwise the whole and
 * the fractional part of b apart: only the second product has more than nine decimals, and both have one sign.
 */
function multiply(a: string, b: string): string {
  const [wholeA, wholeB] = [nearest(float(a)), nearest(float(b))];
  return `CASE WHEN ${wholeA} = ${a} THEN ${decimal(wholeA)} * ${b}
    WHEN ${wholeB} = ${b} THEN ${a} * ${decimal(wholeB)}
    ELSE CAST(${a} * trunc(${b}) + CAST(${a} * (${b} % 1) AS ${D}) AS ${D}) END`;
}

/**
 * a ÷ b, rounded half away from zero at the ninth decimal. A guess is right when a − guess × b is less than half a last
 * digit of the quotient times b. The slow way takes ten decimals by integer division, which cuts, and rounds off the tenth.
 */
function divide(a: string, b: string): string {
  const guess = `${decimal(nearest(`${float(a)} / ${float(b)} * 1e9`))} * ${LAST_DIGIT}`;
  const rest = `abs(CAST(${a} AS DECIMAL(38,18)) - (${guess}) * ${b})`;
  const [dividend, divisor, shift] = [unscaled(a), unscaled(b), 'CAST(10000000000 AS HUGEINT)'];
  // The whole quotient first: the dividend times 10¹⁰ would end at 10¹⁹.
  const tenDecimals = `((${dividend} // ${divisor}) * ${shift} + ((${dividend} % ${divisor}) * ${shift}) // ${divisor})`;
  const exact = `CAST(CAST(${tenDecimals} AS DECIMAL(38,0)) * CAST('0.0000000001' AS DECIMAL(10,10)) AS ${D})`;
  return `CASE WHEN abs(${a}) < 1000000000 AND abs(${b}) < 1000000000
    THEN CASE WHEN 2 * ${rest} < abs(${b}) * ${LAST_DIGIT} THEN CAST(${guess} AS ${D}) ELSE ${exact} END
    ELSE ${exact} END`;
}

/** The quotient cut to a whole number, and the remainder with the sign of a; `pick` says which of the two is wanted. */
function divideWhole(pick: 'quotient' | 'remainder', name: string): string {
  const [a, b] = [`CAST(v.a AS ${D})`, `CAST(v.b AS ${D})`];
  const guess = `TRY_CAST(trunc(${float(a)} / ${float(b)}) AS BIGINT)`;
  const rest = `(${a} - ${decimal(guess)} * ${b})`;
  const isRight = `abs(${rest}) < abs(${b}) AND (${rest} = 0 OR (${rest} > 0) = (${a} > 0))`;
  const whole = pick === 'quotient' ? '//' : '%';
  const integers = `CAST(v.a AS BIGINT) ${whole} CAST(v.b AS BIGINT)`;
  const guessed = pick === 'quotient' ? decimal(guess) : rest;
  // Whole operands need no scaling, which leaves NUMERIC's full range of 29 digits to them.
  const exact =
    pick === 'quotient'
      ? `CASE WHEN ${a} % 1 = 0 AND ${b} % 1 = 0 THEN CAST(${a} AS HUGEINT) // CAST(${b} AS HUGEINT)
          ELSE ${unscaled(a)} // ${unscaled(b)} END`
      : `${a} % ${b}`;
  const typed = (result: string): string => `cast_to_type(${result}, v.a + v.b)`;
  return once(
    { a: 'a', b: 'b' },
    `CASE WHEN v.b = 0 THEN ${typed(`error('division by zero: ${name}')`)}
      WHEN typeof(v.a) = 'BIGINT' AND typeof(v.b) = 'BIGINT' THEN ${typed(integers)}
      WHEN abs(${a}) < CAST('1e28' AS ${D})
      THEN CASE WHEN ${isRight} THEN ${typed(guessed)} ELSE ${typed(exact)} END
      ELSE ${typed(exact)} END`,
  );
}

const rounded = `${decimal(nearest(`${float('v.x')} * scale`))} * unit`;
const floored = decimal(`TRY_CAST(floor(${float('v.x')}) AS BIGINT)`);
const number = { x: `CAST(x AS ${D})` };
const pair = { a: `CAST(a AS ${D})`, b: `CAST(b AS ${D})` };

export const numericMacros: readonly Macro[] = [
  { name: 'g_numeric_multiply', signature: '(a, b)', body: once(pair, multiply('v.a', 'v.b')) },
  { name: 'g_numeric_divide', signature: '(a, b)', body: once(pair, divide('v.a', 'v.b')) },
  {
    name: 'g_numeric_divide_by_nonzero',
    signature: '(a, b)',
    body: once(
      pair,
      `CASE WHEN v.b = 0 THEN CAST(error('division by zero: write NULLIF(…, 0)') AS ${D}) ELSE ${divide('v.a', 'v.b')} END`,
    ),
  },
  { name: 'g_div', signature: '(a, b)', body: divideWhole('quotient', 'DIV') },
  { name: 'g_mod', signature: '(a, b)', body: divideWhole('remainder', 'MOD') },
  {
    // To a multiple of `unit`, which is a power of ten; `scale` is its inverse as a float, `half` the half of it.
    name: 'g_numeric_round',
    signature: '(x, digits, scale, unit, half)',
    body: once(
      number,
      `CASE WHEN abs(v.x - ${rounded}) < half THEN CAST(${rounded} AS ${D}) ELSE CAST(round(v.x, digits) AS ${D}) END`,
    ),
  },
  {
    name: 'g_numeric_floor',
    signature: '(x)',
    body: once(
      number,
      `CASE WHEN v.x >= ${floored} AND v.x - ${floored} < 1 THEN CAST(${floored} AS ${D}) ELSE CAST(floor(v.x) AS ${D}) END`,
    ),
  },
  {
    name: 'g_numeric_to_int64',
    signature: '(x)',
    body: once(
      number,
      `CASE WHEN abs(v.x - ${decimal(nearest(float('v.x')))}) < CAST('0.5' AS ${D}) THEN ${nearest(float('v.x'))}
        ELSE CAST(v.x AS BIGINT) END`,
    ),
  },
];
