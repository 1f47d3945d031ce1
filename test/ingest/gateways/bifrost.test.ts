import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture } from '../support/installation.js';
import { type GatewayReader, openGatewayReader, type ReadGateway } from '../support/read-gateway.js';
import { lines } from '../support/read-log.js';

let reader: GatewayReader;
let log: ReadGateway;

beforeAll(async () => {
  reader = await openGatewayReader('bifrost');
  log = await reader.read(fixture('bifrost-logs.jsonl'));
});

afterAll(() => reader.close());

// Worked out by hand from the lines of the fixture.
describe('the logs of Bifrost', () => {
  it('all land', () => {
    expect(log.rejections).toEqual([]);
    expect(log.batch).toMatchObject({ rows_landed: '7', unknown_fields: null });
  });

  it('count the cache inside the prompt, and say whose key and team it was', () => {
    // 13,509 - 11,008 - 2,089 = 412
    expect(log.request('bf-1')).toMatchObject({
      raw: {
        call_type: 'chat_completion',
        // 2,510.4 ms later
        ended_at: '2026-11-20T14:00:02.5104Z',
        virtual_key_id: 'vk-search',
        virtual_key_alias: 'search-prod',
        gateway_team_id: 't1',
        gateway_team_alias: 'Search Platform',
        deployment_id: 'anthropic-main',
        environment_tag: 'prod',
        attempted_retries: '0',
      },
      staged: {
        provider: 'anthropic',
        input_tokens: '412',
        input_cache_read_tokens: '11008',
        input_cache_write_5m_tokens: '2089',
        output_tokens: '445',
        logged_cost_usd: '0.01904715',
      },
    });
  });

  it('have a fallback in one session with what failed before it', () => {
    expect(log.request('bf-2').raw).toMatchObject({
      request_status: 'failure',
      error_code: '529',
      session_id: 'bf-2',
      attempted_retries: '3',
    });
    expect(log.request('bf-3').raw).toMatchObject({
      request_status: 'success',
      session_id: 'bf-2',
      model_id: 'gpt-4o',
      attempted_fallbacks: '1',
    });
  });

  it('hold requests that have not ended: they have not succeeded, and know no usage', () => {
    expect(log.request('bf-4')).toMatchObject({
      raw: { request_status: 'failure', input_tokens: null },
      staged: { is_usage_known: false },
    });
  });

  it('name no team where there are two', () => {
    expect(log.request('bf-5').raw).toMatchObject({ gateway_team_id: null, virtual_key_alias: 'search-prod' });
  });

  it('say what the semantic cache answered', () => {
    expect(log.request('bf-6').raw).toMatchObject({ is_gateway_cache_hit: true, logged_cost: '0.00002' });
    expect(log.request('bf-1').raw).toMatchObject({ is_gateway_cache_hit: false });
  });

  it('have zeros for what a stream did not count', () => {
    expect(log.request('bf-7')).toMatchObject({
      raw: { request_status: 'success', input_tokens: null, output_tokens: null, logged_cost: null },
      staged: { is_usage_known: false },
    });
  });

  it('keep the tokens of what failed, embeddings without output, and land no message', async () => {
    const base = JSON.parse(fixture('bifrost-logs.jsonl').split('\n')[0] ?? '') as object;
    const own = await reader.read(
      lines(
        { ...base, id: 'a', status: 'error', error_details: 'the prompt was: hello', input_history: 'hello' },
        { ...base, id: 'b', token_usage: JSON.stringify({ prompt_tokens: 9, completion_tokens: 0, total_tokens: 9 }) },
      ),
    );
    expect(own.rejections).toEqual([]);
    expect(own.request('a')).toMatchObject({
      raw: { request_status: 'failure', error_code: null },
      staged: { total_input_tokens: '13509' },
    });
    expect(own.request('b').staged).toMatchObject({ input_tokens: '9', output_tokens: '0', is_usage_known: true });
    expect(JSON.stringify(own.rows)).not.toContain('hello');
  });
});
