import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { rawTable } from '../../warehouse/raw-table.js';
import { UserError } from '../../warehouse/user-error.js';
import type { FileRead, ReadCount, Replacement, Row, TableLoad, Warehouse } from '../../warehouse/warehouse.js';
import { openEmulator } from './open-engines.js';

const usage = rawTable(
  'test_usage',
  'account usage_date:DATE tokens:INT64 cost:NUMERIC is_batch:BOOL started_at:TIMESTAMP',
  { partitionBy: 'usage_date', clusterBy: ['account'] },
);
const batches = rawTable('test_batches', 'batch_id');
const requests = rawTable(
  'test_requests',
  'batch_id gateway usage_date:DATE tokens:INT64 cost:NUMERIC is_batch:BOOL started_at:TIMESTAMP',
  { partitionBy: 'usage_date', clusterBy: ['gateway'] },
);

describe('the BigQuery engine', () => {
  let warehouse: Warehouse;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tokenledger-test-'));
    warehouse = await openEmulator(inject('emulatorHost'), 'engine_');
    await warehouse.ensureRawTables([usage, batches, requests]);
  });
  afterAll(async () => {
    await warehouse.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function writeRows(name: string, rows: readonly Row[]): Promise<string> {
    const file = join(folder, name);
    await writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    return file;
  }

  const readUsage = async () => {
    const rows = await warehouse.readRawRows(usage, {});
    return rows.map((row) => `${row.account} ${row.usage_date} ${row.tokens}`).sort();
  };

  const listRawTables = async () => {
    const { rows } = await warehouse.query('SELECT table_name FROM raw.INFORMATION_SCHEMA.TABLES ORDER BY table_name');
    return rows.map((row) => row.table_name);
  };

  it('lands rows, keeps 64-bit integers and nine decimals, and reads them back as text', async () => {
    const first = await writeRows('first.ndjson', [
      {
        account: 'acme',
        usage_date: '2026-01-01',
        tokens: '9007199254740993',
        cost: '0.000000001',
        is_batch: true,
        started_at: '2026-01-01T02:03:04.5+02:00',
      },
      { account: 'acme', usage_date: '2026-01-02', tokens: 2 },
      { account: 'other', usage_date: '2026-01-01', tokens: 3 },
    ]);
    const batch = await writeRows('batch.ndjson', [{ batch_id: 'b1' }]);
    await warehouse.land([
      { table: usage, file: first },
      { table: batches, file: batch },
    ]);
    expect(await warehouse.readRawRows(usage, { account: 'acme', usage_date: '2026-01-01' })).toEqual([
      {
        account: 'acme',
        usage_date: '2026-01-01',
        tokens: '9007199254740993',
        cost: '0.000000001',
        is_batch: true,
        started_at: '2026-01-01T00:03:04.5Z',
      },
    ]);
    expect(await warehouse.readRawRows(batches, { batch_id: 'b1' })).toEqual([{ batch_id: 'b1' }]);
  });

  it('replaces the days of an account, also by nothing, and leaves the rest', async () => {
    const replacement = await writeRows('second.ndjson', [{ account: 'acme', usage_date: '2026-01-01', tokens: 10 }]);
    await warehouse.land([
      {
        table: usage,
        file: replacement,
        replace: {
          where: { account: 'acme' },
          days: { column: 'usage_date', from: '2026-01-01', to: '2026-01-02' },
        },
      },
    ]);
    expect(await readUsage()).toEqual(['acme 2026-01-01 10', 'acme 2026-01-02 2', 'other 2026-01-01 3']);
    const empty = await writeRows('empty.ndjson', []);
    await warehouse.land([{ table: usage, file: empty, replace: { where: { account: 'other' } } }]);
    expect(await readUsage()).toEqual(['acme 2026-01-01 10', 'acme 2026-01-02 2']);
  });

  it('leaves no work table behind, and changes nothing when a file does not fit', async () => {
    const bad = await writeRows('bad.ndjson', [{ account: 'acme', usage_date: 'yesterday' }]);
    await expect(warehouse.land([{ table: usage, file: bad, replace: { where: {} } }])).rejects.toThrow(
      /loading .*bad\.ndjson failed in tokenledger-parity\.engine_raw\.test_usage/,
    );
    expect(await readUsage()).toEqual(['acme 2026-01-01 10', 'acme 2026-01-02 2']);
    expect(await listRawTables()).toEqual(['test_batches', 'test_requests', 'test_usage']);
  });

  it('answers a query with types, addressing tables without the prefix', async () => {
    const { columns, rows } = await warehouse.query(
      `SELECT usage_date, SUM(tokens) AS tokens, NUMERIC '0.000000001' AS cost, 'raw.test_usage' AS name
       FROM raw.test_usage GROUP BY usage_date ORDER BY usage_date LIMIT 1`,
    );
    expect(columns).toEqual([
      { name: 'usage_date', type: 'DATE' },
      { name: 'tokens', type: 'INT64' },
      { name: 'cost', type: 'NUMERIC' },
      { name: 'name', type: 'STRING' },
    ]);
    expect(rows).toEqual([{ usage_date: '2026-01-01', tokens: '10', cost: '0.000000001', name: 'raw.test_usage' }]);
  });

  it('refuses to write and explains a missing table', async () => {
    await expect(warehouse.query('DELETE FROM raw.test_usage WHERE TRUE')).rejects.toThrow(UserError);
    await expect(warehouse.query('SELECT 1 FROM marts.nothing')).rejects.toThrow(/marts\.nothing.*\n.*tokenledger run/);
  });

  it('exports decimals to Parquet as DECIMAL(38,9)', async () => {
    const path = join(folder, 'usage.parquet');
    await warehouse.exportParquet('raw.test_usage', path);
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM '${path}'`);
    expect(described.getRowObjects().map((row) => row.column_type)).toEqual([
      'VARCHAR',
      'DATE',
      'BIGINT',
      'DECIMAL(38,9)',
      'BOOLEAN',
      'TIMESTAMP WITH TIME ZONE',
    ]);
    const counted = await connection.runAndReadAll(`SELECT SUM(tokens)::VARCHAR AS tokens FROM '${path}'`);
    expect(counted.getRowObjects()).toEqual([{ tokens: '12' }]);
    connection.closeSync();
  });

  describe('landRead', () => {
    /** `batch tokens` words; a batch's rows lie on the day that its name ends with. */
    const readOf = (words: readonly string[], replace?: Replacement): FileRead => ({
      table: requests,
      select: `SELECT split_part(word, ' ', 1) AS batch_id, $gateway AS gateway,
          CAST('2026-01-0' || right(split_part(word, ' ', 1), 1) AS DATE) AS usage_date,
          CAST(split_part(word, ' ', 2) AS BIGINT) AS tokens, CAST(NULL AS DECIMAL(38, 9)) AS cost,
          CAST(NULL AS BOOLEAN) AS is_batch, CAST(NULL AS TIMESTAMPTZ) AS started_at
        FROM (SELECT unnest(string_split($words, ',')) AS word)`,
      batchIds: [...new Set(words.map((word) => word.split(' ')[0] ?? ''))],
      parameters: { gateway: 'main', words: words.join(',') },
      ...(replace === undefined ? {} : { replace }),
    });
    const nothing = async (): Promise<TableLoad[]> => [];
    const readRequests = async () => {
      const rows = await warehouse.readRawRows(requests, { gateway: 'main' });
      return rows.map((row) => `${row.batch_id} ${row.tokens}`).sort();
    };

    it('lands every type exactly, and tells the rows of each batch and day', async () => {
      const columns = requests.columns.map(({ name }) => name).join(', ');
      let counts: readonly ReadCount[] = [];
      await warehouse.landRead(
        {
          table: requests,
          select: `SELECT * FROM (VALUES
            ('e1', 'exact', DATE '2026-01-01', 9007199254740993, 12345678901234567890123456789.123456789::DECIMAL(38, 9),
              true, TIMESTAMPTZ '2026-01-01 00:00:00.000001+00'),
            ('e1', 'exact', DATE '2026-01-01', -1, -0.000000001::DECIMAL(38, 9),
              false, TIMESTAMPTZ '2026-01-01 23:59:59.999999-05'),
            ('e2', 'exact', DATE '1969-12-31', 0, -1234567.1::DECIMAL(38, 9), NULL, TIMESTAMPTZ '1969-12-31 23:59:59+00'),
            ('e2', 'exact', DATE '2026-01-02', NULL, NULL, NULL, NULL)) AS v(${columns})`,
          batchIds: ['e1', 'e2'],
          parameters: {},
        },
        async (found) => {
          counts = found;
          return [{ table: batches, file: await writeRows('read.ndjson', [{ batch_id: 'e1' }, { batch_id: 'e2' }]) }];
        },
      );
      expect(counts).toEqual([
        { batchId: 'e1', usageDate: '2026-01-01', rows: 2 },
        { batchId: 'e2', usageDate: '1969-12-31', rows: 1 },
        { batchId: 'e2', usageDate: '2026-01-02', rows: 1 },
      ]);
      const rows = await warehouse.readRawRows(requests, { gateway: 'exact' });
      const cells = rows.map((row) => requests.columns.slice(2).map(({ name }) => row[name]));
      expect(cells.sort((a, b) => Number(a[1]) - Number(b[1]))).toEqual([
        ['2026-01-01', '-1', '-0.000000001', false, '2026-01-02T04:59:59.999999Z'],
        ['1969-12-31', '0', '-1234567.1', null, '1969-12-31T23:59:59Z'],
        ['2026-01-02', null, null, null, null],
        [
          '2026-01-01',
          '9007199254740993',
          '12345678901234567890123456789.123456789',
          true,
          '2026-01-01T00:00:00.000001Z',
        ],
      ]);
      expect(await warehouse.readRawRows(batches, { batch_id: 'e2' })).toHaveLength(1);
    });

    it('replaces the batches that it names, within their days, and none for an empty list', async () => {
      await warehouse.landRead(readOf(['a1 1', 'a1 2', 'b2 3', 'c3 4']), nothing);
      const days = { column: 'usage_date', from: '2026-01-01', to: '2026-01-03' };
      const replace = { where: { gateway: 'main', batch_id: ['a1', 'b2', "x'y"] }, days };
      await warehouse.landRead(readOf(['d1 5'], replace), nothing);
      expect(await readRequests()).toEqual(['c3 4', 'd1 5']);
      await warehouse.landRead(readOf(['e2 6'], { where: { gateway: 'main', batch_id: [] } }), nothing);
      expect(await readRequests()).toEqual(['c3 4', 'd1 5', 'e2 6']);
      await warehouse.landRead(readOf(['f3 7'], { where: { batch_id: ['c3', 'd1'] }, days }), nothing);
      expect(await readRequests()).toEqual(['c3 4', 'e2 6', 'f3 7']);
    });

    it('lands nothing and leaves nothing behind when what goes with it fails', async () => {
      const before = await readRequests();
      const tables = await listRawTables();
      const temporary = join(folder, 'temporary');
      await mkdir(temporary);
      vi.stubEnv('TMPDIR', temporary);
      const replace = { where: { gateway: 'main' } };
      const refused = warehouse.landRead(readOf(['g1 8'], replace), async () => {
        const [name, ...others] = await readdir(temporary);
        expect(others).toEqual([]);
        expect((await stat(join(temporary, name ?? ''))).mode & 0o077).toBe(0);
        throw new Error('no manifest');
      });
      await expect(refused).rejects.toThrow('no manifest');
      const unfit = { table: usage, file: await writeRows('bad-day.ndjson', [{ usage_date: 'yesterday' }]) };
      await expect(warehouse.landRead(readOf(['g1 8'], replace), async () => [unfit])).rejects.toThrow(
        /bad-day\.ndjson/,
      );
      const select = "SELECT 'g1' AS batch_id, DATE '2026-01-01' AS usage_date, 1 AS typo";
      const misnamed = { table: requests, select, batchIds: ['g1'], parameters: {}, replace };
      await expect(warehouse.landRead(misnamed, nothing)).rejects.toThrow(/test_requests\.parquet failed .*typo/);
      expect(await readdir(temporary)).toEqual([]);
      vi.unstubAllEnvs();
      expect(await readRequests()).toEqual(before);
      expect(await listRawTables()).toEqual(tables);
    });
  });

  it('is not disturbed by tables that are there already', async () => {
    await warehouse.ensureRawTables([usage, batches, requests]);
    expect(await readUsage()).toHaveLength(2);
  });
});
