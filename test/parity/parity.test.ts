import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../cli/config.js';
import { type Demo, prepareDemo } from '../../demo/build-demo.js';
import { ingest, ingestReference } from '../../ingest/ingest.js';
import type { IngestDeps } from '../../ingest/ingest-types.js';
import { readBooks } from '../../pricing/read-books.js';
import type { TransformOptions, TransformResult, Warehouse } from '../../warehouse/warehouse.js';
import { compareTables } from './compare-tables.js';
import { buildEmulator } from './emulator/build-emulator.js';
import { type Emulator, startEmulator } from './emulator/start-emulator.js';
import { EXCLUSIONS } from './exclusions.js';
import { openDuckDb, openEmulator, openSelect } from './open-engines.js';
import { TwinWarehouse } from './twin-warehouse.js';

/** Seven weeks: three months of chargeback, a change of owners and one of prices. A statement takes the emulator about a second. */
const SIZE = { requests: 10_000, from: '2026-09-28' };
const PREFIX = 'parity_';
const SCHEMAS = ['raw', 'staging', 'usage', 'costs', 'marts'];

/** The demo plays on the 14th first, and the log of a full disk of the 12th comes on that day. */
const FIRST_TODAY = '2026-11-14';
const LATE_LOG_ARRIVED = '2026-11-15';
/** OpenAI halves what it reported of the 13th; the correction shows in the second daily run. */
const RESTATED = '2026-11-16';
const RESTATEMENT = { day: '2026-11-13', revealedOn: '2026-11-15', provider: 'openai', percent: 50 } as const;

describe('the demo company on DuckDB and on BigQuery', () => {
  let emulator: Emulator;
  let folder: string;
  let demo: Demo;
  let duckdb: Warehouse;
  let bigquery: Warehouse;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tokenledger-parity-'));
    demo = await prepareDemo(folder, {
      ...SIZE,
      today: FIRST_TODAY,
      restatements: [RESTATEMENT],
      hasFaults: false,
    });
    duckdb = await openDuckDb(join(folder, 'parity.duckdb'));
    // One of its own: what it has analyzed stays in its memory, and the other tests leave a lot behind.
    emulator = await startEmulator(await buildEmulator());
    bigquery = await openEmulator(emulator.host, PREFIX);
  });
  afterAll(async () => {
    await duckdb?.close();
    await bigquery?.close();
    await emulator?.stop();
    await demo?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('agrees after a full refresh', async () => {
    await land();
    await transformBoth({ fullRefresh: true });
    await expectEqualTables();
  });

  it('agrees after a daily increment with a late log file', async () => {
    await demo.advance(LATE_LOG_ARRIVED);
    await land();
    await transformBoth({});
    await expectEqualTables();
  });

  it('agrees after a daily increment with a restated day', async () => {
    await demo.advance(RESTATED);
    await land();
    await transformBoth({});
    await expectEqualTables();
  });

  /** One ingestion into both, so that batch ids and times agree. */
  async function land(): Promise<void> {
    const config = loadConfig(demo.configPath);
    const books = readBooks();
    const deps: IngestDeps = {
      warehouse: new TwinWarehouse(duckdb, bigquery),
      env: demo.env,
      now: () => startOfDay(demo.today()),
      log: report,
      codeVersion: 'parity',
    };
    const reference = await ingestReference(
      config,
      [
        { table: 'rates', rows: books.rates.map(({ rate }) => ({ ...rate })) },
        { table: 'model_aliases', rows: books.aliases.map(({ alias }) => ({ ...alias })) },
      ],
      deps,
    );
    const sources = await ingest(config, {}, deps);
    expect([...reference.failures, ...sources.failures]).toEqual([]);
    expect(sources.reports.some(({ changedDays }) => changedDays > 0)).toBe(true);
  }

  async function transformBoth(options: TransformOptions): Promise<void> {
    const ours = await transformOne(duckdb, options);
    const theirs = await transformOne(bigquery, options);
    const assertionsOf = ({ events }: TransformResult) =>
      events
        .filter(({ kind, status }) => kind === 'assertion' && status === 'done')
        .map(({ action }) => action)
        .sort();
    expect(assertionsOf(theirs).length).toBeGreaterThan(0);
    expect(assertionsOf(theirs)).toEqual(assertionsOf(ours));
  }

  async function transformOne(warehouse: Warehouse, options: TransformOptions): Promise<TransformResult> {
    const begun = performance.now();
    const result = await warehouse.transform(options, () => undefined);
    report(`${warehouse.engine} transformed in ${((performance.now() - begun) / 1000).toFixed(0)}s`);
    const failed = result.events.filter(({ status }) => status === 'failed');
    expect(failed.map(({ action, message }) => `${action}: ${message}`)).toEqual([]);
    expect(result.ok).toBe(true);
    return result;
  }

  async function expectEqualTables(): Promise<void> {
    const { tables, rows, differences } = await compareTables(
      (sql) => duckdb.query(sql),
      openSelect(emulator.host, PREFIX),
      SCHEMAS,
      EXCLUSIONS,
    );
    report(`compared ${tables} tables, ${rows} rows: ${differences.length} tables differ`);
    expect(tables).toBeGreaterThan(0);
    expect(differences.map(({ table, text }) => `${table}: ${text}`).join('\n')).toBe('');
  }
});

function startOfDay(day: string): DateTime<true> {
  const time = DateTime.fromISO(day, { zone: 'utc' });
  if (!time.isValid) throw new Error(`"${day}" is not a day`);
  return time;
}

function report(line: string): void {
  process.stderr.write(`${line}\n`);
}
