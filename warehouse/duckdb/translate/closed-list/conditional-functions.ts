import type { FunctionEntry } from './entry.js';

const section = 'conditional function';

export const conditionalFunctions: readonly FunctionEntry[] = [
  {
    section,
    name: 'IF',
    takes: [3, 3],
    googlesql: 'IF(condition, a, b)',
    duckdb: 'CASE WHEN $1 THEN $2 ELSE $3 END',
  },
  {
    section,
    name: 'COALESCE',
    takes: [1, 99],
    googlesql: 'COALESCE(a, b, …)',
    duckdb: 'coalesce($*)',
  },
  { section, name: 'IFNULL', takes: [2, 2], googlesql: 'IFNULL(a, b)', duckdb: 'coalesce($1, $2)' },
  { section, name: 'NULLIF', takes: [2, 2], googlesql: 'NULLIF(a, b)', duckdb: 'nullif($1, $2)' },
  {
    section,
    name: 'ERROR',
    takes: [1, 1],
    googlesql: 'IF(condition, ERROR(message), a)',
    duckdb: 'error($1)',
    note: 'Ends the statement, which changes nothing. For operations that refuse to run.',
  },
];
