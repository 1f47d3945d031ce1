import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../cli/config.js';
import { runCli } from '../../cli/run-cli.js';
import { withWriter } from '../../cli/session.js';
import { runReference } from '../../cli/steps/run-ingest.js';
import { packageRoot } from '../../warehouse/package-root.js';
import { type FakeIo, fakeIo } from './fake-io.js';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokenledger-cli-'));
});

async function run(...argv: string[]): Promise<{ code: number; io: FakeIo }> {
  const io = fakeIo({ workingDirectory: folder });
  return { code: await runCli(argv, io), io };
}

describe('usage', () => {
  it('prints help on stdout and exits 0', async () => {
    const { code, io } = await run('--help');
    expect(code).toBe(0);
    expect(io.stderr()).toBe('');
    for (const command of [
      'init',
      'ingest',
      'transform',
      'run',
      'query',
      'report',
      'export',
      'rates',
      'doctor',
      'demo',
    ]) {
      expect(io.stdout()).toContain(`tokenledger ${command}`);
    }
    for (const line of io.stdout().split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it.each([
    'demo',
    'init',
    'doctor',
    'run',
    'ingest',
    'transform',
    'report',
    'export',
    'query',
    'sources',
    'runs',
    'rates lookup',
    'rates check',
    'mapping check',
  ])('%s --help has an example and the shared options', async (command) => {
    const { code, io } = await run(...command.split(' '), '--help');
    expect(code).toBe(0);
    expect(io.stdout()).toMatch(new RegExp(`Examples:\n +tokenledger ${command}`));
    expect(io.stdout()).toContain('--config');
    expect(io.stdout()).toContain('--json');
  });

  it.each([
    [[], 'Which command?'],
    [['ingst'], 'Unknown command or option: ingst'],
    [['ingest', '--nope'], 'Unknown command or option: nope'],
    [['query'], 'An argument is missing'],
    [['query', 'select 1', 'select 2'], 'Unknown command or option'],
    [['rates'], 'Which one?'],
    [['mapping'], 'Which one?'],
    [['rates', 'lookup'], 'Missing required arguments: provider, model, day'],
    [['export', '--format', 'xml'], 'Choices: "csv", "parquet"'],
    [['sources', '--config', 'a', '--config', 'b'], '--config was given more than once'],
    [['report', '--month'], 'Not enough arguments following: month'],
  ])('%j is wrong usage: 2, on stderr only', async (argv, message) => {
    const { code, io } = await run(...argv);
    expect(code).toBe(2);
    expect(io.stderr()).toContain(message);
    expect(io.stdout()).toBe('');
  });

  it('names a missing configuration and what to do', async () => {
    const { code, io } = await run('sources');
    expect(code).toBe(2);
    expect(io.stderr()).toContain(join(folder, 'tokenledger.yaml'));
    expect(io.stderr()).toContain('tokenledger init');
  });
});

describe('input is checked before anything is touched', () => {
  it.each([
    [['ingest', '--from', '2026-13-01'], 'not a day'],
    [['ingest', '--from', '2026-10-02', '--to', '2026-10-02'], 'is not before'],
    [['run', '--trailing-days', '-1'], 'not a whole number'],
    [['report', '--month', '2026-1'], 'not a month'],
    [['runs', '--limit', '0'], 'not a whole number of at least 1'],
    [['export', '--mart', 'nope'], 'no mart "nope"'],
    [['export', '--format', 'parquet', '--month', '2026-10'], 'leave out --month'],
    [['query', 'select 1'], 'does not exist yet'],
    [['report'], 'does not exist yet'],
    [['sources'], 'does not exist yet'],
  ])('%j', async (argv, message) => {
    await run('init');
    const before = readdirSync(folder);
    const { code, io } = await run(...argv);
    expect(code).toBe(2);
    expect(io.stderr()).toContain(message);
    expect(readdirSync(folder)).toEqual(before);
  });
});

describe('init', () => {
  it('writes files that load, lists them, and says what comes next', async () => {
    const { code, io } = await run('init', '--json');
    expect(code).toBe(0);
    const files = JSON.parse(io.stdout()) as string[];
    expect(files).toContain(join(folder, 'tokenledger.yaml'));
    expect(files.every((file) => existsSync(file))).toBe(true);
    const config = loadConfig(join(folder, 'tokenledger.yaml'));
    expect(config.sources).toHaveLength(2);
    expect(io.stderr()).toContain('doctor');
  });

  it('refuses to overwrite any file, and writes none of them then', async () => {
    await writeFile(join(folder, 'budgets.csv'), 'mine');
    const { code, io } = await run('init');
    expect(code).toBe(2);
    expect(io.stderr()).toContain('budgets.csv');
    expect(readdirSync(folder)).toEqual(['budgets.csv']);
    expect((await run('init', '--force')).code).toBe(0);
    expect(await readFile(join(folder, 'budgets.csv'), 'utf8')).toContain('amount_usd');
  });
});

describe('doctor', () => {
  it('fails on missing keys, says how to mend it, and creates nothing', async () => {
    await run('init');
    const before = readdirSync(folder);
    const { code, io } = await run('doctor');
    expect(code).toBe(1);
    expect(io.stdout()).toContain('OPENAI_ADMIN_KEY is not set');
    expect(io.stdout()).toContain('mend: export OPENAI_ADMIN_KEY=');
    expect(readdirSync(folder)).toEqual(before);
  });

  it('passes when all is there, and never shows a key', async () => {
    await run('init');
    const io = fakeIo({
      workingDirectory: folder,
      env: { OPENAI_ADMIN_KEY: 'sk-secret-one', ANTHROPIC_ADMIN_KEY: 'sk-secret-two' },
    });
    expect(await runCli(['doctor', '--json'], io)).toBe(0);
    expect(JSON.parse(io.stdout())).toMatchObject({ ok: true });
    expect(io.stdout()).not.toContain('sk-secret');
  });

  it('says who holds the database', async () => {
    await run('init');
    const holder = await holdDatabase(join(folder, 'tokenledger.duckdb'));
    try {
      const { code, io } = await run('doctor');
      expect(code).toBe(1);
      expect(io.stdout()).toMatch(
        new RegExp(`ERROR {3} database: .*in use by another process \\(PID ${holder.pid}\\)`),
      );
      expect((await run('query', 'select 1')).io.stderr()).toContain('in use by another process');
    } finally {
      holder.kill();
    }
  });

  it('reports a broken configuration, an old Node and a missing file', async () => {
    await run('init');
    await writeFile(
      join(folder, 'tokenledger.yaml'),
      'engine: { type: duckdb, path: ./x.duckdb }\nregistry: ./gone.yaml\n',
    );
    const old = fakeIo({ workingDirectory: folder, nodeVersion: '18.1.0' });
    expect(await runCli(['doctor'], old)).toBe(1);
    expect(old.stdout()).toContain('Node 18.1.0 is too old');
    expect(old.stdout()).toContain('gone.yaml: cannot be read');
    await writeFile(join(folder, 'tokenledger.yaml'), 'engine: 7\n');
    const { code, io } = await run('doctor');
    expect(code).toBe(1);
    expect(io.stdout()).toMatch(/ERROR {3} config: .*tokenledger\.yaml/);
  });
});

describe('doctor reads files as run does', () => {
  const files = {
    'tokenledger.yaml': `engine: { type: duckdb, path: ./tl.duckdb }
sources:
  - { type: litellm, gateway: gw, path: './logs/*.jsonl' }
registry: ./registry.yaml
budgets: ./budgets.csv
`,
    'registry.yaml': `teams:
  - { team_id: search, cost_center: CC-220 }
services:
  - { service_id: semantic-search, owners: [{ team_id: search, from: 2024-01-01 }] }
identities:
  - { kind: gateway_team, gateway: gw, value: team-search, service_id: semantic-search, from: 2024-01-01 }
`,
    'budgets.csv': 'period,scope,scope_id,amount_usd\n2026-11,team,search,2500.00\n',
    'logs/a.jsonl': `${JSON.stringify({ request_id: 'r', startTime: '2026-11-01 10:00:00', call_type: 'acompletion', model: 'gpt-5', spend: 0 })}\n`,
  };

  async function installed(changed: Readonly<Record<string, string | Buffer>>): Promise<void> {
    await mkdir(join(folder, 'logs'));
    for (const [name, content] of Object.entries({ ...files, ...changed }))
      await writeFile(join(folder, name), content);
  }

  it('and calls what is fine fine', async () => {
    await installed({});
    const { code, io } = await run('doctor');
    expect(io.stdout()).not.toContain('ERROR');
    expect(io.stdout()).toContain(`ok       files: registry: ${join(folder, 'registry.yaml')}`);
    expect(io.stdout()).toContain('ok       sources: litellm:gw: 1 log file');
    expect(code).toBe(0);
  });

  it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      'names that name nothing',
      {
        'registry.yaml': files['registry.yaml']
          .replace('gateway: gw', 'gateway: main-gatway')
          .concat('  - { kind: api_key, provider: opneai, value: key_1, service_id: semantic-search }\n'),
      },
      [
        'registry.yaml:6: identities[0].gateway: no source of the configuration is the gateway "main-gatway"; did you mean "gw"?',
        'registry.yaml:7: identities[1].provider: no provider is called "opneai"; did you mean "openai"?',
      ],
    ],
    [
      'a tab in YAML and semicolons in CSV',
      {
        'registry.yaml': files['registry.yaml'].replaceAll('  - ', '\t- '),
        'budgets.csv': files['budgets.csv'].replaceAll(',', ';'),
      },
      [
        'registry.yaml:2: is not valid YAML: this line is indented with a tab.',
        'budgets.csv:1: columns are separated by semicolons.',
      ],
    ],
  ])('and stops on %s with the same words', async (_what, changed, messages) => {
    await installed(changed);
    const doctor = await run('doctor');
    const job = await run('run');
    expect([doctor.code, job.code]).toEqual([1, 2]);
    for (const message of messages) {
      expect(doctor.io.stdout()).toContain(`ERROR    files: ${join(folder, message)}`);
      expect(job.io.stderr()).toContain(join(folder, message));
    }
  });

  it.each<[string, Readonly<Record<string, string | Buffer>>, string]>([
    [
      'a compressed log that ends early',
      {
        'logs/a.jsonl': gzipSync(
          randomBytes(200_000).toString('hex').replace(/.{60}/g, '{"request_id":"$&","call_type":"c","spend":0}\n'),
        ).subarray(0, -5000),
      },
      'logs/a.jsonl: the gzip file ends early',
    ],
    [
      'a log that is something else',
      { 'logs/a.jsonl': 'a,b\n1,2\n' },
      'logs/a.jsonl: the file looks like CSV, not JSON',
    ],
    ['a log of another gateway', { 'logs/a.jsonl': '{"x":1}\n' }, 'logs/a.jsonl: its records are of no known format'],
    [
      'a path without a file',
      { 'tokenledger.yaml': files['tokenledger.yaml'].replace('*.jsonl', '*.log') },
      'no file matches ./logs/*.log',
    ],
  ])('and finds %s', async (_what, changed, message) => {
    await installed(changed);
    const { code, io } = await run('doctor');
    expect(io.stdout()).toMatch(/ERROR {4}sources: /);
    expect(io.stdout()).toContain(message);
    expect(code).toBe(1);
  });

  it('and warns of what run warns of, which stops neither', async () => {
    const gap = 'owners: [{ team_id: search, to: 2026-01-01 }, { team_id: search, from: 2026-02-01 }]';
    await installed({ 'registry.yaml': files['registry.yaml'].replace(/owners: .*]/, gap) });
    const { code, io } = await run('doctor');
    const message =
      'registry.yaml:4: services[0].owners[1].from: "semantic-search" has no owner from 2026-01-01 until 2026-02-01';
    expect(io.stdout()).toContain(`warning  files: ${join(folder, message)}`);
    expect(code).toBe(0);
    const config = loadConfig(join(folder, 'tokenledger.yaml'));
    const told = fakeIo({ workingDirectory: folder });
    await withWriter(config, 'run', told, (warehouse) => runReference(config, warehouse, told));
    expect(told.stderr()).toContain(`WARNING ${join(folder, message)}`);
  });
});

