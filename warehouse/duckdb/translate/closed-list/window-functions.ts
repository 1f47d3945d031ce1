import type { ClosedListEntry } from './entry.js';

const section = 'window function';

const nulls = 'IGNORE NULLS is kept.';

/** Printed by print-window.ts; listed here for the documentation and its tests. */
export const windowFunctions: readonly ClosedListEntry[] = [
  { section, name: 'ROW_NUMBER', googlesql: 'ROW_NUMBER() OVER (…)', duckdb: 'row_number() OVER (…)' },
  { section, name: 'RANK', googlesql: 'RANK() OVER (…)', duckdb: 'rank() OVER (…)' },
  { section, name: 'DENSE_RANK', googlesql: 'DENSE_RANK() OVER (…)', duckdb: 'dense_rank() OVER (…)' },
  {
    section,
    name: 'LAG',
    googlesql: 'LAG(x [, offset [, default]]) OVER (…)',
    duckdb: 'lag(x, offset, default) OVER (…)',
  },
  {
    section,
    name: 'LEAD',
    googlesql: 'LEAD(x [, offset [, default]]) OVER (…)',
    duckdb: 'lead(x, offset, default) OVER (…)',
  },
  {
    section,
    name: 'FIRST_VALUE',
    googlesql: 'FIRST_VALUE(x [IGNORE NULLS]) OVER (…)',
    duckdb: 'first_value(x) OVER (…)',
    note: nulls,
  },
  {
    section,
    name: 'LAST_VALUE',
    googlesql: 'LAST_VALUE(x [IGNORE NULLS]) OVER (…)',
    duckdb: 'last_value(x) OVER (…)',
    note: nulls,
  },
  {
    section,
    name: 'OVER',
    googlesql: 'SUM | COUNT | COUNTIF | MIN | MAX | ANY_VALUE | LOGICAL_OR | LOGICAL_AND (…) OVER (…)',
    duckdb: 'the aggregate OVER (…)',
    note: 'PARTITION BY, ORDER BY, ROWS or RANGE frames, and named windows.',
  },
];
