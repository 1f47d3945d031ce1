import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openScratchConnection } from '../../../warehouse/duckdb/duckdb-session.js';
import { DuckDbWarehouse } from '../../../warehouse/duckdb/duckdb-warehouse.js';
import { readResult } from '../../../warehouse/duckdb/read-result.js';
import { openWarehouse } from '../../../warehouse/open-warehouse.js';
import { rawTable } from '../../../warehouse/raw-table.js';
import { UserError } from '../../../warehouse/user-error.js';
import type { Warehouse } from '../../../warehouse/warehouse.js';
import { makeFolder } from './graph-runs.js';

const usage = rawTable(
  'usage',
  'batch_id account usage_date:DATE tokens:INT64 price:NUMERIC is_batch:BOOL seen_at:TIMESTAMP',
);

let folder: ReturnType<typeof makeFolder>;
let path: string;
let warehouse: Warehouse;
beforeEach(async () => {
  folder = makeFolder();
  path = join(folder.path, 'new', 'folder', 'ledger.duckdb');
  warehouse = await openWarehouse({ type: 'duckdb', path });
  await warehouse.ensureRawTables([usage]);
});
afterEach(async () => {
  await warehouse.close();
  folder.remove();
});

function ndjson(name: string, rows: readonly object[]): string {
  const file = join(folder.path, name);
  writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return file;
}

const day = (usage_date: string, tokens: number | string, account = 'a') => ({
  batch_id: 'b',
  account,
  usage_date,
  tokens,
});

describe('land', () => {
  it('keeps every digit of numbers and every microsecond, and reads them back as text', async () => {
    const row = {
      batch_id: 'b1',
      account: "o'hare",
      usage_date: '2026-11-24',
      tokens: '9223372036854775807',
      price: '0.000000003',
      is_batch: true,
      seen_at: '2026-11-24T01:02:03.000004+01:00',
    };
    await warehouse.land([{ table: usage, file: ndjson('a.ndjson', [row, { batch_id: 'b2' }]) }]);
    expect(await warehouse.readRawRows(usage, { account: "o'hare", usage_date: '2026-11-24' })).toEqual([
      { ...row, seen_at: '2026-11-24T00:02:03.000004Z' },
    ]);
    expect(await warehouse.readRawRows(usage, { batch_id: 'b2' })).toEqual([
      { batch_id: 'b2', account: null, usage_date: null, tokens: null, price: null, is_batch: null, seen_at: null },
    ]);
  });

  it('replaces exactly the days and the account it names, also by nothing', async () => {
    await warehouse.land([
      {
        table: usage,
        file: ndjson('a.ndjson', [
          day('2026-01-01', 1),
          day('2026-01-02', 2),
          day('2026-01-03', 3),
          day('2026-01-02', 4, 'b'),
        ]),
      },
    ]);
    const replace = { where: { account: 'a' }, days: { column: 'usage_date', from: '2026-01-01', to: '2026-01-03' } };
    await warehouse.land([{ table: usage, file: ndjson('b.ndjson', [day('2026-01-01', 10)]), replace }]);
    const read = async () => (await warehouse.query('SELECT account, tokens FROM raw.usage ORDER BY tokens')).rows;
    expect(await read()).toEqual([
      { account: 'a', tokens: '3' },
      { account: 'b', tokens: '4' },
      { account: 'a', tokens: '10' },
    ]);
    await warehouse.land([{ table: usage, file: ndjson('c.ndjson', []), replace: { where: { account: 'a' } } }]);
    expect(await read()).toEqual([{ account: 'b', tokens: '4' }]);
    await warehouse.land([{ table: usage, file: ndjson('c.ndjson', []), replace: { where: {} } }]);
    expect(await read()).toEqual([]);
  });

  it('lands all loads or none', async () => {
    const good = { table: usage, file: ndjson('good.ndjson', [day('2026-01-01', 1)]) };
    const bad = { table: usage, file: ndjson('bad.ndjson', [day('2026-01-01', '1.5')]) };
    await expect(warehouse.land([good, bad])).rejects.toThrow(/cannot land .*bad\.ndjson in raw\.usage/);
    expect(await warehouse.readRawRows(usage, {})).toEqual([]);
    await warehouse.land([good]);
    expect(await warehouse.readRawRows(usage, {})).toHaveLength(1);
  });

  it('never takes a value for SQL', async () => {
    const file = ndjson('a.ndjson', [day('2026-01-01', 1)]);
    await warehouse.land([{ table: usage, file, replace: { where: { account: "x' OR '1'='1" } } }]);
    await warehouse.land([{ table: usage, file, replace: { where: { account: "x' OR '1'='1" } } }]);
    expect(await warehouse.readRawRows(usage, {})).toHaveLength(2);
    await expect(warehouse.readRawRows(usage, { 'account" OR 1=1 --': 'x' })).rejects.toThrow('has no column');
  });
});

