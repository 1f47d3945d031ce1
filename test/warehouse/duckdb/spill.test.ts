import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSession } from '../../../warehouse/duckdb/duckdb-session.js';
import { makeFolder } from './graph-runs.js';

let folder: ReturnType<typeof makeFolder>;
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => folder.remove());

const ROWS = `select range as line, repeat('x', 100) || hash(range) as word from range(400000)`;

describe('what does not fit into memory', () => {
  it('goes to a folder of the session beside the database, which is gone at the end', async () => {
    const config = { type: 'duckdb', path: join(folder.path, 'a.duckdb'), memory_limit: '60MB', threads: 2 } as const;
    const writer = await openSession(config, 'write');
    const [writing] = await writer.connections(1);
    await writing?.run(`create table words as ${ROWS}`);
    writer.close();
    for (const mode of ['read', 'write'] as const) {
      const session = await openSession(config, mode);
      const seen = new Set<string>();
      const watch = setInterval(() => {
        for (const name of readdirSync(folder.path)) seen.add(name.replace(/[0-9a-f-]{36}/, 'session'));
      }, 2);
      const [connection] = await session.connections(1);
      await connection?.run('select * from words order by word, line limit 390000');
      clearInterval(watch);
      session.close();
      expect([...seen].sort(), mode).toEqual(['a.duckdb', 'a.duckdb.session.spill']);
      expect(readdirSync(folder.path)).toEqual(['a.duckdb']);
    }
  });

  it('and was left behind by a killed session is cleared away by the next that writes, and nothing else is', async () => {
    for (const name of ['a.duckdb.0001.spill', 'ab.duckdb.0001.spill', 'a.duckdb.notes']) {
      mkdirSync(join(folder.path, name));
      writeFileSync(join(folder.path, name, 'rows.tmp'), 'rows');
    }
    const session = await openSession({ type: 'duckdb', path: join(folder.path, 'a.duckdb') }, 'write');
    session.close();
    expect(readdirSync(folder.path).sort()).toEqual(['a.duckdb', 'a.duckdb.notes', 'ab.duckdb.0001.spill']);
  });
});
