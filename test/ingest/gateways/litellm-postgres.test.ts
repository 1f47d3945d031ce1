import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { packageRoot } from '../../../warehouse/package-root.js';
import type { Row } from '../../../warehouse/warehouse.js';
import { fixture } from '../support/installation.js';
import { type LogReader, openLogReader } from '../support/read-log.js';

// The fixture is what the statement of docs/gateways.md gave on PostgreSQL 15, on a table LiteLLM_SpendLogs (as LiteLLM's
// schema.prisma declares it) with the ten spend logs of the other fixture. The first had a tier and messages added to it.

let reader: LogReader;

beforeAll(async () => {
  reader = await openLogReader();
});

afterAll(() => reader.close());

async function rowsOf(name: string): Promise<readonly Row[]> {
  const { rows, rejections } = await reader.read(fixture(name));
  expect(rejections).toEqual([]);
  return [...rows].sort((a, b) => (String(a.request_id) < String(b.request_id) ? -1 : 1));
}

it('makes the same requests of an export from the database as of the spend logs', async () => {
  const [exported, logged] = [await rowsOf('litellm-postgres.jsonl'), await rowsOf('litellm-spend-logs.jsonl')];
  expect(exported).toHaveLength(10);
  // The table keeps milliseconds.
  const milliseconds = (time: unknown) => new Date(String(time)).toISOString();
  for (const [place, row] of exported.entries()) {
    const { batch_id, gateway, record_hash, service_tier, started_at, ended_at, ...rest } = row;
    expect(logged[place]).toMatchObject(rest);
    expect(milliseconds(started_at)).toBe(milliseconds(logged[place]?.started_at));
    expect(milliseconds(ended_at)).toBe(milliseconds(logged[place]?.ended_at));
    expect([batch_id, gateway, record_hash].every((text) => typeof text === 'string')).toBe(true);
    const isFirst = row.request_id === 'chatcmpl-9c1e7f3a-0001';
    expect(service_tier).toBe(isFirst ? 'priority' : logged[place]?.service_tier);
  }
});

it('has the columns of the statement in the document, and no messages', () => {
  const document = readFileSync(join(packageRoot(), 'docs/gateways.md'), 'utf8');
  const statement = /SELECT row_to_json\(logged\)[^`]*/.exec(document)?.[0] ?? '';
  const [first = ''] = fixture('litellm-postgres.jsonl').split('\n');
  for (const column of Object.keys(JSON.parse(first) as object))
    expect(statement).toMatch(new RegExp(`\\b${column}\\b`));
  expect(statement).not.toMatch(/\bmessages\b|\bproxy_server_request\b/);
  expect(fixture('litellm-postgres.jsonl')).not.toContain('secret');
});