describe('rates', () => {
  it('answers what a model costs on a day, and why', async () => {
    const { code, io } = await run(
      ...'rates lookup --provider openai --model gpt-5.4 --day 2026-10-15 --meter output'.split(' '),
    );
    expect(code).toBe(0);
    expect(io.stdout()).toMatch(/output\s+15 USD\s+1000000 token/); // GPT-5.4 at list: $15 per 1M output tokens
    expect(io.stdout()).toContain('https://');
  });

  it('exits 1 on a model nobody knows, and says where to add it', async () => {
    const { code, io } = await run(...'rates lookup --provider openai --model gpt-99 --day 2026-10-15'.split(' '));
    expect(code).toBe(1);
    expect(io.stdout()).toContain('pricing/aliases.csv');
  });

  it('finds the packaged books sound', async () => {
    expect((await run('rates', 'check')).code).toBe(0);
  });
});

/** A process that has the database open for writing, as a notebook would. */
async function holdDatabase(path: string): Promise<ChildProcess> {
  const script = `
    const { DuckDBInstance } = await import('@duckdb/node-api');
    globalThis.held = await DuckDBInstance.create(${JSON.stringify(path)});
    console.log('open');
    setInterval(() => globalThis.held, 1000);`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: packageRoot(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => holder.stdout.once('data', resolve));
  return holder;
}
