import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture } from '../support/installation.js';
import { type GatewayReader, openGatewayReader, type ReadGateway } from '../support/read-gateway.js';

let reader: GatewayReader;
let log: ReadGateway;

/** The ids of the fixture differ in their last digit. */
const request = (digit: number) => log.request(`a1b2c3d4-000${digit}`);

beforeAll(async () => {
  reader = await openGatewayReader('bedrock');
  log = await reader.read(fixture('bedrock-invocation-log.jsonl'));
});

afterAll(() => reader.close());

// Worked out by hand from the ten lines of the fixture.
describe('the model invocation log of Bedrock', () => {
  it('maps all records but the one that checks a permission', () => {
    expect(log.rejections).toEqual([]);
    expect(log.rows).toHaveLength(9);
    expect(log.batch).toMatchObject({ rows_left_out: '1', unknown_fields: null });
  });

  it('reads a file that holds nothing but the check', async () => {
    const own = await reader.read('{"amazon-bedrock-logs-permission-check": "ok"}\n');
    expect(own).toMatchObject({ rows: [], rejections: [], batch: { rows_read: '1', rows_left_out: '1' } });
  });

  it('adds the cache to the input, and knows role, session and account', () => {
    // 412 + 11,008 + 2,089 = 13,509
    expect(request(1)).toMatchObject({
      raw: {
        call_type: 'Converse',
        started_at: '2026-11-20T14:00:00Z',
        virtual_key_id: 'arn:aws:sts::123456789012:assumed-role/search-api',
        gateway_user_id: 'arn:aws:sts::123456789012:assumed-role/search-api/i-0abc',
        gateway_team_id: '123456789012',
        model_id: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
        deployment_id: null,
        region: 'us-west-2',
        service_tag: 'team=search-platform',
        environment_tag: 'prod',
      },
      staged: {
        provider: 'aws',
        total_input_tokens: '13509',
        input_tokens: '412',
        input_cache_read_tokens: '11008',
        input_cache_write_5m_tokens: '2089',
        output_tokens: '445',
      },
    });
  });

  it('makes a tag of an application inference profile, whose model is not told', () => {
    expect(request(2).raw).toMatchObject({
      model_id: 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/x1y2z3',
      deployment_id: 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/x1y2z3',
      service_tag: 'inference_profile=x1y2z3',
      output_tokens: '130',
    });
  });

  it('reads the model out of the ARN of a profile of AWS, and an identity in a list', () => {
    expect(request(7).raw).toMatchObject({
      model_id: 'us.anthropic.claude-haiku-4-5-20251001-v1:0',
      virtual_key_id: 'arn:aws:iam::123456789012:user/cron',
      gateway_user_id: 'arn:aws:iam::123456789012:user/cron',
      service_tag: null,
    });
  });

  it('keeps a failure with its code', () => {
    expect(request(3)).toMatchObject({
      raw: { request_status: 'failure', error_code: 'ThrottlingException', service_tag: 'team=support-bot' },
      staged: { is_usage_known: false },
    });
  });

  it('knows the role of a job that sends no metadata', () => {
    expect(request(4).raw).toMatchObject({
      virtual_key_id: 'arn:aws:sts::123456789012:assumed-role/batch-shared',
      service_tag: null,
      input_tokens: '52000',
    });
  });

  it('reads the counts of the cache in their other spelling', () => {
    // 7 + 16,399 + 2,089 = 18,495
    expect(request(5).staged).toMatchObject({ total_input_tokens: '18495', input_cache_read_tokens: '16399' });
  });

  it('reads the counts of a body where the record has none, and no text of it', () => {
    // 3 + 700 + 200 = 903; the stream began with 1 output token and ended with 13.
    expect(request(8)).toMatchObject({
      raw: { input_cache_write_5m_tokens: '150', input_cache_write_1h_tokens: '50' },
      staged: { total_input_tokens: '903', input_tokens: '3', input_cache_read_tokens: '700', output_tokens: '13' },
    });
    expect(JSON.stringify(log.rows)).not.toContain('hello');
  });

  it('reads a record whose fields were flattened', () => {
    // 10 + 5 = 15
    expect(request(9)).toMatchObject({
      raw: { gateway_user_id: null, virtual_key_id: null },
      staged: { total_input_tokens: '15', input_tokens: '10', output_tokens: '2' },
    });
  });
});
