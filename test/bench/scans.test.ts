import { describe, expect, it } from 'vitest';
import { scanGraph } from '../../bench/scans/scan-graph.js';
import { rawTable } from '../../warehouse/raw-table.js';
import { makeGraph } from '../warehouse/duckdb/graph-runs.js';

const rawTables = [
  rawTable('requests', 'usage_date:DATE gateway tokens:INT64 cost:NUMERIC', { partitionBy: 'usage_date' }),
  rawTable('teams', 'team_id team_name'),
];

/** `table(columns) filters` of every reading by a query; `view` is a view over requests. */
function read(query: string, view = 'SELECT usage_date, gateway, tokens * 2 AS twice FROM `p.raw.requests`'): string[] {
  const columns = ['usage_date', 'gateway', 'twice'].map((name) => ({ path: [name] }));
  const graph = makeGraph({
    tables: {
      'staging.view': { type: 'view', query: view, actionDescriptor: { columns } },
      'usage.model': { type: 'table', query },
    },
  });
  const statements = scanGraph(graph, rawTables, 'increment').filter(({ kind }) => kind === 'query');
  return statements.flatMap(({ scans }) =>
    scans.map(({ table, columns: names, filters }) => {
      const conditions = filters.map(({ column, variable }) => `${column}:${variable ?? 'constant'}`);
      return [`${table}(${[...names].sort().join(' ')})`, ...conditions].join(' ');
    }),
  );
}

const IN_WINDOW = 'usage_date IN UNNEST(days)';

describe('the columns that a query reads', () => {
  it.each([
    ['SELECT tokens FROM raw.requests WHERE cost > 1', 'raw.requests(cost tokens) cost:constant'],
    ['SELECT SUM(tokens) AS tokens FROM raw.requests GROUP BY gateway', 'raw.requests(gateway tokens)'],
    ['SELECT tokens AS t FROM raw.requests GROUP BY t', 'raw.requests(tokens)'],
    ['SELECT cost, tokens FROM raw.requests GROUP BY 1, 2', 'raw.requests(cost tokens)'],
    ['SELECT t FROM (SELECT tokens AS t, cost AS c FROM raw.requests)', 'raw.requests(tokens)'],
    ['SELECT DISTINCT t FROM (SELECT DISTINCT tokens AS t, cost AS c FROM raw.requests)', 'raw.requests(cost tokens)'],
    ['SELECT * EXCEPT (cost) FROM raw.requests', 'raw.requests(gateway tokens usage_date)'],
    ['SELECT * REPLACE (tokens + 1 AS cost) FROM raw.requests', 'raw.requests(gateway tokens usage_date)'],
    ['SELECT COUNT(*) AS n FROM raw.requests', 'raw.requests()'],
    ['SELECT twice FROM staging.view', 'raw.requests(tokens)'],
    [
      'SELECT m.x FROM raw.requests AS r CROSS JOIN UNNEST([STRUCT(r.tokens AS x), STRUCT(1 AS x)]) AS m',
      'raw.requests(tokens)',
    ],
    [
      'SELECT a FROM (SELECT tokens AS a, cost AS b FROM raw.requests UNION ALL SELECT 1 AS x, cost AS y FROM raw.requests)',
      'raw.requests(tokens)',
      'raw.requests()',
    ],
    [
      'SELECT r.tokens FROM raw.requests AS r JOIN raw.teams AS t ON t.team_id = r.gateway',
      'raw.requests(gateway tokens)',
      'raw.teams(team_id)',
    ],
    [
      'SELECT tokens FROM raw.requests WHERE gateway IN (SELECT team_id FROM raw.teams)',
      'raw.requests(gateway tokens)',
      'raw.teams(team_id)',
    ],
  ])('%s', (query, ...expected) => expect(read(query)).toEqual(expected));
});

describe('a CTE', () => {
  it('is read for every place that names it, and those that it names', () => {
    const query = `WITH a AS (SELECT tokens FROM raw.requests), b AS (SELECT a.tokens FROM a CROSS JOIN a AS other)
      SELECT b.tokens FROM b CROSS JOIN b AS c`;
    expect(read(query)).toHaveLength(4);
  });

  it('hides a table of its name', () => {
    expect(read('WITH teams AS (SELECT tokens FROM raw.requests) SELECT tokens FROM teams')).toEqual([
      'raw.requests(tokens)',
    ]);
  });
});

