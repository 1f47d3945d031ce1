import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type GraphDatabase, makeFolder, makeGraph, messageOf, openGraphDatabase, outcomes } from './graph-runs.js';

let folder: ReturnType<typeof makeFolder>;
let database: GraphDatabase;
beforeEach(async () => {
  folder = makeFolder();
  database = await openGraphDatabase(join(folder.path, 'ledger.duckdb'));
});
afterEach(() => {
  database.close();
  folder.remove();
});

const days = (...list: readonly string[]): string =>
  list.map((day) => `SELECT DATE '${day}' AS d, ${Number(day.slice(-2))} AS n`).join(' UNION ALL ');

/** A table that replaces the days of `s.changed`, written as the models write theirs. */
const daily = (query: string): Record<string, unknown> => ({
  type: 'incremental',
  query,
  incrementalQuery: `SELECT * FROM (${query}) WHERE d IN (SELECT d FROM \`p.s.changed\`)`,
  incrementalPreOps: ['BEGIN TRANSACTION; DELETE FROM `p.s.daily` WHERE d IN (SELECT d FROM `p.s.changed`)'],
  incrementalPostOps: ['COMMIT TRANSACTION'],
  dependsOn: ['s.changed'],
});

describe('a graph', () => {
  it('builds views, tables, operations and assertions in the order of their dependencies', async () => {
    const graph = makeGraph({
      assertions: { 'a.positive': { query: 'SELECT x FROM `p.s.table` WHERE x < 0', dependsOn: ['s.table'] } },
      operations: {
        's.log': {
          queries: [
            'CREATE TABLE IF NOT EXISTS `p.s.log` (x INT64)',
            'INSERT INTO `p.s.log` (x) SELECT x FROM `p.s.table`',
          ],
          dependsOn: ['s.table', 'a.positive'],
        },
      },
      tables: {
        's.table': { type: 'table', query: 'SELECT SUM(x) AS x FROM `p.s.view`', dependsOn: ['s.view'] },
        's.view': { type: 'view', query: 'SELECT 1 AS x UNION ALL SELECT 2' },
      },
    });
    const result = await database.run(graph);
    expect(result.ok).toBe(true);
    expect(outcomes(result.events)).toEqual(['s.view: done', 's.table: done', 'a.positive: done', 's.log: done']);
    expect(result.events.at(-1)).toMatchObject({ finished: 4, total: 4, kind: 'operations' });
    expect(await database.sql('SELECT x FROM s.log')).toEqual([{ x: '3' }]);
    expect(await database.sql("SELECT data_type FROM duckdb_columns() WHERE table_name = 'table'")).toEqual([
      { data_type: 'BIGINT' },
    ]);
  });

  it('skips what depends on a failed action, and nothing else', async () => {
    const graph = makeGraph({
      tables: {
        's.bad': { type: 'table', query: "SELECT CAST('x' AS INT64) AS x" },
        's.next': { type: 'table', query: 'SELECT x FROM `p.s.bad`', dependsOn: ['s.bad'] },
        's.last': { type: 'table', query: 'SELECT x FROM `p.s.next`', dependsOn: ['s.next'] },
        's.other': { type: 'table', query: 'SELECT 1 AS x' },
      },
    });
    const result = await database.run(graph);
    expect(result.ok).toBe(false);
    expect([...outcomes(result.events)].sort()).toEqual([
      's.bad: failed',
      's.last: skipped',
      's.next: skipped',
      's.other: done',
    ]);
    expect(messageOf(result.events, 's.bad')).toContain('definitions/s.bad.sqlx: ');
    expect(messageOf(result.events, 's.bad')).toContain('Bad int64 value: x');
    expect(messageOf(result.events, 's.next')).toBe('s.bad did not succeed');
  });

  it('shows the rows that break an assertion', async () => {
    const graph = makeGraph({
      tables: { 's.t': { type: 'table', query: `${days('2026-01-01', '2026-01-02')} UNION ALL SELECT NULL, 3` } },
      assertions: { 'a.small': { query: 'SELECT d, n FROM `p.s.t` WHERE n > 1 ORDER BY n', dependsOn: ['s.t'] } },
    });
    const result = await database.run(graph);
    expect(result.ok).toBe(false);
    expect(messageOf(result.events, 'a.small')).toBe(
      'definitions/a.small.sqlx: 2 rows break it:\n  d=2026-01-02 n=2\n  d=NULL n=3',
    );
  });

  it('shows at most five of them', async () => {
    const graph = makeGraph({ assertions: { 'a.none': { query: 'SELECT n FROM UNNEST(GENERATE_ARRAY(1, 9)) AS n' } } });
    const message = messageOf((await database.run(graph)).events, 'a.none');
    expect(message).toContain('9 rows break it, the first 5:');
    expect(message.split('\n')).toHaveLength(6);
  });

  it('changes nothing when a model cannot be translated', async () => {
    const graph = makeGraph({
      tables: {
        's.good': { type: 'table', query: 'SELECT 1 AS x' },
        's.bad': { type: 'table', query: 'SELECT AVG(1) AS x' },
        's.worse': { type: 'table', query: 'SELECT 1.5 AS x' },
      },
    });
    await expect(database.run(graph)).rejects.toThrow(/2 models cannot be translated:[\s\S]*s\.bad[\s\S]*s\.worse/);
    expect(await database.sql("SELECT table_name FROM duckdb_tables() WHERE schema_name = 's'")).toEqual([]);
  });

  it('puts descriptions into the catalogue, and keeps them up to date on a table that only grows', async () => {
    const described = (name: string, description: string): Record<string, unknown> => ({
      type: name,
      query: 'SELECT 1 AS x, 2 AS y',
      actionDescriptor: { description: `The ${name}'s.`, columns: [{ path: ['x'], description }] },
    });
    const comments = () =>
      database.sql(
        `SELECT view_name AS name, comment FROM duckdb_views() WHERE schema_name = 's'
         UNION ALL SELECT table_name, comment FROM duckdb_tables() WHERE schema_name = 's'
         UNION ALL SELECT table_name || '.' || column_name, comment FROM duckdb_columns() WHERE schema_name = 's' ORDER BY 1`,
      );
    for (const text of ['Quantity.', "It's a quantity."]) {
      const tables = Object.fromEntries(
        ['view', 'table', 'incremental'].map((kind) => [`s.${kind}`, described(kind, text)]),
      );
      expect((await database.run(makeGraph({ tables }))).ok).toBe(true);
      expect(await comments()).toEqual(
        ['incremental', 'table', 'view'].flatMap((kind) => [
          { name: kind, comment: `The ${kind}'s.` },
          { name: `${kind}.x`, comment: text },
          { name: `${kind}.y`, comment: null },
        ]),
      );
    }
  });

  it('replaces a view that became a table, and the other way round', async () => {
    const as = (type: string) => makeGraph({ tables: { 's.t': { type, query: 'SELECT 1 AS x' } } });
    for (const type of ['view', 'table', 'view']) expect((await database.run(as(type))).ok).toBe(true);
  });

  it('runs selected actions, with dependencies where asked for, and their assertions', async () => {
    const graph = makeGraph({
      tables: {
        's.a': { type: 'table', query: 'SELECT 1 AS x' },
        's.b': { type: 'table', query: 'SELECT x FROM `p.s.a`', dependsOn: ['s.a'], tags: ['daily'] },
        's.c': { type: 'table', query: 'SELECT 1 AS x' },
      },
      assertions: {
        'a.b_unique': {
          query: 'SELECT x FROM `p.s.b` WHERE FALSE',
          dependsOn: ['s.b'],
          parentAction: { schema: 's', name: 'b' },
        },
      },
    });
    const run = async (options: object) => [...outcomes((await database.run(graph, options)).events)].sort();
    expect(await run({ actions: ['s.b'], includeDependencies: true })).toEqual([
      'a.b_unique: done',
      's.a: done',
      's.b: done',
    ]);
    expect(await run({ tags: ['daily'] })).toEqual(['a.b_unique: done', 's.b: done']);
    expect(await run({ actions: ['c'] })).toEqual(['s.c: done']);
    await expect(database.run(graph, { actions: ['s.nope'] })).rejects.toThrow('there is no model s.nope');
    await expect(database.run(graph, { tags: ['nope'] })).rejects.toThrow('tags are daily');
  });
});

