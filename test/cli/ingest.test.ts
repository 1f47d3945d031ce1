import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli } from '../../cli/run-cli.js';
import { type FakeIo, fakeIo } from './fake-io.js';
import { logLine } from './log-line.js';

let folder = '';

async function run(...argv: string[]): Promise<{ code: number; io: FakeIo }> {
  const io = fakeIo({ workingDirectory: folder });
  return { code: await runCli(argv, io), io };
}

async function countOf(table: string): Promise<number> {
  const { io } = await run('query', `select count(*) as row_count from raw.${table}`, '--format', 'json');
  return Number(JSON.parse(io.stdout())[0].row_count);
}

const registryOf = (teamId: string): string =>
  `teams: [{ team_id: ${teamId}, name: Search, cost_center: CC-1 }]\nservices: []\nidentities: []\n`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokenledger-ingest-'));
  await writeFile(
    join(folder, 'tokenledger.yaml'),
    `engine: { type: duckdb, path: ./ledger.duckdb }
sources: [{ type: litellm, gateway: gw, path: ./*.jsonl }]
registry: ./registry.yaml
`,
  );
  await writeFile(join(folder, 'registry.yaml'), registryOf('search'));
  await writeFile(join(folder, 'a.jsonl'), logLine('a', '2026-11-02T10:00:00Z'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it('lands one source alone where it is named', async () => {
  expect((await run('ingest', 'litellm')).code).toBe(0);
  expect(await countOf('gateway_requests')).toBe(1);
  expect(await countOf('rates')).toBe(0);
});

it('lands everything a transform reads where none is named, so that a scheduled Dataform needs nothing else', async () => {
  const { code, io } = await run('ingest', '--json');
  expect(code, io.stderr()).toBe(0);
  const { ok, reports } = JSON.parse(io.stdout());
  expect(ok).toBe(true);
  expect(reports.map(({ report }: { report: string }) => report)).toEqual(
    expect.arrayContaining(['rates', 'model_aliases', 'teams', 'requests']),
  );
  expect(await countOf('rates')).toBeGreaterThan(100);
  expect(await countOf('teams')).toBe(1);
});

it('lands nothing over a registry that is not sound', async () => {
  await writeFile(join(folder, 'registry.yaml'), registryOf('[]'));
  await writeFile(join(folder, 'b.jsonl'), logLine('b', '2026-11-03T10:00:00Z'));
  const { code, io } = await run('ingest');
  expect(code).toBe(2);
  expect(io.stderr()).toContain('registry.yaml');
  expect(await countOf('gateway_requests')).toBe(1);
});
