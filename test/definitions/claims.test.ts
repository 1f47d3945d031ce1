import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { rawTables } from '../../ingest/raw/raw-tables.js';
import { compileGraph } from '../../warehouse/dataform/compile-graph.js';
import { type DataformGraph, targetName } from '../../warehouse/dataform/dataform-graph.js';
import { openSession } from '../../warehouse/duckdb/duckdb-session.js';
import { DuckDbWarehouse } from '../../warehouse/duckdb/duckdb-warehouse.js';
import { Translator } from '../../warehouse/duckdb/translate/translate.js';
import { packageRoot } from '../../warehouse/package-root.js';
import {
  type GraphDatabase,
  makeFolder,
  messageOf,
  openGraphDatabase,
  outcomes,
} from '../warehouse/duckdb/graph-runs.js';

const CLAIM = 'raw.claim_run';
const FIX = 'usage.changed_batches';
const END = 'marts.mark_batches_transformed';
const HOUR_MS = 3_600_000;

const CLAIM_HOURS = 5;
const first = await compileGraph(packageRoot(), [`--vars=run_id=first-run,claim_hours=${CLAIM_HOURS}`]);
/** Compiling takes seconds, and the run's name is all that would differ. */
const rename = (name: string): DataformGraph => JSON.parse(JSON.stringify(first).replaceAll('first-run', name));
const second = rename('second-run');
const scheduled = rename('scheduled');

const folder = makeFolder();
let databases = 0;
let path: string;
let database: GraphDatabase;

beforeEach(async () => {
  path = join(folder.path, `${++databases}.duckdb`);
  const warehouse = new DuckDbWarehouse({ type: 'duckdb', path });
  await warehouse.ensureRawTables(rawTables);
  await warehouse.close();
  database = await openGraphDatabase(path);
  await land('b1');
});
afterAll(() => folder.remove());

/** One action of a run: what it said if it failed. */
async function act(graph: DataformGraph, action: string): Promise<string> {
  const { events } = await database.run(graph, { actions: [action] });
  return outcomes(events).includes(`${action}: failed`) ? messageOf(events, action) : 'done';
}

const land = (batch: string) => database.sql(`INSERT INTO raw.ingest_batches (batch_id) VALUES ('${batch}')`);
const expire = () => database.sql('UPDATE raw.transform_claims SET expires_at = now() - INTERVAL 1 SECOND');
const holder = async () =>
  (await database.sql('SELECT run_id, ended_at IS NULL AS is_open FROM raw.transform_claims')).map(
    (row) => `${row.run_id} ${row.is_open === true ? 'open' : 'ended'}`,
  );
const period = async () => {
  const [claim] = await database.sql('SELECT claimed_at, expires_at FROM raw.transform_claims');
  return [String(claim?.claimed_at), String(claim?.expires_at)];
};
const marked = async () =>
  (await database.sql('SELECT batch_id FROM raw.transformed_batches ORDER BY batch_id')).map((row) => row.batch_id);