describe('landRead', () => {
  const readOf = (select: string) => ({ table: usage, select, batchIds: ['b'], parameters: {} });
  const row = "SELECT 7 AS tokens, DATE '2026-01-01' AS usage_date, 'b' AS batch_id";

  it('finds columns by their names, and knows all of them', async () => {
    await warehouse.landRead(readOf(row), async (counts) => {
      expect(counts).toEqual([{ batchId: 'b', usageDate: '2026-01-01', rows: 1 }]);
      return [];
    });
    expect(await warehouse.readRawRows(usage, {})).toMatchObject([{ batch_id: 'b', tokens: '7', account: null }]);
    await expect(warehouse.landRead(readOf(`${row}, 1 AS typo`), async () => [])).rejects.toThrow('typo');
  });

  it('tells why a read failed, lands nothing, and goes on with every optimizer', async () => {
    const settings = "SELECT current_setting('disabled_optimizers') AS off";
    const failing = readOf("SELECT 'b' AS batch_id, CAST(error('line 7 is broken') AS BIGINT) AS tokens");
    await expect(warehouse.landRead(failing, async () => [])).rejects.toThrow('line 7 is broken');
    await expect(warehouse.landRead(readOf(row), () => Promise.reject(new Error('disk full')))).rejects.toThrow(
      'disk full',
    );
    expect(await warehouse.readRawRows(usage, {})).toEqual([]);
    expect((await warehouse.query(settings)).rows).toEqual([{ off: '' }]);
  });
});

describe('ensureRawTables', () => {
  it('adds missing columns and keeps what is there', async () => {
    await warehouse.land([{ table: usage, file: ndjson('a.ndjson', [day('2026-01-01', 1)]) }]);
    const wider = rawTable('usage', `${usage.columns.map((c) => `${c.name}:${c.type}`).join(' ')} region`);
    await warehouse.ensureRawTables([wider, rawTable('other', 'a')]);
    expect(await warehouse.readRawRows(wider, {})).toMatchObject([{ tokens: '1', region: null }]);
  });
});

describe('query', () => {
  it('gives columns with their types, and cells as text', async () => {
    const { columns, rows } = await warehouse.query(
      "SELECT 1 AS i, 1.50::DECIMAL(38,9) AS n, 'x' AS s, true AS b, DATE '2026-01-01' AS d, TIMESTAMPTZ '2026-01-01 00:00:00.5+00' AS t, NULL AS z",
    );
    expect(columns.map(({ type }) => type)).toEqual([
      'INT64',
      'NUMERIC',
      'STRING',
      'BOOL',
      'DATE',
      'TIMESTAMP',
      'INT64',
    ]);
    expect(rows).toEqual([
      { i: '1', n: '1.5', s: 'x', b: true, d: '2026-01-01', t: '2026-01-01T00:00:00.5Z', z: null },
    ]);
  });

  it.each(['DESCRIBE raw.usage', 'SHOW TABLES', 'EXPLAIN SELECT 1', 'WITH a AS (SELECT 1 AS x) SELECT x FROM a'])(
    'answers %s',
    async (sql) => expect((await warehouse.query(sql)).columns.length).toBeGreaterThan(0),
  );

  it.each([
    "INSERT INTO raw.usage (account) VALUES ('x')",
    'DELETE FROM raw.usage',
    'DROP TABLE raw.usage',
    'CREATE TABLE raw.x (a INT)',
    'CREATE TEMP TABLE x AS SELECT 1',
    'SELECT 1; DELETE FROM raw.usage',
    "ATTACH '/tmp/tokenledger-test.duckdb'",
    "COPY raw.usage TO '/tmp/tokenledger-test.csv'",
    'SET enable_external_access = true',
    'SET threads = 1',
    'CHECKPOINT',
    'EXPLAIN ANALYZE DELETE FROM raw.usage',
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM read_parquet('https://example.com/x.parquet')",
    'SELECT',
  ])('refuses %s', async (sql) => {
    await warehouse.land([{ table: usage, file: ndjson('a.ndjson', [day('2026-01-01', 1)]) }]);
    await expect(warehouse.query(sql)).rejects.toThrow(UserError);
    expect(await warehouse.readRawRows(usage, {})).toHaveLength(1);
  });

  it('says what to do where there is no database', async () => {
    const missing = new DuckDbWarehouse({ type: 'duckdb', path: join(folder.path, 'none.duckdb') });
    await expect(missing.query('SELECT 1')).rejects.toThrow(/no database at .*none\.duckdb/);
    expect(existsSync(join(folder.path, 'none.duckdb'))).toBe(false);
  });
});

describe('exportParquet', () => {
  it('writes decimals as decimals, to a path with a quote in it', async () => {
    await warehouse.land([{ table: usage, file: ndjson('a.ndjson', [{ account: 'a', price: '1.5' }]) }]);
    const file = join(folder.path, "it's", 'usage.parquet');
    await warehouse.exportParquet('raw.usage', file);
    const { connection, close } = await openScratchConnection();
    const found = await connection.runAndReadAll('SELECT price, typeof(price) AS type FROM read_parquet($1)', [file]);
    close();
    expect(readResult(found).rows).toEqual([{ price: '1.5', type: 'DECIMAL(38,9)' }]);
    await expect(warehouse.exportParquet('usage', file)).rejects.toThrow('schema.name');
  });
});

describe('a database in use by another process', () => {
  it('is an error that names the path and the process', async () => {
    await warehouse.close();
    const script = `import { DuckDBInstance } from '@duckdb/node-api';
      const instance = await DuckDBInstance.create(${JSON.stringify(path)});
      process.stdout.write('open'); setInterval(() => instance, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      await new Promise((resolve) => child.stdout.once('data', resolve));
      const error = await warehouse.readRawRows(usage, {}).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(UserError);
      expect(String(error)).toContain(path);
      expect(String(error)).toContain(`PID ${child.pid}`);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
