import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture } from '../support/installation.js';
import { type GatewayReader, openGatewayReader, type ReadGateway } from '../support/read-gateway.js';

let reader: GatewayReader;
let log: ReadGateway;

beforeAll(async () => {
  reader = await openGatewayReader('tensorzero');
  log = await reader.read(fixture('tensorzero.jsonl'));
});

afterAll(() => reader.close());

const inference = (number: number) => log.request(`0196ee9c-d808-74f3-9000-00000000000${number}`);

// Worked out by hand from the lines of the fixture.
describe('the tables of TensorZero', () => {
  it('have five model inferences and what the inference behind them knows', () => {
    expect(log.rejections).toEqual([]);
    expect(log.batch).toMatchObject({ rows_landed: '6', rows_left_out: '0' });
  });

  it('count the cache inside the input', () => {
    // 13,509 - 11,008 - 2,089 = 412
    expect(inference(1)).toMatchObject({
      raw: { context_id: '0196ee9c-d808-74f3-8000-000000000001', feature_tag: 'answer', is_gateway_cache_hit: false },
      staged: { provider: 'anthropic', input_tokens: '412', input_cache_read_tokens: '11008', output_tokens: '445' },
    });
  });

  it('have a row for every attempt of an inference', () => {
    expect(inference(2).raw.context_id).toBe(inference(3).raw.context_id);
    expect([inference(2).staged?.output_tokens, inference(3).staged?.output_tokens]).toEqual(['120', '140']);
  });

  it('repeat the tokens of what their own cache answered', () => {
    expect(inference(4).raw).toMatchObject({ is_gateway_cache_hit: true, input_tokens: '13509' });
  });

  it('name a model that was not configured by its provider, and have no cost for it', () => {
    expect(inference(5)).toMatchObject({
      raw: { model_id: 'gpt-5-mini', requested_model_id: 'openai::gpt-5-mini', logged_cost: null },
      staged: { provider: 'openai', input_tokens: '52000', output_tokens: '3100' },
    });
  });

  it('have tags on the inference', () => {
    expect(log.request('0196ee9c-d808-74f3-8000-000000000001').raw).toMatchObject({
      is_context: true,
      context_id: '0196ee9c-d808-74f3-8000-000000000001',
      session_id: '0196ee9c-d808-74f3-8000-0000000000aa',
      virtual_key_id: 'abc',
      service_tag: 'team=search-platform',
      environment_tag: 'prod',
    });
  });
});
