import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../../warehouse/warehouse.js';
import { fixture } from '../support/installation.js';
import { type GatewayReader, openGatewayReader, type ReadGateway } from '../support/read-gateway.js';
import { lines } from '../support/read-log.js';

let reader: GatewayReader;
let log: ReadGateway;

beforeAll(async () => {
  reader = await openGatewayReader('agentgateway');
  log = await reader.read(fixture('agentgateway.jsonl'));
});

afterAll(() => reader.close());

// Worked out by hand from the lines of the fixture.
describe('the logs of agentgateway', () => {
  /** The record that ended at a second after 14:00. */
  const ended = (second: string): Row => {
    const [row, ...others] = log.rows.filter(({ ended_at }) =>
      String(ended_at).startsWith(`2026-11-20T14:00:${second}`),
    );
    if (row === undefined || others.length > 0) throw new Error(`not one record that ended at ${second}`);
    return row;
  };

  it('hold tool calls, which are left out', () => {
    expect(log.rejections).toEqual([]);
    expect(log.batch).toMatchObject({ rows_read: '6', rows_landed: '5', rows_left_out: '1' });
  });

  it('are written when a request has ended', () => {
    // 14:00:00.000123 - 2,510 ms
    expect(ended('00')).toMatchObject({
      started_at: '2026-11-20T13:59:57.490123Z',
      gateway_user_id: 'svc-search',
      deployment_id: 'default/anthropic',
      api_base: 'https://api.anthropic.com:443',
      logged_cost: '0.01904715',
      attempted_retries: '0',
    });
  });

  it('count beside the cache at Anthropic and Bedrock, inside at OpenAI', () => {
    expect(ended('00')).toMatchObject({ token_convention: 'beside', input_tokens: '412' });
    expect(ended('05')).toMatchObject({
      token_convention: 'inside',
      input_tokens: '52000',
      output_reasoning_tokens: '1792',
    });
    // 7 + 16,399 + 2,089 = 18,495; the total of 452 counts no cache.
    expect(log.request('019a9e2c-7a10-7b3e-8000-000000000005').staged).toMatchObject({
      provider: 'aws',
      input_tokens: '7',
      total_input_tokens: '18495',
    });
  });

  it('know retries of the last attempt, and failures', () => {
    expect(ended('10')).toMatchObject({ attempted_retries: '2', request_status: 'success' });
    expect(ended('15')).toMatchObject({ request_status: 'failure', error_code: '429', error_class: 'UpstreamFailure' });
  });

  it('have in the table of the database what has no column in a text', () => {
    expect(log.request('019a9e2c-7a10-7b3e-8000-000000000005').raw).toMatchObject({
      mapping: 'agentgateway-db',
      started_at: '2026-11-20T14:00:20.123456Z',
      virtual_key_alias: 'search-prod',
      gateway_user_id: 'alice',
      gateway_team_id: 'search-platform',
      logged_cost: '0.01944945',
      input_cache_read_tokens: '16399',
    });
  });

  it('count Claude on Vertex beside the cache, Gemini inside; an address without a name is nobody’s', async () => {
    const base = JSON.parse(fixture('agentgateway.jsonl').split('\n')[0] ?? '') as object;
    const vertex = { ...base, 'gen_ai.provider.name': 'gcp.vertex_ai', endpoint: '10.0.0.9:443' };
    const own = await reader.read(
      lines(
        { ...vertex, 'span.id': 'a' },
        { ...vertex, 'span.id': 'b', 'gen_ai.response.model': 'gemini-2.5-flash', 'gen_ai.usage.input_tokens': 20_000 },
        { ...base, 'span.id': 'c', endpoint: '[fe80::1]:443', team: 'search' },
      ),
    );
    const trace = '5b8efff798038103d269b633813fc620';
    expect(own.request(`${trace}/a`)).toMatchObject({
      raw: { api_base: null, token_convention: 'beside' },
      staged: { provider: 'google', input_tokens: '412' },
    });
    // 20,000 - 11,008 - 2,089 = 6,903
    expect(own.request(`${trace}/b`).staged).toMatchObject({ input_tokens: '6903' });
    expect(own.request(`${trace}/c`).raw).toMatchObject({ api_base: null, service_tag: 'team=search' });
  });
});
