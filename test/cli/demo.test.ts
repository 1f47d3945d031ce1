import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../cli/run-cli.js';
import { packageRoot } from '../../warehouse/package-root.js';
import { type FakeIo, fakeIo } from './fake-io.js';

const SIZE = ['--requests', '800'];
let folder = '';
let undisturbed = '';

async function run(...argv: string[]): Promise<{ code: number; io: FakeIo }> {
  const io = fakeIo({ workingDirectory: folder });
  return { code: await runCli(argv, io), io };
}

/** Every mart as CSV, ordered by all columns: what "the same tables" means. */
async function readTables(demo: string): Promise<ReadonlyMap<string, string>> {
  const out = join(demo, 'compared');
  const { code, io } = await run('export', '--config', join(demo, 'tokenledger.yaml'), '--mart', 'all', '--out', out);
  expect(code, io.stderr()).toBe(0);
  const tables = new Map<string, string>();
  for (const file of readdirSync(out).sort()) tables.set(file, await readFile(join(out, file), 'utf8'));
  return tables;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokenledger-demo-'));
  undisturbed = join(folder, 'undisturbed');
  const { code, io } = await run('demo', '--dir', 'undisturbed', ...SIZE);
  expect(code, io.stderr()).toBe(0);
  expect(io.stdout()).toContain('Every ledger equals its bill.');
}, 300_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the demo on the command line', () => {
  it('reports within 100 columns but for paths and commands, and ends with commands that work', async () => {
    const { code, io } = await run('report', '--config', 'undisturbed/tokenledger.yaml');
    expect(code).toBe(0);
    const wide = io
      .stdout()
      .split('\n')
      .filter((line) => line.length > 100);
    expect(wide.filter((line) => !/tokenledger --config|^Database|^Exports/.test(line))).toEqual([]);
    expect(io.stdout()).toContain('2026-10 charged back'); // the demo plays on 2026-11-16: October is the last complete bill
    expect(io.stdout()).toContain('Forecast against budget, 2026-11');
    const commands = io
      .stdout()
      .split('\n')
      .filter((line) => line.startsWith('  tokenledger '));
    expect(commands).toHaveLength(3);
    for (const command of commands) {
      const argv = [...command.trim().matchAll(/"([^"]*)"|(\S+)/g)].map((word) => word[1] ?? word[2] ?? '').slice(1);
      expect((await run(...argv)).code, command).toBe(0);
    }
  });

  it('gives the same report as data, for another month too', async () => {
    const { code, io } = await run(
      'report',
      '--config',
      'undisturbed/tokenledger.yaml',
      '--month',
      '2026-09',
      '--json',
    );
    expect(code).toBe(0);
    const report = JSON.parse(io.stdout());
    expect(report).toMatchObject({ month: '2026-09', openMonth: '2026-11' });
    expect(report.sections.total_against_bill.reconciliation.length).toBeGreaterThan(0);
  });

  it('exports a month as CSV whose statement amounts are whole cents', async () => {
    const { code, io } = await run(
      ...'export --config undisturbed/tokenledger.yaml --month 2026-10 --out out --json'.split(' '),
    );
    expect(code).toBe(0);
    const [{ file }] = JSON.parse(io.stdout());
    const [header = '', ...lines] = (await readFile(file, 'utf8')).trimEnd().split('\n');
    const statement = header.split(',').indexOf('statement_amount_usd');
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) expect(line.split(',')[statement]).toMatch(/^-?\d+(\.\d{1,2})?$/);
    expect(readdirSync(join(folder, 'out'))).toEqual(['chargeback_monthly-2026-10.csv']);
  });

  it('refuses a month without rows and leaves no file', async () => {
    const { code, io } = await run(
      ...'export --config undisturbed/tokenledger.yaml --month 2020-01 --out none'.split(' '),
    );
    expect(code).toBe(2);
    expect(io.stderr()).toContain('2026-10');
    expect(readdirSync(join(folder, 'none'))).toEqual([]);
  });

  it.each([
    'delete from marts.spend_daily',
    'drop table raw.rates',
    "copy (select 1) to 'x.csv'",
    'select 1; drop table raw.rates',
  ])('query refuses %s', async (sql) => {
    const { code, io } = await run('query', '--config', 'undisturbed/tokenledger.yaml', sql);
    expect(code).toBe(2);
    expect(io.stdout()).toBe('');
  });

  it('query prints table, CSV and JSON', async () => {
    const sql = 'select count(*) > 0 as has_rows from marts.chargeback_lines';
    const config = ['--config', 'undisturbed/tokenledger.yaml'];
    expect((await run('query', sql, ...config)).io.stdout()).toContain('(1 row)');
    expect((await run('query', sql, ...config, '--format', 'csv')).io.stdout()).toBe('has_rows\ntrue\n');
    expect(JSON.parse((await run('query', sql, ...config, '--json')).io.stdout())).toEqual([{ has_rows: true }]);
  });

  it('lists sources and runs', async () => {
    const sources = await run('sources', '--config', 'undisturbed/tokenledger.yaml', '--json');
    expect(JSON.parse(sources.io.stdout())).toMatchObject([
      { source_id: 'openai:fernway-openai', landed_through: expect.stringMatching(/^2026-11-/) },
      { source_id: 'anthropic:fernway-anthropic' },
      { source_id: 'litellm:main-gateway' },
    ]);
    const runs = await run('runs', '--config', 'undisturbed/tokenledger.yaml', '--limit', '5');
    expect(runs.io.stdout()).toContain('yes');
  });

  it('does not mix two companies in one folder', async () => {
    const { code, io } = await run('demo', '--dir', 'undisturbed', '--requests', '900');
    expect(code).toBe(2);
    expect(io.stderr()).toContain('another --dir');
  });

  it('run twice gives the same tables', async () => {
    const before = await readTables(undisturbed);
    const { code, io } = await run('demo', '--dir', 'undisturbed', ...SIZE);
    expect(code, io.stderr()).toBe(0);
    expect(await readTables(undisturbed)).toEqual(before);
  });

  it('killed while ingesting and while transforming, then run again, gives the same tables', async () => {
    execFileSync('npx', ['tsc', '-p', 'tsconfig.build.json'], { cwd: packageRoot(), stdio: 'inherit' });
    const killed = join(folder, 'killed');
    // The salt is an installation's own; the same one makes the hashes comparable.
    await mkdir(join(killed, '.tokenledger'), { recursive: true });
    await cp(join(undisturbed, '.tokenledger', 'salt'), join(killed, '.tokenledger', 'salt'));
    expect(await killAt(killed, /costs: \d+ read|usage\/completions: \d+ read/)).toBe('SIGKILL');
    // Some time after the transform has begun: compiling, in the middle of the models, near the end. How far it is by then
    // depends on the machine, and a run that was faster than its kill has to give the same tables too.
    for (const delay of [1000, 2500, 4000]) await killAt(killed, /^transform /m, delay);
    const { code, io } = await run('demo', '--dir', 'killed', ...SIZE);
    expect(code, io.stderr()).toBe(0);
    expect(await readTables(killed)).toEqual(await readTables(undisturbed));
    expect(existsSync(join(killed, 'tokenledger.duckdb.lock'))).toBe(false);
  }, 400_000);
});

/** Runs the built command as a process of its own and kills it so many milliseconds after its log says so. */
async function killAt(dir: string, moment: RegExp, delay = 0): Promise<NodeJS.Signals | null> {
  const child: ChildProcess = spawn(
    process.execPath,
    [join(packageRoot(), 'dist', 'cli', 'main.js'), 'demo', '--dir', dir, ...SIZE],
    { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let log = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    log += chunk.toString();
    if (moment.test(log)) setTimeout(() => child.kill('SIGKILL'), delay);
  });
  return new Promise((resolve) => child.on('exit', (_code, signal) => resolve(signal)));
}
