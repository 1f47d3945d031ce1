import type { ClosedListEntry } from './entry.js';

const section = 'aggregate function';

/** Printed by print-aggregate.ts; listed here for the documentation and its tests. */
export const aggregateFunctions: readonly ClosedListEntry[] = [
  {
    section,
    name: 'COUNT',
    googlesql: 'COUNT(*), COUNT(x), COUNT(DISTINCT x)',
    duckdb: 'count(*), count(x), count(DISTINCT x)',
  },
  { section, name: 'COUNTIF', googlesql: 'COUNTIF(condition)', duckdb: 'count(CASE WHEN condition THEN 1 END)' },
  {
    section,
    name: 'SUM',
    googlesql: 'SUM(x), SUM(DISTINCT x)',
    duckdb: 'cast_to_type(sum(x) + 0, any_value(x))',
    note: 'INT64 stays INT64 and NUMERIC stays NUMERIC; overflow of either is an error.',
  },
  { section, name: 'MIN', googlesql: 'MIN(x)', duckdb: 'min(x)' },
  { section, name: 'MAX', googlesql: 'MAX(x)', duckdb: 'max(x)' },
  {
    section,
    name: 'ANY_VALUE',
    googlesql: 'ANY_VALUE(x [HAVING MAX y | HAVING MIN y])',
    duckdb: 'any_value(x), arg_max_null(x, y), arg_min_null(x, y)',
  },
  { section, name: 'LOGICAL_OR', googlesql: 'LOGICAL_OR(condition)', duckdb: 'bool_or(condition)' },
  { section, name: 'LOGICAL_AND', googlesql: 'LOGICAL_AND(condition)', duckdb: 'bool_and(condition)' },
  {
    section,
    name: 'STRING_AGG',
    googlesql: 'STRING_AGG([DISTINCT] text [, delimiter] ORDER BY …)',
    duckdb: 'string_agg([DISTINCT] text, delimiter ORDER BY …)',
    note: 'ORDER BY is required: without it the result would depend on the engine.',
  },
  {
    section,
    name: 'ARRAY_AGG',
    googlesql: 'ARRAY_AGG(x [IGNORE NULLS] ORDER BY … [LIMIT n])[SAFE_OFFSET(n)]',
    duckdb: '(list(x ORDER BY …))[n + 1]',
    note: 'Only with SAFE_OFFSET or OFFSET: arrays are not values here.',
  },
];
