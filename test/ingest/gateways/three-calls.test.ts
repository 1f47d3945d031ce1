import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../../warehouse/warehouse.js';
import { createInstallation, fixturePath, type Installation } from '../support/installation.js';

// The same three calls stand in the samples of all gateways, each in its own words. Whatever the words, they are the same calls:
// 412 new, 11,008 read from the cache and 2,089 written to it, for 445; 2,848 new and 49,152 read, for 3,100 of which 1,792 are
// reasoning; 900 for 120.
const CALLS = {
  first: { input: 412, read: 11_008, write: 2089, output: 445 },
  second: { input: 2848, read: 49_152, write: 0, output: 3100 },
  third: { input: 900, read: 0, write: 0, output: 120 },
};

interface Sample {
  readonly type: string;
  readonly file: string;
  /** Request ids. A call that the gateway's log cannot tell apart is left out, and says why. */
  readonly calls: Partial<Readonly<Record<keyof typeof CALLS, string>>>;
}

const samples: readonly Sample[] = [
  {
    type: 'litellm',
    file: 'litellm-spend-logs.jsonl',
    calls: { first: 'chatcmpl-9c1e7f3a-0001', second: 'resp_0b1f5', third: 'chatcmpl-9c1e7f3a-0004' },
  },
  {
    type: 'portkey',
    file: 'portkey-export.jsonl',
    calls: { first: '1f1b0002', second: '1f1b0005', third: '1f1b0001' },
  },
  { type: 'portkey', file: 'portkey-blob-log.jsonl', calls: { first: 'b-7' } },
  {
    type: 'helicone',
    file: 'helicone-export.jsonl',
    calls: {
      first: '7c8e1001-0000-4000-8000-000000000001',
      second: '7c8e1001-0000-4000-8000-000000000007',
      third: '7c8e1001-0000-4000-8000-000000000005',
    },
  },
  // No column says what was cached.
  { type: 'apim', file: 'apim-log.jsonl', calls: { third: '0f1e2d3c-0006' } },
  { type: 'cloudflare', file: 'cloudflare-logs.jsonl', calls: { third: '01JD4R0007' } },
  {
    type: 'bedrock',
    file: 'bedrock-invocation-log.jsonl',
    calls: { first: 'a1b2c3d4-0001', second: 'a1b2c3d4-0006', third: 'a1b2c3d4-0007' },
  },
  {
    type: 'envoy',
    file: 'envoy-access-log.jsonl',
    calls: {
      first: '83b63da3-45a9-4196-98b8-000000000001',
      second: '83b63da3-45a9-4196-98b8-000000000007',
      third: '83b63da3-45a9-4196-98b8-000000000006',
    },
  },
  // Gemini writes no cache that it would count.
  {
    type: 'vertex',
    file: 'vertex-request-response-log.jsonl',
    calls: { second: '98765432101234572', third: '98765432101234568' },
  },
  // Writes to the cache stand in the input.
  { type: 'kong', file: 'kong-log.jsonl', calls: { second: '2f69463280000013', third: '2f69463280000014' } },
  // The first is there as a span and as an event.
  {
    type: 'otel',
    file: 'otel-genai.jsonl',
    calls: {
      first: '5b8efff798038103d269b633813fc601/eee19b7ec3c1b101',
      second: '5b8efff798038103d269b633813fc603/eee19b7ec3c1b103',
      third: '5b8efff798038103d269b633813fc602/eee19b7ec3c1b102',
    },
  },
  { type: 'openrouter', file: 'openrouter-broadcast.jsonl', calls: { third: 'gen-1795183231-ddd' } },
  { type: 'openrouter', file: 'openrouter-generation.jsonl', calls: { third: 'gen-1795183250-byk' } },
  { type: 'vercel-ai-gateway', file: 'vercel-ai-gateway.jsonl', calls: { first: 'gen_01JD4R000000000000000001' } },
  { type: 'bifrost', file: 'bifrost-logs.jsonl', calls: { first: 'bf-1', third: 'bf-3' } },
  {
    type: 'agentgateway',
    file: 'agentgateway.jsonl',
    calls: {
      first: '5b8efff798038103d269b633813fc620/aaa19b7ec3c1b101',
      second: '5b8efff798038103d269b633813fc620/aaa19b7ec3c1b102',
      third: '5b8efff798038103d269b633813fc620/aaa19b7ec3c1b103',
    },
  },
  { type: 'langfuse', file: 'langfuse.jsonl', calls: { first: 'obs-1', second: 'obs-2' } },
  // Its row of the second says nothing of the cache.
  {
    type: 'tensorzero',
    file: 'tensorzero.jsonl',
    calls: { first: '0196ee9c-d808-74f3-9000-000000000001', third: '0196ee9c-d808-74f3-9000-000000000002' },
  },
];

let installation: Installation;
let rows: readonly Row[];

beforeAll(async () => {
  const sources = samples.map(
    ({ type, file }) => `  - { type: ${type}, gateway: ${file}, path: ${JSON.stringify(fixturePath(file))} }`,
  );
  installation = await createInstallation(
    `engine: { type: duckdb, path: ./test.duckdb }\nsources:\n${sources.join('\n')}\n`,
  );
  installation.now = '2026-11-22T06:00:00Z';
  const { failures } = await installation.ingest();
  expect(failures).toEqual([]);
  await installation.warehouse.transform({ actions: ['staging.stg_gateways__requests'] }, () => undefined);
  rows = await installation.rows(
    `SELECT DISTINCT logged.gateway, logged.request_id, calls.input_tokens AS input, calls.input_cache_read_tokens AS read,
       calls.input_cache_write_5m_tokens + calls.input_cache_write_30m_tokens + calls.input_cache_write_1h_tokens AS write,
       calls.output_tokens AS output
     FROM raw.gateway_requests AS logged
     INNER JOIN staging.stg_gateways__requests AS calls USING (gateway, record_hash)`,
  );
});

afterAll(() => installation.close());

describe.each(samples)('$file', ({ file, calls }) => {
  it.each(Object.entries(calls))('has the %s call', (call, id) => {
    const found = rows.filter(({ gateway, request_id }) => gateway === file && request_id === id);
    const { input, read, write, output } = CALLS[call as keyof typeof CALLS];
    expect(found).toMatchObject([
      { input: String(input), read: String(read), write: String(write), output: String(output) },
    ]);
  });
});
