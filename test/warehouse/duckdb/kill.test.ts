import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DuckDbWarehouse } from '../../../warehouse/duckdb/duckdb-warehouse.js';
import { buildWarehouse } from '../built-warehouse.js';
import { makeFolder, makeGraph, openGraphDatabase } from './graph-runs.js';

const ROWS = 20_000;

/** Lands one generation of rows after the other, each replacing the one before. */
const LAND_FOREVER = `
import { writeFileSync } from 'node:fs';
import { DuckDbWarehouse } from './warehouse/duckdb/duckdb-warehouse.js';
import { rawTable } from './warehouse/raw-table.js';
const [path, file] = process.argv.slice(2);
const table = rawTable('generations', 'generation:INT64 line:INT64');
const warehouse = new DuckDbWarehouse({ type: 'duckdb', path }, { projectFolder: '.' });
await warehouse.ensureRawTables([table]);
for (let generation = Date.now(); ; generation += 1) {
  const lines = Array.from({ length: ${ROWS} }, (_, line) => JSON.stringify({ generation, line }) + '\\n');
  writeFileSync(file, lines.join(''));
  await warehouse.land([{ table, file, replace: { where: {} } }]);
  process.stdout.write('.');
}`;

/** Runs one graph over and over: delete and insert of the same days, and a table built from them. */
const TRANSFORM_FOREVER = `
import { readFileSync } from 'node:fs';
import { openSession } from './warehouse/duckdb/duckdb-session.js';
import { runGraph } from './warehouse/duckdb/run-graph.js';
import { Translator } from './warehouse/duckdb/translate/translate.js';
const [path, graphFile] = process.argv.slice(2);
const graph = JSON.parse(readFileSync(graphFile, 'utf8'));
const session = await openSession({ type: 'duckdb', path }, 'write');
const connections = await session.connections(2);
const translator = new Translator();
for (;;) {
  const { ok } = await runGraph({ graph, translator, options: {}, connections, onEvent() {}, readText() {}, elapsed: () => 0 });
  process.stdout.write(ok ? '.' : 'x');
}`;

let folder: ReturnType<typeof makeFolder>;
beforeAll(() => {
  folder = makeFolder();
  buildWarehouse(folder.path);
});
afterAll(() => folder.remove());

/** Starts a script, lets it work until it has finished a few rounds, and kills it in the middle of another. */
async function killAmidst(script: string, args: readonly string[], milliseconds: number): Promise<void> {
  const file = join(folder.path, 'child.js');
  writeFileSync(file, script);
  const child: ChildProcess = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  child.kill('SIGKILL');
  await exited;
}

describe('a process killed at any moment', () => {
  it('leaves one whole generation of landed rows', async () => {
    const path = join(folder.path, 'land.duckdb');
    for (const milliseconds of [7, 41, 83, 130, 170]) {
      await killAmidst(LAND_FOREVER, [path, join(folder.path, 'rows.ndjson')], milliseconds);
      const warehouse = new DuckDbWarehouse({ type: 'duckdb', path });
      const { rows } = await warehouse.query(
        'SELECT count(DISTINCT generation) AS generations, count(*) AS n, count(DISTINCT line) AS lines FROM raw.generations',
      );
      await warehouse.close();
      expect(rows).toEqual([{ generations: '1', n: String(ROWS), lines: String(ROWS) }]);
    }
  });

  it('leaves models that a later run completes', async () => {
    const days =
      "SELECT d, n FROM UNNEST(GENERATE_DATE_ARRAY(DATE '2026-01-01', DATE '2026-12-31')) AS d CROSS JOIN UNNEST(GENERATE_ARRAY(1, 100)) AS n";
    const graph = makeGraph({
      tables: {
        's.daily': {
          type: 'incremental',
          query: days,
          incrementalQuery: days,
          incrementalPreOps: ["BEGIN TRANSACTION; DELETE FROM `p.s.daily` WHERE d >= DATE '2026-01-01'"],
          incrementalPostOps: ['COMMIT TRANSACTION'],
        },
        's.monthly': {
          type: 'table',
          query: 'SELECT DATE_TRUNC(d, MONTH) AS m, SUM(n) AS n FROM `p.s.daily` GROUP BY m',
          dependsOn: ['s.daily'],
        },
      },
    });
    const graphFile = join(folder.path, 'graph.json');
    writeFileSync(graphFile, JSON.stringify(graph));
    const path = join(folder.path, 'transform.duckdb');
    for (const milliseconds of [5, 29, 61, 97, 140]) {
      await killAmidst(TRANSFORM_FOREVER, [path, graphFile], milliseconds);
      const database = await openGraphDatabase(path);
      // 365 days × 100 rows, and 1 + … + 100 = 5,050 a day: whole before and after the next run.
      const whole = [{ rows: '36500', total: '1843250' }];
      expect(await database.sql('SELECT count(*) AS rows, sum(n) AS total FROM s.daily')).toEqual(whole);
      expect((await database.run(graph)).ok).toBe(true);
      expect(await database.sql('SELECT count(*) AS rows, sum(n) AS total FROM s.daily')).toEqual(whole);
      expect(await database.sql('SELECT count(*) AS rows, sum(n) AS total FROM s.monthly')).toEqual([
        { rows: '12', total: '1843250' },
      ]);
      database.close();
    }
  });
});
