import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture } from '../ingest/support/installation.js';
import { installCommand } from './install-command.js';

let installed = '';
let program = '';
let folder = '';
/** Every path that was ever seen, with the modes it had. */
const seen = new Map<string, Set<string>>();

function look(): void {
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const found = statSync(join(folder, path), { throwIfNoEntry: false });
    if (found === undefined) continue;
    const modes = seen.get(path) ?? new Set();
    seen.set(path, modes.add((found.mode & 0o777).toString(8)));
  }
}

/** Runs the built command, as a user whose umask lets everybody read, and watches the folder meanwhile. */
async function run(...argv: string[]): Promise<void> {
  const command = [process.execPath, program, ...argv];
  const child = spawn('sh', ['-c', 'umask 022; exec "$@"', 'sh', ...command], {
    cwd: folder,
    env: { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const watch = setInterval(look, 10);
  const code = await new Promise((resolve) => child.on('exit', resolve));
  clearInterval(watch);
  look();
  expect(code, argv.join(' ')).toBe(0);
}

function modesOf(pattern: RegExp): string[] {
  const modes = [...seen].filter(([path]) => pattern.test(path)).flatMap(([, each]) => [...each]);
  return [...new Set(modes)].sort();
}

beforeAll(async () => {
  installed = await mkdtemp(join(tmpdir(), 'tokenledger-installed-'));
  folder = await mkdtemp(join(tmpdir(), 'tokenledger-private-'));
  program = installCommand(installed);
  mkdirSync(join(folder, 'logs'), { mode: 0o755 });
  writeFileSync(join(folder, 'logs', 'a.jsonl'), fixture('litellm-spend-logs.jsonl'), { mode: 0o644 });
  writeFileSync(
    join(folder, 'tokenledger.yaml'),
    `engine: { type: duckdb, path: ./data/ledger.duckdb }
sources: [{ type: litellm, gateway: main, path: ./logs/*.jsonl }]
`,
    { mode: 0o644 },
  );
  await run('ingest');
}, 300_000);

afterAll(() => Promise.all([folder, installed].map((each) => rm(each, { recursive: true, force: true }))));

describe('what is written is readable by its owner only', () => {
  it('the database, its lock and its write-ahead log', () => {
    for (const file of [/^data\/ledger\.duckdb$/, /^data\/ledger\.duckdb\.lock$/, /^data\/ledger\.duckdb\.wal$/])
      expect(modesOf(file), String(file)).toEqual(['600']);
    expect(modesOf(/^data$/)).toEqual(['700']);
  });

  it('the state and the exports', async () => {
    expect(modesOf(/^\.tokenledger\/salt$/)).toEqual(['600']);
    expect(modesOf(/^\.tokenledger(\/work)?$/)).toEqual(['700']);
    await makeMart();
    await run('export', '--mart', 'unpriced_usage', '--format', 'parquet');
    await run('export', '--mart', 'unpriced_usage', '--format', 'csv');
    expect(modesOf(/^exports$/)).toEqual(['700']);
    expect(modesOf(/^exports\/.*(parquet|csv|partial)$/)).toEqual(['600']);
  });

  it('but what is there keeps the mode that its owner gave it', async () => {
    const shared = ['data/ledger.duckdb', 'exports/unpriced_usage.csv', 'exports/unpriced_usage.parquet'];
    for (const file of shared) chmodSync(join(folder, file), 0o640);
    chmodSync(join(folder, 'exports'), 0o755);
    await run('ingest');
    await run('export', '--mart', 'unpriced_usage', '--format', 'parquet');
    await run('export', '--mart', 'unpriced_usage', '--format', 'csv');
    for (const file of shared) expect((statSync(join(folder, file)).mode & 0o777).toString(8), file).toBe('640');
    expect((statSync(join(folder, 'exports')).mode & 0o777).toString(8)).toBe('755');
    expect(modesOf(/^logs|^tokenledger\.yaml$/)).toEqual(['644', '755']);
  });
});

/** A mart to export, without a transform. */
async function makeMart(): Promise<void> {
  const instance = await DuckDBInstance.create(join(folder, 'data', 'ledger.duckdb'));
  const connection = await instance.connect();
  await connection.run('create schema marts');
  await connection.run(`create table marts.unpriced_usage as select date '2026-11-01' as usage_date, 'x' as model_id`);
  connection.closeSync();
  instance.closeSync();
}
