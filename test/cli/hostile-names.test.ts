import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CliIo } from '../../cli/cli-io.js';
import { runCli } from '../../cli/run-cli.js';
import { type FakeIo, fakeIo } from './fake-io.js';

/** Recolours, clears the screen (as C0 and as C1), sets the title, writes right to left, hides itself. */
const HOSTILE = 'ev\u001b[31mil\u009b2J\u001b]0;title\u0007\u202eoot\u2066\u200b\u007f';
/** Passes for a line of ours. */
const FORGED = `${HOSTILE}\r\nFORGED line`;
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

let root = '';
let folder = '';
let config = '';

function hiddenOf(text: string): string[] {
  return [...new Set(text.match(HIDDEN) ?? [])].filter((character) => character !== '\n');
}

async function run(argv: readonly string[], overrides: Partial<CliIo> = {}): Promise<{ code: number; io: FakeIo }> {
  const env = { XDG_CACHE_HOME: join(root, 'cache') };
  const io = fakeIo({ workingDirectory: folder, env, ...overrides });
  return { code: await runCli(argv, io), io };
}

/** A successful call of a model that nobody knows, tagged with a service that is registered. */
function logLine(index: number): string {
  const usage = { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 };
  return JSON.stringify({
    request_id: `chatcmpl-${index}${HOSTILE}`,
    call_type: 'acompletion',
    api_key: `key${FORGED}`,
    startTime: `2026-11-0${(index % 8) + 1} 14:03:11.000000`,
    endTime: `2026-11-0${(index % 8) + 1} 14:03:12.000000`,
    model: `gpt-${FORGED}`,
    custom_llm_provider: 'openai',
    team_id: `team${FORGED}`,
    spend: 0.5,
    total_tokens: 110,
    prompt_tokens: 100,
    completion_tokens: 10,
    status: 'success',
    metadata: JSON.stringify({ usage_object: usage, status: 'success', user_api_key_team_alias: FORGED }),
    request_tags: JSON.stringify([`service=${index % 2 === 0 ? `service${HOSTILE}` : `unknown${FORGED}`}`]),
  });
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'tokenledger-hostile-'));
  folder = join(root, `finance${HOSTILE}`);
  config = join(folder, 'tokenledger.yaml');
  await mkdir(join(folder, 'logs'), { recursive: true });
  const quoted = (text: string): string => JSON.stringify(text);
  await writeFile(
    config,
    `engine: { type: duckdb, path: ${quoted(`./ledger${HOSTILE}.duckdb`)} }
sources:
  - { type: litellm, gateway: ${quoted(`gate${HOSTILE}`)}, path: './logs/*.jsonl', routes: [${quoted(`acme${HOSTILE}`)}] }
  - { type: openai, account: ${quoted(`acme${HOSTILE}`)}, api_key_env: KEY, start_date: 2026-11-01 }
registry: ./registry.yaml
`,
  );
  await writeFile(
    join(folder, 'registry.yaml'),
    `teams: [{ team_id: ${quoted(`team${HOSTILE}`)}, name: ${quoted(FORGED)}, cost_center: ${quoted(`cc${HOSTILE}`)} }]
services: [{ service_id: ${quoted(`service${HOSTILE}`)}, owners: [{ team_id: ${quoted(`team${HOSTILE}`)} }] }]
identities: [{ kind: tag, value: ${quoted(`service=service${HOSTILE}`)}, service_id: ${quoted(`service${HOSTILE}`)} }]
`,
  );
  const lines = Array.from({ length: 16 }, (_, index) => logLine(index));
  await writeFile(join(folder, 'logs', `good${FORGED}.jsonl`), `${lines.join('\n')}\n`);
  await writeFile(
    join(folder, 'logs', `rejected${FORGED}.jsonl`),
    `${logLine(1).replace('"spend":0.5', `"spend":"x${'\\u001b'}"`)}\n`,
  );
  await writeFile(join(folder, 'logs', `broken${FORGED}.jsonl`), '{"\u001b[31m\u202e');
});

afterAll(() => rm(root, { recursive: true, force: true }));

describe('nothing from data or file names steers a terminal', () => {
  it('in any command, whether it works or fails', async () => {
    const at = ['--config', config];
    const commands: readonly (readonly string[])[] = [
      ['doctor', ...at],
      ['run', ...at],
      ['ingest', ...at],
      ['ingest', `no${FORGED}`, ...at],
      ['transform', '--actions', `no${FORGED}`, ...at],
      ['report', ...at],
      ['report', '--month', '2026-11', ...at],
      ['export', '--out', `out${FORGED}`, '--mart', 'all', ...at],
      ['export', '--mart', FORGED, ...at],
      ['query', 'select * from raw.gateway_requests', ...at],
      ['query', 'select * from raw.rejected_records', ...at],
      ['query', `select 1 as "a${FORGED}"`, ...at],
      ['query', `select no${HOSTILE}`, ...at],
      ['query', 'select * from raw.gateway_requests', '--json', ...at],
      ['sources', ...at],
      ['runs', ...at],
      ['doctor', ...at],
      ['rates', 'lookup', '--provider', 'openai', '--model', FORGED, '--day', '2026-11-01'],
      ['rates', 'lookup', '--provider', FORGED, '--model', 'x', '--day', HOSTILE],
      ['rates', 'check', '--books', FORGED],
      ['init', ...at],
      ['init', '--config', join(folder, `new${FORGED}`, 'tokenledger.yaml')],
      ['demo', '--requests', FORGED],
      ['demo', '--dir', join(config, HOSTILE)],
      ['sources', '--config', `no${FORGED}`],
      [`no${FORGED}`],
    ];
    const outputs = new Map<string, string>();
    for (const argv of commands) {
      const { code, io } = await run(argv);
      const name = `${argv.slice(0, 2).join(' ')} (${code})`;
      const text = io.stdout() + io.stderr();
      expect(hiddenOf(text), name).toEqual([]);
      const key = String(argv[0] === 'query' ? argv[1] : argv[0]);
      if (!outputs.has(key)) outputs.set(key, text);
    }
    // What was made visible is there to be read.
    for (const name of [
      'report',
      'select * from raw.gateway_requests',
      'ingest',
      'select * from raw.rejected_records',
    ]) {
      expect(outputs.get(name), name).toContain('\\u{1b}');
      expect(outputs.get(name), name).not.toMatch(/^FORGED/m);
    }
  }, 300_000);

  it('on a terminal, where only our own line is redrawn', async () => {
    const terminal = { isInteractive: true, isOutputTerminal: true };
    for (const argv of [
      ['ingest', '--config', config],
      ['query', 'select * from raw.gateway_requests', '--format', 'csv', '--config', config],
    ]) {
      const { io } = await run(argv, terminal);
      expect(hiddenOf(io.stdout())).toEqual([]);
      expect(hiddenOf(io.stderr().replaceAll('\r\u001b[2K', ''))).toEqual([]);
    }
  });

  it('and data for programs stays as it is', async () => {
    const sql = ['query', 'select distinct model_id from raw.gateway_requests limit 1', '--config', config];
    const model = `gpt-${FORGED}`;
    const json = await run([...sql, '--json']);
    expect(JSON.parse(json.io.stdout())).toEqual([{ model_id: model }]);
    const csv = await run([...sql, '--format', 'csv']);
    expect(csv.io.stdout()).toBe(`model_id\n"${model}"\n`);
  });
});