describe('column types', () => {
  it.each([
    ['SELECT NULL AS x', 'column x has no type'],
    ['SELECT 1 AS x, 2 AS X', 'column X is there twice'],
    ['SELECT COUNT(*) FROM UNNEST([1]) AS y', 'a column has no name'],
  ])('%s', async (query, message) => {
    const result = await database.run(makeGraph({ tables: { 's.t': { type: 'table', query } } }));
    expect(messageOf(result.events, 's.t')).toContain(message);
  });
});

describe('an incremental table', () => {
  const changed = (query: string) => ({ type: 'table', query });
  const graph = (query: string, now: string, extra: object = {}) =>
    makeGraph({ tables: { 's.changed': changed(now), 's.daily': { ...daily(query), ...extra } } });
  const rows = () => database.sql('SELECT d, n FROM s.daily ORDER BY d, n');

  it('is created from the full query, then only the changed days are replaced', async () => {
    await database.run(graph(days('2026-01-01', '2026-01-02'), days('2026-01-01', '2026-01-02')));
    // Day 1 is restated to 7, day 3 is new, day 2 is not among the changed and stays, whatever the query says.
    const restated = `SELECT DATE '2026-01-01' AS d, 7 AS n UNION ALL SELECT DATE '2026-01-02', 99 UNION ALL SELECT DATE '2026-01-03', 3`;
    const result = await database.run(graph(restated, days('2026-01-01', '2026-01-03')));
    expect(result.ok).toBe(true);
    expect(await rows()).toEqual([
      { d: '2026-01-01', n: '7' },
      { d: '2026-01-02', n: '2' },
      { d: '2026-01-03', n: '3' },
    ]);
  });

  it('is rebuilt by a full refresh, unless it is protected', async () => {
    const [before, after] = [days('2026-01-01'), days('2026-01-05')];
    const nothing = "SELECT DATE '1990-01-01' AS d, 0 AS n";
    await database.run(graph(before, before));
    await database.run(graph(after, nothing, { protected: true }), { fullRefresh: true });
    expect(await rows()).toEqual([{ d: '2026-01-01', n: '1' }]);
    await database.run(graph(after, nothing), { fullRefresh: true });
    expect(await rows()).toEqual([{ d: '2026-01-05', n: '5' }]);
  });

  it('is left as it was when the insert fails after the delete', async () => {
    const day = days('2026-01-01');
    await database.run(graph(day, day));
    const broken = "SELECT DATE '2026-01-01' AS d, DIV(1, 0) AS n";
    const result = await database.run(graph(broken, day));
    expect(messageOf(result.events, 's.daily')).toContain('division by zero');
    expect(await rows()).toEqual([{ d: '2026-01-01', n: '1' }]);
    // The connection is usable again: the next run succeeds.
    expect((await database.run(graph(day, day))).ok).toBe(true);
  });

  it('matches columns by name, whatever their order', async () => {
    const day = days('2026-01-01');
    await database.run(graph(day, day));
    await database.run(graph("SELECT 4 AS n, DATE '2026-01-01' AS d", day));
    expect(await rows()).toEqual([{ d: '2026-01-01', n: '4' }]);
  });

  it.each([
    ["SELECT DATE '2026-01-01' AS d, 1 AS n, 2 AS m", 'm is new'],
    ["SELECT DATE '2026-01-01' AS d", 'n is gone'],
    ["SELECT DATE '2026-01-01' AS d, 'x' AS n", 'n changed its type'],
  ])('asks for a full refresh when its columns changed: %s', async (query, what) => {
    const day = days('2026-01-01');
    await database.run(graph(day, day));
    const message = messageOf((await database.run(graph(query, day))).events, 's.daily');
    expect(message).toContain(what);
    expect(message).toContain('--full-refresh');
  });

  it('runs pre- and post-operations of its first build in the same transaction', async () => {
    const log = { queries: ['CREATE TABLE IF NOT EXISTS `p.s.log` (x INT64)'] };
    const build = (query: string) =>
      makeGraph({
        operations: { 's.log': log },
        tables: {
          's.t': {
            type: 'table',
            query,
            preOps: ['INSERT INTO `p.s.log` (x) VALUES (1)'],
            postOps: ['INSERT INTO `p.s.log` (x) SELECT x FROM `p.s.t`'],
            dependsOn: ['s.log'],
          },
        },
      });
    await database.run(build('SELECT DIV(1, 0) AS x'));
    expect(await database.sql('SELECT x FROM s.log')).toEqual([]);
    await database.run(build('SELECT 5 AS x'));
    expect(await database.sql('SELECT x FROM s.log ORDER BY x')).toEqual([{ x: '1' }, { x: '5' }]);
  });

  it('refuses a transaction that is not committed', async () => {
    const operations = { 's.open': { queries: ['BEGIN TRANSACTION'] } };
    expect(messageOf((await database.run(makeGraph({ operations }))).events, 's.open')).toContain('without COMMIT');
  });
});