describe('a run of the models', () => {
  it('has the claim before any other action, and ends it after every mart', () => {
    const actions = [...first.tables, ...first.operations];
    const waits = readWaits(first);
    const waitsFor = (name: string) => [...(waits.get(name) ?? [])];
    const hasty = actions.map(({ target }) => targetName(target)).filter((name) => !waitsFor(name).includes(CLAIM));
    expect(hasty).toEqual([CLAIM]);
    const marts = first.tables
      .filter(({ target }) => target.schema === 'marts')
      .map(({ target }) => targetName(target));
    expect(marts.filter((name) => !waitsFor(END).includes(name))).toEqual([]);
  });

  it('is refused while another one is at work, with whose it is, since when and what to do', async () => {
    expect(await act(first, CLAIM)).toBe('done');
    const [since = '', until = ''] = await period();
    expect(Date.parse(until) - Date.parse(since)).toBe(CLAIM_HOURS * HOUR_MS);
    const refusal = await act(second, CLAIM);
    expect(refusal).toContain(`another run is at work: first-run, since ${since.slice(0, 16).replace('T', ' ')}`);
    expect(refusal).toMatch(/Wait for it.* its claim ends at 20.* UPDATE `.*raw\.transform_claims` SET ended_at = /);
    expect(await act(scheduled, CLAIM)).toContain('first-run');
    expect(await holder()).toEqual(['first-run open']);
    // Nor may it fix the batches, which are what the other run is going to mark.
    expect(await act(second, FIX)).toContain('second-run does not hold the claim');

    expect(await act(first, FIX)).toBe('done');
    expect(await act(first, END)).toBe('done');
    expect(await holder()).toEqual(['first-run ended']);
    expect(await act(second, CLAIM)).toBe('done');
  });

  it('wins alone when two begin at the same instant', async () => {
    expect(await act(first, CLAIM)).toBe('done');
    await expire();
    database.close();
    const session = await openSession({ type: 'duckdb', path }, 'write');
    const connections = await session.connections(2);
    const claims = [first, second].map((graph) => {
      const operation = graph.operations.find(({ target }) => targetName(target) === CLAIM);
      return new Translator().translate(operation?.queries.join(';') ?? '', { name: 'claim_run.sqlx' });
    });
    // Both have begun before either has changed anything.
    for (const connection of connections) await connection.run('BEGIN TRANSACTION');
    for (const connection of connections) await connection.run('FROM raw.transform_claims');
    const attempts = connections.map(async (connection, index) => {
      for (const { sql } of claims[index] ?? []) await connection.run(sql);
      await connection.run('COMMIT');
    });
    const results = (await Promise.allSettled(attempts)).map(({ status }) => status);
    session.close();
    expect(results.sort()).toEqual(['fulfilled', 'rejected']);
    database = await openGraphDatabase(path);
    expect(await holder()).toHaveLength(1);
  });

  it('marks only the batches that were there when it began', async () => {
    for (const action of [CLAIM, FIX]) expect(await act(first, action)).toBe('done');
    await land('b2');
    expect(await act(first, END)).toBe('done');
    expect(await marked()).toEqual(['b1']);
    for (const action of [CLAIM, FIX, END]) expect(await act(second, action)).toBe('done');
    expect(await marked()).toEqual(['b1', 'b2']);
  });

  it('marks nothing of a run that took over after its claim had expired', async () => {
    for (const action of [CLAIM, FIX]) expect(await act(first, action)).toBe('done');
    await land('b2');
    await expire();
    for (const action of [CLAIM, FIX]) expect(await act(second, action)).toBe('done');
    // The first run was slow, not dead, and has never seen b2.
    expect(await act(first, END)).toContain('another run claimed the transform before this one (first-run) ended');
    expect(await marked()).toEqual([]);
    expect(await holder()).toEqual(['second-run open']);
    expect(await act(second, END)).toBe('done');
    expect(await marked()).toEqual(['b1', 'b2']);
  });

  it('opens the batches of the run that overtook it: it wrote while that one did', async () => {
    for (const action of [CLAIM, FIX]) expect(await act(first, action)).toBe('done');
    await expire();
    for (const action of [CLAIM, FIX, END]) expect(await act(second, action)).toBe('done');
    expect(await marked()).toEqual(['b1']);
    expect(await act(first, END)).toContain('its batches stay to be done');
    expect(await marked()).toEqual([]);
  });

  it('says so at the end when another of the same name ended in between, and opens the batches again', async () => {
    for (const action of [CLAIM, FIX]) expect(await act(scheduled, action)).toBe('done');
    expect(await act(scheduled, CLAIM)).toContain('another run is at work: scheduled');
    await expire();
    await land('b2');
    for (const action of [CLAIM, FIX, END]) expect(await act(scheduled, action)).toBe('done');
    expect(await act(scheduled, END)).toContain('raise claim_hours');
    expect(await marked()).toEqual([]);
  });

  it('needs no new batch', async () => {
    for (const action of [CLAIM, FIX, END, CLAIM, FIX, END]) expect(await act(first, action)).toBe('done');
    expect(await holder()).toEqual(['first-run ended']);
  });
});

/** Everything that an action waits for, directly or not. */
function readWaits({ tables, operations, assertions }: DataformGraph): ReadonlyMap<string, ReadonlySet<string>> {
  const actions = [...tables, ...operations, ...assertions];
  const direct = new Map(actions.map((each) => [targetName(each.target), each.dependencyTargets.map(targetName)]));
  const waits = new Map<string, ReadonlySet<string>>();
  const collect = (name: string): ReadonlySet<string> => {
    const known = waits.get(name) ?? new Set((direct.get(name) ?? []).flatMap((next) => [next, ...collect(next)]));
    waits.set(name, known);
    return known;
  };
  for (const name of direct.keys()) collect(name);
  return waits;
}
