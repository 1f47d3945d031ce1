import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../cli/run-cli.js';
import { type FakeIo, fakeIo } from './fake-io.js';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tokenledger-mapping-'));
  writeFileSync(
    join(folder, 'own.yaml'),
    `mapping: own
version: 2
columns:
  request_id: id
  request_status: { paths: state, words: { ok: success } }
  started_at: at
  model_id: model
  token_convention: { value: inside }
  reasoning_convention: { value: inside }
tags: [labels]
`,
  );
  writeFileSync(
    join(folder, 'own.jsonl'),
    [
      { id: 'a', state: 'ok', at: '2026-11-09T10:00:00Z', model: 'gpt-5.4', labels: { cost_unit: 'search' } },
      { id: 'b', state: 'lost', at: '2026-11-09T10:00:00Z', tier: 1 },
    ]
      .map((record) => JSON.stringify(record))
      .join('\n'),
  );
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function run(...argv: string[]): Promise<{ code: number; io: FakeIo }> {
  const io = fakeIo({ workingDirectory: folder });
  return { code: await runCli(['mapping', 'check', ...argv], io), io };
}

describe('mapping check', () => {
  it('says that a mapping is sound', async () => {
    const { code, io } = await run('own.yaml');
    expect([code, io.stdout()]).toEqual([
      0,
      'own.yaml is sound: mapping own, version 2, 6 columns. Name a log to see what it makes of it.\n',
    ]);
  });

  it('says everything that is wrong with one, with lines, and exits 2', async () => {
    writeFileSync(
      join(folder, 'own.yaml'),
      'mapping: own\nversion: 1\ncolumns:\n  started: at\n  request_id: { sql: now() }\n',
    );
    const { code, io } = await run('own.yaml');
    expect(code).toBe(2);
    expect(io.stdout()).toBe('');
    expect(io.stderr()).toContain('own.yaml:4: columns.started: unknown key; did you mean "started_at"?');
    expect(io.stderr()).toContain('own.yaml:5: columns.request_id: now() is not allowed');
    expect(io.stderr()).toContain('own.yaml:3: columns.started_at: must be given');
  });

  it('shows what it makes of a log, and writes nothing', async () => {
    const { code, io } = await run('own.yaml', 'own.jsonl');
    expect(code).toBe(0);
    const text = io.stdout();
    expect(text).toContain(
      'own, version 2, on own.jsonl (one JSON object a line)\n2 records read, 1 would land, 1 rejected\n',
    );
    expect(text).toMatch(/^started_at +2 {2}at +2026-11-09 10:00:00\+00$/m);
    expect(text).toContain('Required, and not there or not readable:\n  request_status in 1 record\n');
    expect(text).toContain('Rejected:\n  1 record, first in line 2: request_status is neither success nor failure\n');
    expect(text).toContain('Neither read nor ignored:\n  tier (1)\n');
    for (const line of text.split('\nMind:')[0]?.split('\n') ?? []) expect(line.length).toBeLessThanOrEqual(100);
    expect(readdirSync(folder).sort()).toEqual(['own.jsonl', 'own.yaml']);
  });

  it('takes the tags of a configuration where there is one', async () => {
    writeFileSync(
      join(folder, 'tokenledger.yaml'),
      'engine: { type: duckdb, path: ./t.duckdb }\ntags: { service: [cost_unit] }\n',
    );
    const { io } = await run('own.yaml', 'own.jsonl', '--json');
    const { log } = JSON.parse(io.stdout()) as { log: { columns: { column: string; example: string | null }[] } };
    expect(log.columns.find(({ column }) => column === 'service_tag')?.example).toBe('cost_unit=search');
    const { code, io: missing } = await run('own.yaml', 'own.jsonl', '--config', 'other.yaml');
    expect([code, missing.stderr()]).toEqual([2, expect.stringContaining('other.yaml: cannot be read')]);
  });

  it('prints JSON for a program', async () => {
    const { io } = await run('own.yaml', 'own.jsonl', '--json');
    expect(JSON.parse(io.stdout())).toMatchObject({
      mapping: 'own',
      version: '2',
      log: {
        layout: 'lines',
        compression: 'uncompressed',
        records: 2,
        rejected: 1,
        rejections: [{ field: 'request_status', records: 1, first_line: 2 }],
        unknown_fields: [{ field: 'tier', records: 1 }],
      },
    });
  });

  it('fails when no record of the log would land', async () => {
    writeFileSync(join(folder, 'own.jsonl'), '{"id":"x"}\n');
    expect((await run('own.yaml', 'own.jsonl')).code).toBe(1);
    expect((await run('own.yaml', 'nowhere.jsonl')).code).toBe(2);
  });
});
