import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture } from '../support/installation.js';
import { type GatewayReader, openGatewayReader, type ReadGateway } from '../support/read-gateway.js';

let reader: GatewayReader;
let log: ReadGateway;

beforeAll(async () => {
  reader = await openGatewayReader('cloudflare');
  log = await reader.read(fixture('cloudflare-logs.jsonl'));
});

afterAll(() => reader.close());

// Worked out by hand from the eight lines of the fixture.
describe('the logs of the AI Gateway of Cloudflare', () => {
  it('maps all records but the one whose metadata Logpush encrypted', () => {
    expect(log.rows).toHaveLength(7);
    expect(log.rejections).toMatchObject([
      {
        line_number: '8',
        field_path: null,
        reason: 'is not a record of cloudflare-logs: it has no id and created_at and provider',
      },
    ]);
  });

  it('reads metadata that is a text of JSON, and metadata that is an object', () => {
    expect(log.request('01JD4R0001')).toMatchObject({
      raw: {
        call_type: 'chat/completions',
        started_at: '2026-11-20T14:00:00.204Z',
        // 2,400 ms later
        ended_at: '2026-11-20T14:00:02.604Z',
        service_tag: 'team=search-platform',
        environment_tag: 'prod',
        end_user_id: '12345',
        logged_cost: '0.00612',
        is_gateway_cache_hit: false,
      },
      staged: { provider: 'openai', total_input_tokens: '2048', output_tokens: '100' },
    });
    expect(log.request('01JD4R0007').raw).toMatchObject({
      service_tag: 'project=support-bot',
      environment_tag: 'prod',
    });
    expect(log.request('01JD4R0005').raw).toMatchObject({ service_tag: null, has_conflicting_tags: false });
  });

  it('does not know what of the input was cached', () => {
    expect(log.request('01JD4R0001').raw).toMatchObject({
      token_convention: 'unknown',
      input_cache_read_tokens: null,
      output_reasoning_tokens: null,
    });
  });

  it('knows an answer from its own cache', () => {
    expect(log.request('01JD4R0002').raw).toMatchObject({ is_gateway_cache_hit: true, logged_cost: '0' });
  });

  it('keeps every step of a fallback', () => {
    expect(log.request('01JD4R0003').raw).toMatchObject({
      request_status: 'failure',
      error_code: '429',
      attempted_fallbacks: '0',
      input_tokens: null,
      logged_cost: null,
    });
    expect(log.request('01JD4R0004').raw).toMatchObject({
      request_status: 'success',
      error_code: null,
      attempted_fallbacks: '1',
      provider_name: 'anthropic',
      logged_cost: '0.00155',
    });
  });

  it('believes no cost that the caller declared, and none of nothing', () => {
    expect(log.request('01JD4R0006').raw).toMatchObject({ logged_cost: null, input_tokens: '1000' });
    expect(log.request('01JD4R0005')).toMatchObject({
      raw: { logged_cost: null, model_id: '@cf/meta/llama-3.3-70b-instruct-fp8-fast' },
      staged: { provider: 'workers-ai' },
    });
  });
});
