import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture } from '../support/installation.js';
import { type GatewayReader, openGatewayReader, type ReadGateway } from '../support/read-gateway.js';
import { lines } from '../support/read-log.js';

let reader: GatewayReader;
let log: ReadGateway;

/** The ids of the fixture differ in their last digit. */
const request = (digit: number) => log.request(`83b63da3-45a9-4196-98b8-00000000000${digit}`);

beforeAll(async () => {
  reader = await openGatewayReader('envoy');
  log = await reader.read(fixture('envoy-access-log.jsonl'));
});

afterAll(() => reader.close());

// Worked out by hand from the seven lines of the fixture.
describe('the access log of Envoy AI Gateway', () => {
  it('maps all records but the call of a tool', () => {
    expect(log.rejections).toEqual([]);
    expect(log.rows).toHaveLength(6);
    expect(log.batch).toMatchObject({ rows_left_out: '1', unknown_fields: null });
  });

  it('finds the cache inside the input, and the provider in the path of its backend', () => {
    // 13,509 - 11,008 - 2,089 = 412
    expect(request(1)).toMatchObject({
      raw: {
        call_type: '/v1/chat/completions',
        started_at: '2026-11-20T14:00:00.894Z',
        // 1,526 ms later
        ended_at: '2026-11-20T14:00:02.42Z',
        model_id: 'claude-sonnet-4-5-20250929',
        requested_model_id: 'claude-sonnet-4-5',
        deployment_id: 'prod/anthropic/route/llm-main/rule/0/ref/0',
        gateway_team_id: 'search-platform',
        request_status: 'success',
        error_class: null,
      },
      staged: {
        provider: 'anthropic',
        total_input_tokens: '13509',
        input_tokens: '412',
        input_cache_write_5m_tokens: '2089',
        output_tokens: '445',
      },
    });
  });

  it('counts all input as new where the log has no keys for the cache, and reads counts that are texts', () => {
    expect(request(2)).toMatchObject({
      raw: { input_tokens: '13509', input_cache_read_tokens: null },
      staged: { input_tokens: '13509' },
    });
  });

  it('does not know what a request used that was cut off', () => {
    expect(request(3)).toMatchObject({
      raw: { request_status: 'failure', error_code: '0', error_class: 'DC', input_tokens: null },
      staged: { is_usage_known: false },
    });
  });

  it('keeps all flags of a failure, and knows no number of retries', () => {
    expect(request(4).raw).toMatchObject({
      error_code: '503',
      error_class: 'UF.URX',
      attempted_retries: null,
      unreadable_fields: null,
    });
  });

  it('knows no tenant where the header is not sent', () => {
    expect(request(6).raw).toMatchObject({ gateway_team_id: null, input_tokens: '900', output_tokens: '120' });
  });

  it('reads the names of the metadata, and a dash as nothing', () => {
    expect(request(7)).toMatchObject({
      raw: {
        gateway_team_id: null,
        gateway_user_id: 'u-7',
        session_id: 's-7',
        input_cache_write_tokens: null,
        output_reasoning_tokens: '1792',
      },
      staged: { provider: 'openai', input_tokens: '2848', input_cache_read_tokens: '49152', output_tokens: '3100' },
    });
  });

  it('takes a name that is no path for the provider', async () => {
    const line = fixture('envoy-access-log.jsonl').split('\n')[0] ?? '';
    const own = await reader.read(line.replace('prod/anthropic/route/llm-main/rule/0/ref/0', 'aws.bedrock'));
    expect(own.rows).toMatchObject([{ provider_name: 'aws.bedrock' }]);
  });

  it('rejects a record that has none of the keys', async () => {
    const own = await reader.read(lines({ start_time: '2026-11-20T14:00:00Z', response_code: 200, caller: 'a' }));
    expect(own.rows).toEqual([]);
    expect(own.rejections).toHaveLength(1);
  });
});
