import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { expect } from 'vitest';
import { runCli } from '../../cli/run-cli.js';
import { fakeIo } from '../cli/fake-io.js';

/** A company that has a gateway's log and no bill. */
export interface GatewayCompany {
  readonly folder: string;
  write(name: string, content: string): Promise<void>;
  /** A command that has to end with this exit code. */
  cli(argv: readonly string[], code?: number): Promise<{ readonly stdout: string; readonly stderr: string }>;
  query(sql: string): Promise<readonly Record<string, string | boolean | null>[]>;
  report(month?: string): Promise<string>;
  close(): void;
}

/** What differs between the records of a test; the rest is the same in all. */
export interface LoggedRequest {
  readonly id: string;
  readonly day: string;
  readonly team?: string;
  readonly model?: string;
  readonly provider?: string;
  /** Input and output tokens; NULL is a record without usage. */
  readonly tokens: readonly [number, number] | null;
  readonly spend?: number | null;
}

const TEAMS = ['search', 'support'];

/** `gateway_team` names the service of a request; a team that is left out of `known` has no owner. */
export function registryOf(known: readonly string[]): string {
  return [
    `teams: [${TEAMS.map((team) => `{ team_id: ${team}, name: ${team}, cost_center: CC-${team} }`).join(', ')}]`,
    'services:',
    ...TEAMS.map(
      (team) =>
        `  - { service_id: ${team}-app, product: ${team}, kind: direct, environment: prod, owners: [{ team_id: ${team}, from: 2024-01-01 }] }`,
    ),
    `identities: [${known.map((team) => `{ kind: gateway_team, gateway: gw, value: ${team}, service_id: ${team}-app, from: 2024-01-01 }`).join(', ')}]`,
    '',
  ].join('\n');
}

export function logOf(requests: readonly LoggedRequest[]): string {
  return requests.map((request) => `${JSON.stringify(recordOf(request))}\n`).join('');
}

function recordOf({ id, day, team, model, provider, tokens, spend = null }: LoggedRequest): Record<string, unknown> {
  return {
    request_id: id,
    call_type: 'acompletion',
    status: 'success',
    startTime: `${day} 12:00:00.000000`,
    endTime: `${day} 12:00:01.000000`,
    model: model ?? 'claude-sonnet-4-5-20250929',
    custom_llm_provider: provider ?? 'anthropic',
    api_base: `https://api.${provider ?? 'anthropic'}.com`,
    api_key: 'b095adcc724f4f8a1b85094a159f0164bfe8a34524859411dbf0514747a71c06',
    team_id: team ?? '',
    metadata: JSON.stringify({ user_api_key_team_id: team ?? null }),
    spend,
    ...(tokens === null
      ? {}
      : { prompt_tokens: tokens[0], completion_tokens: tokens[1], total_tokens: tokens[0] + tokens[1] }),
  };
}

export async function startGatewayCompany(now = '2026-12-05T08:00:00Z'): Promise<GatewayCompany> {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-company-'));
  const clock = DateTime.fromISO(now, { zone: 'utc' }) as DateTime<true>;
  const write = async (name: string, content: string): Promise<void> => {
    const path = join(folder, name);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, content);
  };
  await write(
    'tokenledger.yaml',
    [
      'engine: { type: duckdb, path: ./ledger.duckdb }',
      "sources: [{ type: litellm, gateway: gw, path: './logs/*.jsonl' }]",
      'registry: ./registry.yaml',
      'budgets: ./budgets.csv',
      '',
    ].join('\n'),
  );
  await write('budgets.csv', 'period,scope,scope_id,amount_usd\n');
  const cli: GatewayCompany['cli'] = async (argv, code = 0) => {
    const io = fakeIo({ workingDirectory: folder, now: () => clock });
    const ended = await runCli([...argv], io);
    expect(ended, `${argv.join(' ')}: ${io.stderr()}`).toBe(code);
    return { stdout: io.stdout(), stderr: io.stderr() };
  };
  return {
    folder,
    write,
    cli,
    query: async (sql) => JSON.parse((await cli(['query', sql, '--format', 'json'])).stdout),
    report: async (month) => (await cli(['report', ...(month === undefined ? [] : ['--month', month])])).stdout,
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
