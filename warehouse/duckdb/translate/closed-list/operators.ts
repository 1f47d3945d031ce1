import type { ClosedListEntry } from './entry.js';

const section = 'operator';
const parens = 'Comparisons do not chain, and mixing `||` with arithmetic needs parentheses.';

/** Printed by print-operator.ts; listed here for the documentation and its tests. */
export const operators: readonly ClosedListEntry[] = [
  { section, name: 'comparison', googlesql: 'a = b, <>, !=, <, <=, >, >=', duckdb: 'the same', note: parens },
  { section, name: 'IS DISTINCT FROM', googlesql: 'a IS [NOT] DISTINCT FROM b', duckdb: 'the same' },
  { section, name: 'IS', googlesql: 'a IS [NOT] NULL | TRUE | FALSE', duckdb: 'the same' },
  { section, name: 'logic', googlesql: 'a AND b, a OR b, NOT a', duckdb: 'the same' },
  { section, name: 'BETWEEN', googlesql: 'a [NOT] BETWEEN b AND c', duckdb: 'the same' },
  { section, name: 'IN', googlesql: 'a [NOT] IN (b, …), a [NOT] IN (query)', duckdb: 'the same' },
  {
    section,
    name: 'IN UNNEST',
    googlesql: 'a [NOT] IN UNNEST(x)',
    duckdb: "a IN (SELECT unnest(getvariable('x')))",
    note: 'x is a script variable.',
  },
  { section, name: 'EXISTS', googlesql: 'EXISTS (query)', duckdb: 'the same' },
  {
    section,
    name: 'LIKE',
    googlesql: 'a [NOT] LIKE b',
    duckdb: "a LIKE b [ESCAPE '\\']",
    note: 'The backslash escapes, as in GoogleSQL.',
  },
  { section, name: 'CASE', googlesql: 'CASE [a] WHEN b THEN c … [ELSE d] END', duckdb: 'the same' },
  { section, name: '+ -', googlesql: 'a + b, a - b, -a', duckdb: 'the same', note: 'Overflow is an error.' },
  {
    section,
    name: '*',
    googlesql: 'a * b',
    duckdb: 'g_numeric_multiply(a, b), or cast_to_type(a * b, a + b)',
    note: 'The first where a side is NUMERIC by its wording (cast, literal): exact, rounded half away from zero at the ninth decimal, overflow an error (from 10²⁹, or from an `a` of 10²⁰ with a fractional `b`). Otherwise the same rounding, and an error from 10²⁰.',
  },
  {
    section,
    name: '/',
    googlesql: 'a / b',
    duckdb: 'g_numeric_divide(a, b)',
    note: 'NUMERIC only, exact, rounded half away from zero at the ninth decimal; dividends up to 10¹⁹, beyond is an error. INT64 / INT64 is an error (FLOAT64 in GoogleSQL), and so is division by zero: write NULLIF(b, 0).',
  },
  { section, name: '||', googlesql: 'a || b', duckdb: 'the same' },
];
