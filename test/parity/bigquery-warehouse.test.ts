import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { rawTable } from '../../warehouse/raw-table.js';
import { UserError } from '../../warehouse/user-error.js';
import type { Row, Warehouse } from '../../warehouse/warehouse.js';
import { openEmulator } from './open-engines.js';

const usage = rawTable(
  'test_usage',
  'account usage_date:DATE tokens:INT64 cost:NUMERIC is_batch:BOOL started_at:TIMESTAMP',
  { partitionBy: 'usage_date', clusterBy: ['account'] },
);
const batches = rawTable('test_batches', 'batch_id');

describe('the BigQuery engine', () => {
  let warehouse: Warehouse;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tokenledger-test-'));
    warehouse = await openEmulator(inject('emulatorHost'), 'engine_');
    await warehouse.ensureRawTables([usage, batches]);
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
    const { rows } = await warehouse.query('SELECT table_name FROM raw.INFORMATION_SCHEMA.TABLES ORDER BY table_name');
    expect(rows.map((row) => row.table_name)).toEqual(['test_batches', 'test_usage']);
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

  it('is not disturbed by tables that are there already', async () => {
    await warehouse.ensureRawTables([usage, batches]);
    expect(await readUsage()).toHaveLength(2);
  });
});
