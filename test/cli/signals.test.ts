import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DuckDbWarehouse } from '../../warehouse/duckdb/duckdb-warehouse.js';
import { installCommand } from './install-command.js';
import { logLine } from './log-line.js';

const RECORDS = 20_000;

let installed = '';
let program = '';
let folder = '';

beforeAll(async () => {
  installed = await mkdtemp(join(tmpdir(), 'tokenledger-installed-'));
  folder = await mkdtemp(join(tmpdir(), 'tokenledger-signals-'));
  program = installCommand(installed);
  const lines = Array.from({ length: RECORDS }, (_, index) => {
    const day = String((index % 28) + 1).padStart(2, '0');
    return logLine(`r${index}`, `2026-10-${day}T10:00:00Z`).trim();
  });
  await writeFile(join(folder, 'a.jsonl'), `${lines.join('\n')}\n`);
  await configure('{ type: litellm, gateway: gw, path: ./*.jsonl }');
  const { code, log } = await finish(start('run'));
  expect(code, log).toBe(0);
}, 600_000);

afterAll(() => Promise.all([folder, installed].map((each) => rm(each, { recursive: true, force: true }))));

function configure(source: string): Promise<void> {
  return writeFile(
    join(folder, 'tokenledger.yaml'),
    `engine: { type: duckdb, path: ./tokenledger.duckdb }\nsources: [${source}]\n`,
  );
}

interface Started {
  readonly child: ChildProcess;
  readonly log: () => string;
}

/** The built command as a process of its own, the models already compiled. */
function start(...argv: string[]): Started {
  const env = { ...process.env, XDG_CACHE_HOME: join(folder, 'cache'), OPENAI_ADMIN_KEY: 'sk-admin-0123456789' };
  const child = spawn(process.execPath, [program, ...argv], { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  return { child, log: () => log };
}

async function finish({ child, log }: Started): Promise<{ code: number | null; signal: string | null; log: string }> {
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return { code, signal, log: log() };
}

/** Signals the process some time after its log holds the words. */
async function signalAfter(started: Started, words: string, delay: number, signal: NodeJS.Signals): Promise<void> {
  while (!started.log().includes(words)) await wait(10);
  await wait(delay);
  started.child.kill(signal);
}

const isLocked = () => existsSync(join(folder, 'tokenledger.duckdb.lock'));

async function query(sql: string) {
  const warehouse = new DuckDbWarehouse({ type: 'duckdb', path: join(folder, 'tokenledger.duckdb') });
  try {
    return (await warehouse.query(sql)).rows;
  } finally {
    await warehouse.close();
  }
}

describe('a command that is told to end', () => {
  it('says where it was, ends its claim, frees the lock and exits as shells expect: SIGTERM in a transform', async () => {
    const started = start('transform', '--full-refresh');
    await signalAfter(started, 'transform', 1500, 'SIGTERM');
    const { code, log } = await finish(started);
    expect(code, log).toBe(143);
    // How far it is by then depends on the machine.
    expect(log).toMatch(/stopping at transform (\d+\/\d+ \S+ (running|done)|compiling the models)/);
    expect(log).toContain('tokenledger: stopped by SIGTERM; what was finished is kept');
    expect(log).not.toContain('FAILED');
    expect(isLocked()).toBe(false);
    expect(await query('select count(*) as n from raw.transform_claims where ended_at is null')).toEqual([{ n: '0' }]);

    const again = await finish(start('transform'));
    expect(again.code, again.log).toBe(0);
    const open = `select count(*) as n from raw.ingest_batches as b
      left join raw.transformed_batches as t on t.batch_id = b.batch_id where t.batch_id is null`;
    expect(await query(open)).toEqual([{ n: '0' }]);
  }, 300_000);

  it('lets a log that is being landed go, to be landed by the next ingest: SIGTERM in an ingest', async () => {
    for (const delay of [100, 400, 900]) {
      await configure(`{ type: litellm, gateway: gw${delay}, path: ./*.jsonl }`);
      const started = start('ingest');
      await wait(delay);
      started.child.kill('SIGTERM');
      const { code, signal, log } = await finish(started);
      // Before it listens, the signal ends it as it ends any process; a fast machine may be done.
      expect([143, 0, 'SIGTERM'], log).toContain(signal ?? code);
      expect(isLocked()).toBe(false);
      const again = await finish(start('ingest'));
      expect(again.code, again.log).toBe(0);
      expect(await query(`select count(*) as n from raw.gateway_requests where gateway = 'gw${delay}'`)).toEqual([
        { n: String(RECORDS) },
      ]);
    }
  }, 300_000);

  it('does not wait for a provider that does not answer: SIGINT in an ingest', async () => {
    const server = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await configure(
      `{ type: openai, account: acme, api_key_env: OPENAI_ADMIN_KEY, base_url: "http://127.0.0.1:${port}/v1", start_date: 2026-10-01 }`,
    );
    const started = start('ingest');
    await once(server, 'request');
    const asked = performance.now();
    started.child.kill('SIGINT');
    const { code, log } = await finish(started);
    server.closeAllConnections();
    server.close();
    expect(code, log).toBe(130);
    expect(performance.now() - asked).toBeLessThan(10_000);
    expect(log).toMatch(/stopping at ingest .*\n(.*\n)*tokenledger: stopped by SIGINT/);
    expect(isLocked()).toBe(false);
  }, 120_000);
});
