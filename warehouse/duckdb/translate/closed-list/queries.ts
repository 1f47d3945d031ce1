import type { ClosedListEntry } from './entry.js';

const section = 'query';

/** Printed by print-query.ts, print-select.ts, print-from.ts and print-unnest.ts. */
export const queries: readonly ClosedListEntry[] = [
  {
    section,
    name: 'table',
    googlesql: '`project.dataset.table`',
    duckdb: '"dataset"."table"',
    note: 'Every name is quoted.',
  },
  { section, name: 'WITH', googlesql: 'WITH name AS (query), …', duckdb: 'the same', note: 'Not RECURSIVE.' },
  {
    section,
    name: 'SELECT',
    googlesql: 'SELECT [DISTINCT] … [FROM … WHERE … GROUP BY … HAVING … QUALIFY … WINDOW …]',
    duckdb: 'the same',
  },
  {
    section,
    name: 'SELECT *',
    googlesql: '*, t.*, * EXCEPT (a), * REPLACE (x AS a)',
    duckdb: '*, t.*, * EXCLUDE (a), * REPLACE (x AS a)',
    note: 'A bare * over JOIN … USING is refused: the engines order its columns differently.',
  },
  {
    section,
    name: 'GROUP BY',
    googlesql: 'GROUP BY a, 1, … or ALL',
    duckdb: 'the same',
    note: 'A name of the select list wins over a column of the same name. No ROLLUP, CUBE or GROUPING SETS.',
  },
  {
    section,
    name: 'ORDER BY',
    googlesql: 'ORDER BY a [ASC | DESC] [NULLS FIRST | LAST]',
    duckdb: 'the same',
    note: 'NULL stands where GoogleSQL puts it: first ascending, last descending.',
  },
  { section, name: 'LIMIT', googlesql: 'LIMIT n [OFFSET m]', duckdb: 'the same' },
  { section, name: 'set operation', googlesql: 'UNION ALL, UNION | EXCEPT | INTERSECT DISTINCT', duckdb: 'the same' },
  {
    section,
    name: 'JOIN',
    googlesql: '[INNER | LEFT | RIGHT | FULL] JOIN … ON | USING, CROSS JOIN, comma',
    duckdb: 'the same',
    note: 'No RIGHT JOIN … USING, no JOIN in parentheses.',
  },
  { section, name: 'subquery', googlesql: '(query) as a value, or in FROM', duckdb: 'the same' },
  {
    section,
    name: 'UNNEST of STRUCTs',
    googlesql: 'UNNEST([STRUCT(a AS x, …), …]) [AS name]',
    duckdb: '(SELECT unnest([a, …]) AS x, …) AS name',
    note: 'May use columns of the tables before it.',
  },
  {
    section,
    name: 'UNNEST of values',
    googlesql: 'UNNEST([a, b, …]) AS name',
    duckdb: '(SELECT unnest([a, b, …]) AS name) AS name',
  },
  {
    section,
    name: 'UNNEST of dates',
    googlesql: 'UNNEST(GENERATE_DATE_ARRAY(a, b [, INTERVAL n DAY|WEEK|MONTH])) AS name',
    duckdb: '(SELECT unnest(CAST(generate_series(a, b, INTERVAL n DAY) AS DATE[])) AS name) AS name',
  },
  {
    section,
    name: 'UNNEST of numbers',
    googlesql: 'UNNEST(GENERATE_ARRAY(a, b)) AS name',
    duckdb: '(SELECT unnest(generate_series(a, b)) AS name) AS name',
  },
];