describe('a run that is stopped', () => {
  it('interrupts what is at work, which leaves nothing behind, and starts nothing more', async () => {
    const endless =
      'SELECT SUM(a * b) AS n FROM UNNEST(GENERATE_ARRAY(1, 300000)) AS a CROSS JOIN UNNEST(GENERATE_ARRAY(1, 300000)) AS b';
    const graph = makeGraph({
      tables: {
        's.quick': { type: 'table', query: 'SELECT 1 AS x' },
        's.endless': { type: 'table', query: endless, dependsOn: ['s.quick'] },
        's.after': { type: 'table', query: 'SELECT n FROM `p.s.endless`', dependsOn: ['s.endless'] },
      },
    });
    const stop = new AbortController();
    const begun = performance.now();
    const { ok, events } = await database.run(
      graph,
      {},
      {
        stop: stop.signal,
        onEvent: ({ action, status }) => {
          if (action === 's.endless' && status === 'running') setTimeout(() => stop.abort(), 300);
        },
      },
    );
    expect(performance.now() - begun).toBeLessThan(30_000);
    expect(ok).toBe(false);
    expect(outcomes(events)).toEqual(['s.quick: done', 's.endless: skipped', 's.after: skipped']);
    expect(messageOf(events, 's.endless')).toBe('the run was stopped');
    expect(await database.sql("SELECT table_name FROM duckdb_tables() WHERE schema_name = 's'")).toEqual([
      { table_name: 'quick' },
    ]);
    // The connections are as good as before.
    expect((await database.run(makeGraph({ tables: { 's.t': { type: 'table', query: 'SELECT 1 AS x' } } }))).ok).toBe(
      true,
    );
  });
});

describe('a full refresh', () => {
  it('first forgets which batches were taken in, so that a run cut off is repeated', async () => {
    await database.sql('CREATE SCHEMA raw');
    await database.sql('CREATE TABLE raw.transformed_batches (batch_id VARCHAR)');
    await database.sql("INSERT INTO raw.transformed_batches VALUES ('b1')");
    const graph = makeGraph({ tables: { 's.t': { type: 'table', query: 'SELECT 1 AS x' } } });
    await database.run(graph);
    expect(await database.sql('SELECT count(*) AS n FROM raw.transformed_batches')).toEqual([{ n: '1' }]);
    await database.run(graph, { fullRefresh: true });
    expect(await database.sql('SELECT count(*) AS n FROM raw.transformed_batches')).toEqual([{ n: '0' }]);
  });
});
