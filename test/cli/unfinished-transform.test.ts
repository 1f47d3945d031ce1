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

it('shows the claim that a killed run left behind, and the next transform does not wait for it', async () => {
  await execute(
    'UPDATE raw.transform_claims SET claimed_at = now(), expires_at = now() + INTERVAL 2 HOUR, ended_at = NULL',
  );
  const shown = (await run('runs')).io.stdout();
  expect(shown).toMatch(
    /^At work on the transform: tokenledger, since 20\d\d-\d\d-\d\d \d\d:\d\d UTC\. Its claim ends with it, or at 20.* UTC if it died\.\n\nFinished/,
  );
  const json = JSON.parse((await run('runs', '--json')).io.stdout());
  expect(json.open_claims).toMatchObject([{ run_id: 'tokenledger', is_expired: false }]);
  expect(json.batches[0]).toMatchObject({ is_transformed: true });
  await execute('UPDATE raw.transform_claims SET expires_at = now() - INTERVAL 1 SECOND');
  expect((await run('runs')).io.stdout()).toMatch(
    /^A run did not end: tokenledger, since .* has expired; the next run takes over\.\n/,
  );

  // No other process can have the file open, so whoever made the claim is gone.
  await execute('UPDATE raw.transform_claims SET expires_at = now() + INTERVAL 2 HOUR');
  expect((await run('transform')).code).toBe(0);
  expect(JSON.parse((await run('runs', '--json')).io.stdout()).open_claims).toEqual([]);
}, 600_000);

it('leaves no claim behind a transform that fails', async () => {
  await writeFile(join(folder, 'c.jsonl'), logLine('c', '2026-11-04T10:00:00Z'));
  expect((await run('ingest')).code).toBe(0);
  await execute(
    "UPDATE raw.gateway_requests SET output_tokens = 9223372036854775807, total_tokens = NULL WHERE batch_id IN (SELECT batch_id FROM raw.ingest_batches WHERE object_uri = 'c.jsonl')",
  );
  expect((await run('transform')).code).toBe(1);
  expect(JSON.parse((await run('runs', '--json')).io.stdout()).open_claims).toEqual([]);
}, 600_000);