describe('a condition', () => {
  const reaches = (query: string, view?: string) => read(query, view).map((text) => text.split(') ')[1] ?? '');

  it.each([
    [`SELECT tokens FROM raw.requests WHERE ${IN_WINDOW}`],
    [`SELECT tokens FROM raw.requests WHERE tokens > 1 AND (cost = 2 OR cost = 3) AND (${IN_WINDOW})`],
    [`SELECT tokens FROM (SELECT * FROM raw.requests WHERE ${IN_WINDOW})`],
    [`SELECT SUM(tokens) AS t FROM raw.requests WHERE ${IN_WINDOW} GROUP BY gateway`],
    [`WITH a AS (SELECT usage_date AS d, tokens FROM raw.requests) SELECT tokens FROM a WHERE a.d IN UNNEST(days)`],
    [`SELECT twice FROM staging.view WHERE ${IN_WINDOW}`],
    [`SELECT r.tokens FROM raw.requests AS r JOIN raw.teams AS t ON TRUE WHERE r.${IN_WINDOW}`],
    [
      `SELECT tokens FROM (SELECT usage_date, tokens FROM raw.requests UNION ALL SELECT usage_date, tokens FROM raw.requests) WHERE ${IN_WINDOW}`,
    ],
  ])('on a script variable prunes: %s', (query) => {
    for (const found of reaches(query).filter((_, place) => read(query)[place]?.startsWith('raw.requests')))
      expect(found).toContain('usage_date:days');
  });

  it.each([
    ['SELECT tokens FROM raw.requests WHERE usage_date IN (SELECT usage_date FROM raw.requests)'],
    [`SELECT tokens FROM raw.requests WHERE tokens > 1 OR ${IN_WINDOW}`],
    ['SELECT tokens FROM raw.requests WHERE usage_date NOT IN UNNEST(days)'],
    ["SELECT tokens FROM raw.requests WHERE FORMAT_DATE('%Y-%m', usage_date) IN UNNEST(days)"],
    [`SELECT t FROM (SELECT usage_date, SUM(tokens) AS t FROM raw.requests GROUP BY usage_date) WHERE ${IN_WINDOW}`],
    [`SELECT usage_date FROM (SELECT DISTINCT usage_date FROM raw.requests) WHERE ${IN_WINDOW}`],
    [`SELECT n FROM (SELECT usage_date, SUM(tokens) OVER () AS n FROM raw.requests) WHERE ${IN_WINDOW}`],
    [`SELECT t.team_id FROM raw.teams AS t LEFT JOIN raw.requests AS r ON r.gateway = t.team_id AND r.${IN_WINDOW}`],
    [`SELECT t.team_id FROM raw.teams AS t LEFT JOIN raw.requests AS r ON TRUE WHERE r.${IN_WINDOW}`],
    [
      `SELECT twice FROM (SELECT DATE_ADD(usage_date, INTERVAL 1 DAY) AS usage_date, twice FROM staging.view) WHERE ${IN_WINDOW}`,
    ],
  ])('does not: %s', (query) => expect(reaches(query).join()).not.toContain('usage_date:'));

  it('compares with constants, too', () => {
    for (const condition of ["usage_date >= DATE '2026-01-01'", "usage_date IN (DATE '2026-01-01')"])
      expect(reaches(`SELECT tokens FROM raw.requests WHERE ${condition}`)).toEqual(['usage_date:constant']);
    expect(reaches('SELECT tokens FROM raw.requests WHERE usage_date >= gateway')).toEqual(['']);
  });
});

it('looks at every statement of a script', () => {
  const graph = makeGraph({
    tables: {
      'usage.model': {
        type: 'incremental',
        query: 'SELECT tokens FROM raw.requests',
        incrementalQuery: `SELECT tokens FROM raw.requests WHERE ${IN_WINDOW}`,
        incrementalPreOps: [
          `DECLARE days ARRAY<DATE> DEFAULT ARRAY(SELECT usage_date FROM raw.requests); BEGIN TRANSACTION; DELETE FROM raw.requests WHERE ${IN_WINDOW}`,
        ],
        incrementalPostOps: ['INSERT INTO raw.teams (team_id) SELECT gateway FROM raw.requests', 'COMMIT TRANSACTION'],
      },
    },
  });
  const scans = scanGraph(graph, rawTables, 'increment');
  expect(scans.map(({ kind, scans: [scan] }) => `${kind} ${scan?.columns.join(' ')} ${scan?.filters.length}`)).toEqual([
    'declare usage_date 0',
    'delete usage_date 1',
    'query usage_date tokens 1',
    'insert gateway 0',
  ]);
  expect(scanGraph(graph, rawTables, 'full refresh')).toHaveLength(1);
});
