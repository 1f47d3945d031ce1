import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { expect } from 'vitest';
import { type Config, loadConfig } from '../../cli/config.js';
import { runIngest, runReference } from '../../cli/steps/run-ingest.js';
import { runTransform } from '../../cli/steps/run-transform.js';
import { type Demo, type DemoOptions, prepareDemo } from '../../demo/build-demo.js';
import { DuckDbWarehouse } from '../../warehouse/duckdb/duckdb-warehouse.js';
import type { Row, TransformOptions } from '../../warehouse/warehouse.js';
import { fakeIo } from '../cli/fake-io.js';

/** The invented company in a folder of its own, run through the real path. */
export interface CompanyRun {
  readonly demo: Demo;
  readonly config: Config;
  readonly warehouse: DuckDbWarehouse;
  /** Reference data, sources, models and assertions, as `tokenledger run` does; all of it has to succeed. */
  run(options?: TransformOptions): Promise<void>;
  query(sql: string): Promise<readonly Row[]>;
  close(): Promise<void>;
}

export async function startCompany(options: DemoOptions): Promise<CompanyRun> {
  const folder = await mkdtemp(join(tmpdir(), 'company-'));
  const demo = await prepareDemo(folder, options);
  const config = loadConfig(demo.configPath);
  // Two installations hash e-mail addresses differently; companies that are compared share the salt.
  await mkdir(join(folder, '.tokenledger'), { recursive: true });
  await writeFile(join(folder, '.tokenledger', 'salt'), Buffer.alloc(32, 7));
  const warehouse = new DuckDbWarehouse({ type: 'duckdb', path: join(folder, 'company.duckdb') });
  return {
    demo,
    config,
    warehouse,
    run: async (transform = {}) => {
      const now = DateTime.fromISO(demo.today(), { zone: 'utc' }) as DateTime<true>;
      const io = fakeIo({ env: demo.env, now: () => now, workingDirectory: folder });
      const reference = await runReference(config, warehouse, io);
      const sources = await runIngest(config, {}, warehouse, io);
      expect([...reference.failures, ...sources.failures]).toEqual([]);
      const result = await runTransform(warehouse, transform, io);
      expect(result.events.filter(({ status }) => status === 'failed' || status === 'skipped')).toEqual([]);
    },
    query: async (sql) => (await warehouse.query(sql)).rows,
    close: async () => {
      await demo.close();
      await warehouse.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Tables whose content tells when something ran, not what it says. */
const ABOUT_THE_RUN = [
  'usage.changed_batches',
  'costs.int_periods',
  'usage.touched_days',
  'usage.changed_days',
  'usage.changed_periods',
];

/** Forecasts are frozen on the day they are made, so they depend on what was known then; restatements are history. */
export const FROZEN = [
  'costs.int_forecasts',
  'marts.forecast_variance',
  'marts.budget_status',
  'marts.restated_months',
];

/** The content of every model table: its row count and a hash of its rows in any order. */
export async function fingerprint(run: Pick<CompanyRun, 'query'>, without: readonly string[] = []): Promise<Row> {
  const tables = await run.query(
    `SELECT table_schema || '.' || table_name AS name FROM information_schema.tables
     WHERE table_schema IN ('staging', 'usage', 'costs', 'marts', 'assertions') ORDER BY 1`,
  );
  const print: Record<string, string> = {};
  for (const name of tables.map((row) => String(row.name))) {
    if (ABOUT_THE_RUN.includes(name) || without.includes(name)) continue;
    const rows = await run.query(`SELECT CAST(t AS VARCHAR) AS line FROM ${name} AS t ORDER BY 1`);
    const hash = createHash('sha256');
    for (const { line } of rows) hash.update(String(line));
    print[name] = `${rows.length} rows ${hash.digest('hex').slice(0, 16)}`;
  }
  return print;
}
