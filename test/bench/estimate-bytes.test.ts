import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Company, estimate } from '../../bench/scans/estimate-bytes.js';
import type { ScannedStatement } from '../../bench/scans/scan-graph.js';
import { measureTables, readLength, sizeTables, type TableSize } from '../../bench/scans/table-sizes.js';

const MIB = 2 ** 20;

const size = (growsBy: TableSize['growsBy'], columns: Record<string, [number, number]>): TableSize => ({
  growsBy,
  columns: new Map(Object.entries(columns).map(([name, [base, more]]) => [name, { base, more }])),
});

const company: Company = {
  sizes: new Map([
    ['usage.requests', size('day', { usage_date: [0, 8], tokens: [0, 100] })],
    ['marts.monthly', size('month', { period: [0, 9], cost_usd: [0, 16] })],
    ['raw.batches', size('run', { batch_id: [1000, 3] })],
  ]),
  partitions: new Map([['usage.requests', 'usage_date']]),
  windows: new Map([['usage.model', new Map([['window_days', 2]])]]),
};

const scanned = (kind: ScannedStatement['kind'], table: string, columns: string[], variable?: string) => {
  const filters = variable === undefined ? [] : [{ column: 'usage_date', variable }];
  const statement: ScannedStatement = { action: 'usage.model', kind, scans: [{ table, columns, filters }] };
  return [1, 30, 365].map((days) => estimate([statement], company, days).scanned);
};

describe('what a statement reads', () => {
  it('is the days of its window, of the columns that it names', () => {
    expect(scanned('query', 'usage.requests', ['tokens'], 'window_days')).toEqual([100, 200, 200]);
    expect(scanned('query', 'usage.requests', ['tokens', 'usage_date'])).toEqual([108, 3240, 39_420]);
    // A variable that the script does not declare, and a constant, prune nothing.
    expect(scanned('query', 'usage.requests', ['tokens'], 'other_days')).toEqual([100, 3000, 36_500]);
  });

  it('grows with the months or the runs of what is not kept by day', () => {
    expect(scanned('query', 'marts.monthly', ['cost_usd'])).toEqual([16, 16, 208]);
    expect(scanned('query', 'raw.batches', ['batch_id'])).toEqual([1003, 1090, 2095]);
  });

  it('is for a DELETE the column of its condition, and all of the partitions or the table', () => {
    expect(scanned('delete', 'usage.requests', ['usage_date'], 'window_days')).toEqual([116, 232, 232]);
    expect(scanned('delete', 'marts.monthly', ['period'])).toEqual([34, 34, 442]);
  });

  it('is billed with ten MiB a table and statement at least, and nothing for a view', () => {
    const read = { table: 'usage.requests', columns: ['tokens'], filters: [] };
    const statements: ScannedStatement[] = [
      { action: 'usage.model', kind: 'query', scans: [read, read, { ...read, table: 'raw.batches', columns: [] }] },
      { action: 'usage.model', kind: 'declare', scans: [read] },
      { action: 'staging.view', kind: 'view', scans: [read] },
    ];
    expect(estimate(statements, company, 1)).toEqual({ scanned: 300, billed: 30 * MIB });
    const large = {
      ...company,
      sizes: new Map(company.sizes).set('usage.requests', size('day', { tokens: [0, 6 * MIB] })),
    };
    expect(estimate(statements, large, 1)).toEqual({ scanned: 18 * MIB, billed: 32 * MIB });
  });
});

describe('the sizes of tables', () => {
  let connection: Awaited<ReturnType<DuckDBInstance['connect']>>;
  beforeAll(async () => {
    connection = await (await DuckDBInstance.create(':memory:')).connect();
    await connection.run(`CREATE SCHEMA usage; CREATE SCHEMA raw; CREATE SCHEMA marts;
      CREATE TABLE usage.requests (usage_date DATE, k VARCHAR, n BIGINT, a DECIMAL(38, 9), t TIMESTAMPTZ, b BOOLEAN);
      INSERT INTO usage.requests VALUES
        ('2026-11-01', 'aé', 1, 0.5, '2026-11-01 00:00:00+00', true), ('2026-11-01', NULL, 1, NULL, NULL, NULL),
        ('2026-11-02', '', 1, 1, NULL, false), ('2026-11-02', 'abc', NULL, 1, NULL, false);
      CREATE TABLE marts.monthly (period VARCHAR, n BIGINT);
      INSERT INTO marts.monthly VALUES ('2026-10', 1), ('2026-11', 1), ('2026-11', 1), ('2026-11', 1);
      CREATE TABLE raw.batches (batch_id VARCHAR); INSERT INTO raw.batches VALUES ('12345678'), ('12345678');`);
  });
  afterAll(() => connection.closeSync());

  it('are as BigQuery counts them, a day, a month or a run', async () => {
    const partitions = new Map([['usage.requests', 'usage_date']]);
    const before = await measureTables(connection, partitions);
    await connection.run("INSERT INTO raw.batches VALUES ('123')");
    const sizes = sizeTables(before, await measureTables(connection, partitions));
    const shown = (table: string) => Object.fromEntries(sizes.get(table)?.columns ?? []);
    // Four dates of 8 over two days; texts of 3, 0 and 3 bytes with 2 each; NULL takes no room.
    expect(shown('usage.requests')).toEqual({
      usage_date: { base: 0, more: 16 },
      k: { base: 0, more: 6 },
      n: { base: 0, more: 12 },
      a: { base: 0, more: 24 },
      t: { base: 0, more: 4 },
      b: { base: 0, more: 1.5 },
    });
    expect(shown('marts.monthly')).toEqual({ period: { base: 0, more: 18 }, n: { base: 0, more: 16 } });
    expect(shown('raw.batches')).toEqual({ batch_id: { base: 20, more: 5 } });
    expect([...sizes].map(([table, { growsBy }]) => `${table} ${growsBy}`).sort()).toEqual([
      'marts.monthly month',
      'raw.batches run',
      'usage.requests day',
    ]);
  });

  it('know how long a variable is', async () => {
    await connection.run("SET VARIABLE days = [DATE '2026-11-01', DATE '2026-11-02']");
    expect(await readLength(connection, 'days')).toBe(2);
  });
});
