/** A DuckDB macro that carries a meaning DuckDB has no function for. */
interface Macro {
  readonly name: string;
  readonly signature: string;
  readonly body: string;
}

// `typeof` of a column is known when a statement is planned, so branches over it cost nothing when it runs. A parameter is
// copied wherever it is named, so bodies name theirs as seldom as they can.

const WHOLE_NUMBER = String.raw`\s*[+-]?[0-9]+\s*`;
const ISO_DATE = '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}';
const isText = (check: string): string => `typeof(x) = 'VARCHAR' AND NOT ${check}`;
const badText = (type: string): string => `error('Bad ${type} value: ' || CAST(x AS VARCHAR))`;
const isWhole = `regexp_full_match(CAST(x AS VARCHAR), '${WHOLE_NUMBER}')`;
const isDate = `regexp_full_match(CAST(x AS VARCHAR), '${ISO_DATE}')`;
const isBool = `(lower(CAST(x AS VARCHAR)) IN ('true', 'false'))`;

/** The integer a DECIMAL(38,9) is stored as. Values of 10²⁰ and more are an overflow error. */
const unscaled = (x: string): string =>
  `CAST(CAST(${x} AS DECIMAL(38,9)) * CAST(1000000000 AS DECIMAL(10,0)) AS HUGEINT)`;

/**
 * Exact division, rounded half away from zero at the ninth decimal: ten decimals of the quotient by integer division, which
 * cuts, and the tenth rounded off by the cast, which is the same as rounding the exact quotient. Dividends up to 10¹⁹.
 */
const divide = (a: string, b: string): string =>
  `CAST(CAST((${unscaled(a)} * CAST(10000000000 AS HUGEINT)) // ${unscaled(b)} AS DECIMAL(38,0)) * CAST('0.0000000001' AS DECIMAL(10,10)) AS DECIMAL(38,9))`;

export const macros: readonly Macro[] = [
  {
    name: 'g_to_int64',
    signature: '(x)',
    body: `CASE WHEN ${isText(isWhole)} THEN ${badText('int64')} ELSE CAST(x AS BIGINT) END`,
  },
  {
    name: 'g_safe_to_int64',
    signature: '(x)',
    body: `CASE WHEN ${isText(isWhole)} THEN NULL ELSE TRY_CAST(x AS BIGINT) END`,
  },
  {
    name: 'g_to_date',
    signature: '(x)',
    body: `CASE WHEN ${isText(isDate)} THEN ${badText('date')} ELSE CAST(x AS DATE) END`,
  },
  {
    name: 'g_safe_to_date',
    signature: '(x)',
    body: `CASE WHEN ${isText(isDate)} THEN NULL ELSE TRY_CAST(x AS DATE) END`,
  },
  {
    name: 'g_to_bool',
    signature: '(x)',
    body: `CASE WHEN ${isText(isBool)} THEN ${badText('bool')} ELSE CAST(x AS BOOLEAN) END`,
  },
  {
    name: 'g_safe_to_bool',
    signature: '(x)',
    body: `CASE WHEN ${isText(isBool)} THEN NULL ELSE TRY_CAST(x AS BOOLEAN) END`,
  },
  {
    name: 'g_to_string',
    signature: '(x)',
    body: String.raw`CASE
      WHEN typeof(x) LIKE 'DECIMAL%' THEN regexp_replace(regexp_replace(CAST(x AS VARCHAR), '(\.[0-9]*?)0+$', '\1'), '\.$', '')
      WHEN typeof(x) = 'TIMESTAMP WITH TIME ZONE' THEN
        CASE WHEN microsecond(TRY_CAST(CAST(x AS VARCHAR) AS TIMESTAMPTZ)) % 1000000 = 0 THEN CAST(x AS VARCHAR)
             WHEN microsecond(TRY_CAST(CAST(x AS VARCHAR) AS TIMESTAMPTZ)) % 1000 = 0
             THEN strftime(TRY_CAST(CAST(x AS VARCHAR) AS TIMESTAMPTZ), '%Y-%m-%d %H:%M:%S.%g+00')
             ELSE strftime(TRY_CAST(CAST(x AS VARCHAR) AS TIMESTAMPTZ), '%Y-%m-%d %H:%M:%S.%f+00') END
      ELSE CAST(x AS VARCHAR) END`,
  },
  {
    name: 'g_start_position',
    signature: '(text, place)',
    body: 'CASE WHEN place > 0 THEN place WHEN place = 0 THEN 1 ELSE greatest(length(text) + place + 1, 1) END',
  },
  {
    name: 'g_numeric',
    signature: '(x)',
    body: `CASE WHEN typeof(x) LIKE 'DECIMAL%' THEN CAST(x AS DECIMAL(38,9))
      ELSE CAST(error('FLOAT64 result of an INT64 argument: write CAST(… AS NUMERIC)') AS DECIMAL(38,9)) END`,
  },
  {
    name: 'g_numeric_either',
    signature: '(a, b)',
    body: `CASE WHEN typeof(a) LIKE 'DECIMAL%' OR typeof(b) LIKE 'DECIMAL%' THEN CAST(a AS DECIMAL(38,9))
      ELSE CAST(error('INT64 / INT64 is FLOAT64: write CAST(… AS NUMERIC)') AS DECIMAL(38,9)) END`,
  },
  {
    name: 'g_numeric_multiply',
    signature: '(a, b)',
    // The whole and the fractional part of b apart: only the second has more than nine decimals, and both have one sign.
    body: `CAST(CAST(a AS DECIMAL(38,9)) * trunc(CAST(b AS DECIMAL(38,9)))
      + CAST(CAST(a AS DECIMAL(38,9)) * (CAST(b AS DECIMAL(38,9)) % 1) AS DECIMAL(38,9)) AS DECIMAL(38,9))`,
  },
  { name: 'g_numeric_divide', signature: '(a, b)', body: divide('a', 'b') },
  {
    name: 'g_numeric_divide_by_nonzero',
    signature: '(a, b)',
    body: `CASE WHEN b = 0 THEN CAST(error('division by zero: write NULLIF(…, 0)') AS DECIMAL(38,9)) ELSE ${divide('a', 'b')} END`,
  },
  {
    name: 'g_div',
    signature: '(a, b)',
    // Whole operands need no scaling, which leaves NUMERIC's full range of 29 digits to them.
    body: `CASE WHEN b = 0 THEN cast_to_type(error('division by zero: DIV'), a + b)
      WHEN a % 1 = 0 AND b % 1 = 0 THEN cast_to_type(CAST(a AS HUGEINT) // CAST(b AS HUGEINT), a + b)
      ELSE cast_to_type(${unscaled('a')} // ${unscaled('b')}, a + b) END`,
  },
  {
    name: 'g_mod',
    signature: '(a, b)',
    body: `CASE WHEN b = 0 THEN cast_to_type(error('division by zero: MOD'), a + b) ELSE a % b END`,
  },
];

/** Statements that put the macros in force, in the database itself: views that use them are then readable by any client. */
export function createMacros(): readonly string[] {
  return macros.map(({ name, signature, body }) => `CREATE OR REPLACE MACRO main.${name}${signature} AS ${body}`);
}
