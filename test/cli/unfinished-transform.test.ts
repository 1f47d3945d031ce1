import { readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli } from '../../cli/run-cli.js';
import { type FakeIo, fakeIo } from './fake-io.js';
import { logLine } from './log-line.js';

let folder = '';

async function run(...argv: string[]): Promise<{ code: number; io: FakeIo }> {
  // Compiled once: a transform without a cache takes most of its time to compile.
  const io = fakeIo({ workingDirectory: folder, env: { XDG_CACHE_HOME: join(folder, 'cache') } });
  return { code: await runCli(argv, io), io };
}

async function execute(sql: string): Promise<void> {
  const instance = await DuckDBInstance.create(join(folder, 'tokenledger.duckdb'));
  const connection = await instance.connect();
  await connection.run(sql);
  connection.closeSync();
  instance.closeSync();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokenledger-unfinished-'));
  await writeFile(
    join(folder, 'tokenledger.yaml'),
    'engine: { type: duckdb, path: ./tokenledger.duckdb }\nsources:\n  - { type: litellm, gateway: gw, path: ./*.jsonl }\n',
  );
  await writeFile(join(folder, 'a.jsonl'), logLine('a', '2026-11-02T10:00:00Z'));
  const { code, io } = await run('run');
  expect(code, io.stderr()).toBe(0);
}, 600_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

it('report, export and doctor refuse to pass off the marts of a transform that failed half-way, until one ends', async () => {
  expect((await run('report')).code).toBe(0);
  await writeFile(join(folder, 'b.jsonl'), logLine('b', '2026-11-03T10:00:00Z'));
  // Landed alone, nothing in the marts is of another run.
  expect((await run('ingest')).code).toBe(0);
  expect((await run('report')).code).toBe(0);
  // A count that landing would refuse, put there by hand: the models cannot hold it, so the transform fails.
  await execute(
    "UPDATE raw.gateway_requests SET output_tokens = 9223372036854775807, total_tokens = NULL WHERE batch_id IN (SELECT batch_id FROM raw.ingest_batches WHERE object_uri = 'b.jsonl')",
  );
  expect((await run('transform')).code).toBe(1);

  const report = await run('report');
  expect(report.code).toBe(1);
  expect(report.io.stdout()).toMatch(/^NOT CONSISTENT: the last transform did not end/);
  const json = await run('report', '--json');
  expect(json.code).toBe(1);
  expect(JSON.parse(json.io.stdout()).unfinished).toContain('marts may be of two runs');
  const exported = await run('export', '--out', 'out');
  expect(exported.code).toBe(1);
  expect(exported.io.stderr()).toContain('nothing was exported: the last transform did not end');
  expect(readdirSync(folder)).not.toContain('out');
  expect((await run('doctor')).io.stdout()).toMatch(/ERROR +transform: the last transform did not end/);

  expect((await run('ingest', '--forget', 'b.jsonl')).code).toBe(0);
  expect((await run('transform')).code).toBe(0);
  expect((await run('report')).code).toBe(0);
  expect((await run('export', '--out', 'out')).code).toBe(0);
}, 600_000);

it('knows a killed full refresh', async () => {
  // What is left of it: everything is to be done again, and nothing is marked.
  await execute(
    'DELETE FROM raw.transformed_batches; CREATE OR REPLACE TABLE usage.changed_batches AS SELECT batch_id, reopen_from FROM raw.ingest_batches',
  );
  expect((await run('report')).code).toBe(1);
  expect((await run('transform')).code).toBe(0);
  expect((await run('report')).code).toBe(0);
}, 600_000);
