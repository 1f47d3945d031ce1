import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

function write(name: string, text: string): Promise<void> {
  return writeFile(join(folder, name), text);
}

function registry(team: string, more = ''): Promise<void> {
  return write(
    'registry.yaml',
    `teams:
  - { team_id: search, name: Search, cost_center: CC-1 }
  - { team_id: chat, name: Chat, cost_center: CC-2 }
${more}services:
  - { service_id: web, product: web, kind: direct, environment: prod, owners: [{ team_id: ${team}, from: 2024-01-01 }] }
identities:
  - { kind: gateway_team, gateway: gw, value: team-search, service_id: web, from: 2024-01-01 }
`,
  );
}

async function rows(sql: string): Promise<unknown> {
  const { code, io } = await run('query', sql, '--json');
  expect(code, io.stderr()).toBe(0);
  return JSON.parse(io.stdout());
}

const CHARGED =
  'select period, team_id, sum(effective_cost_usd) as usd from marts.chargeback_monthly group by 1, 2 order by 1, 2';

// By hand: 1,000 tokens in at 3 USD and 100 out at 15 USD a million are 0.0045 USD a request.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokenledger-restated-'));
  await write(
    'tokenledger.yaml',
    `engine: { type: duckdb, path: ./tokenledger.duckdb }
sources:
  - { type: litellm, gateway: gw, path: ./*.jsonl }
registry: ./registry.yaml
invoices: ./invoices.csv
`,
  );
  await registry('search');
  await write('invoices.csv', 'provider,account,period,invoice_id,issued_on,subtotal,credits,tax,total,currency\n');
  await write(
    'a.jsonl',
    ['2026-08', '2026-09', '2026-11'].map((month) => logLine(month, `${month}-02T10:00:00Z`)).join(''),
  );
  const { code, io } = await run('run');
  expect(code, io.stderr()).toBe(0);
}, 600_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

it('a month that Finance has not seen moves as it likes; an export of a month that has ended is seen', async () => {
  await write('b.jsonl', logLine('late', '2026-08-03T10:00:00Z'));
  const unseen = await run('run', '--keep-invoiced');
  expect(unseen.code, unseen.io.stderr()).toBe(0);
  expect((await run('export', '--out', 'out')).code).toBe(0);
  expect(await rows('select period from raw.exported_months order by period')).toEqual([
    { period: '2026-08' },
    { period: '2026-09' },
  ]);
  await write('c.jsonl', logLine('later', '2026-08-04T10:00:00Z'));
  const { code, io } = await run('run', '--json');
  expect(code, io.stderr()).toBe(0);
  expect(io.stderr()).toContain(
    'MOVED 2026-08 anthropic, team search (CC-1): 0.01 → 0.01 USD (+0.004500000), seen by export, because of: late log',
  );
  expect(JSON.parse(io.stdout()).transform.restated_months).toMatchObject([
    { period: '2026-08', provider: 'anthropic', team_id: 'search', cost_center: 'CC-1', moved_usd: '0.0045' },
  ]);
}, 600_000);

it('--keep-invoiced refuses by name what moves, changes no mart, and lets through what does not', async () => {
  // A new team opens every day again, and moves none.
  await registry('search', '  - { team_id: new, name: New, cost_center: CC-3 }\n');
  const harmless = await run('run', '--keep-invoiced');
  expect(harmless.code, harmless.io.stderr()).toBe(0);

  const before = await rows(CHARGED);
  await registry('chat');
  const refused = await run('run', '--keep-invoiced', '--json');
  expect(refused.code).toBe(1);
  expect(refused.io.stderr()).toContain('refused by --keep-invoiced');
  expect(JSON.parse(refused.io.stdout())).toMatchObject({
    ok: false,
    transform: null,
    refused: [
      expect.stringContaining('2026-08 anthropic, team search (CC-1): 0.01 → 0.00 USD'),
      expect.stringContaining('2026-08 anthropic, team chat (CC-2): 0.00 → 0.01 USD'),
      expect.stringMatching(/^2026-09 .*team search /),
      expect.stringMatching(/^2026-09 .*team chat .*seen by export, because of: registry$/),
    ],
  });
  expect(await rows(CHARGED)).toEqual(before);
  expect(existsSync(join(folder, 'tokenledger.duckdb.rehearsal'))).toBe(false);
  expect((await run('report')).code).toBe(0);

  const allowed = await run('run');
  expect(allowed.code, allowed.io.stderr()).toBe(0);
  expect(allowed.io.stdout()).toContain('4 figures that Finance has seen moved, of 2026-08, 2026-09');
  const moved = `select period, team_id, charged_before_usd, charged_after_usd, moved_usd, restatement_count, restatement_reason
    from marts.restated_months where restatement_reason = 'registry' order by period, team_id`;
  const told = [
    ['2026-08', 'chat', '0', '0.0135', '0.0135', '1'],
    ['2026-08', 'search', '0.0135', '0', '-0.0135', '2'],
    ['2026-09', 'chat', '0', '0.0045', '0.0045', '1'],
    ['2026-09', 'search', '0.0045', '0', '-0.0045', '1'],
  ].map(([period, team_id, charged_before_usd, charged_after_usd, moved_usd, restatement_count]) => ({
    period,
    team_id,
    charged_before_usd,
    charged_after_usd,
    moved_usd,
    restatement_count,
    restatement_reason: 'registry',
  }));
  expect(await rows(moved)).toEqual(told);
  // Told once, and kept by a full refresh that moves nothing.
  expect((await run('run', '--full-refresh')).code).toBe(0);
  expect(await rows(moved)).toEqual(told);
}, 600_000);
