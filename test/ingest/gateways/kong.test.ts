import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture } from '../support/installation.js';
import { type GatewayReader, openGatewayReader, type ReadGateway } from '../support/read-gateway.js';

let reader: GatewayReader;
let log: ReadGateway;

/** The ids of the fixture differ in their last two digits. */
const request = (number: number, callType?: string) =>
  log.request(`2f694632800000${String(number).padStart(2, '0')}`, callType);

beforeAll(async () => {
  reader = await openGatewayReader('kong');
  log = await reader.read(fixture('kong-log.jsonl'));
});

afterAll(() => reader.close());

// Worked out by hand from the fifteen lines of the fixture.
describe('the log of Kong', () => {
  it('maps every call, two of one record, and leaves out the record that called no model', () => {
    expect(log.rejections).toEqual([]);
    expect(log.rows).toHaveLength(15);
    expect(log.batch).toMatchObject({ rows_read: '16', rows_left_out: '1', unknown_fields: null });
  });

  it('reads milliseconds, consumer, credential, workspace and route', () => {
    expect(request(1).raw).toMatchObject({
      call_type: 'proxy',
      // 1795183200538 ms, and 2,530 ms later
      started_at: '2026-11-20T14:00:00.538Z',
      ended_at: '2026-11-20T14:00:03.068Z',
      virtual_key_id: 'cred-search-api',
      virtual_key_alias: 'search-api',
      gateway_user_id: 'search-api',
      gateway_team_id: 'default',
      service_tag: 'route=llm-chat',
      // 0 is no price.
      logged_cost: null,
      attempted_retries: '0',
      attempted_fallbacks: '0',
    });
  });

  it('lets the numbers say where the cache of Anthropic is, where no version does', () => {
    // 11,008 of 13,509, so 2,501: what was written to the cache is not logged.
    expect(request(1)).toMatchObject({
      raw: { token_convention: 'unknown' },
      staged: { total_input_tokens: '13509', input_tokens: '2501', input_cache_read_tokens: '11008' },
    });
    // More read than there is input: beside it, 412 + 11,008.
    expect(request(2)).toMatchObject({
      raw: { token_convention: 'unknown', input_tokens: '412' },
      staged: { total_input_tokens: '11420', input_tokens: '412', input_cache_read_tokens: '11008' },
    });
  });

  it('adds the cache to the prompt of Anthropic before 3.14.0.8, and finds it inside from then on', () => {
    // 4,000 read would fit into 12,000, and 12,500 is their total with the output either way.
    expect(request(11)).toMatchObject({
      raw: { token_convention: 'beside' },
      staged: { provider: 'anthropic', total_input_tokens: '16000', input_tokens: '12000' },
    });
    expect(request(12)).toMatchObject({
      raw: { token_convention: 'inside' },
      staged: { total_input_tokens: '12000', input_tokens: '8000' },
    });
  });

  it.each([
    ['3.9.0.1-enterprise-edition', 'beside', 'beside'],
    ['3.14.0.8-enterprise-edition', 'inside', 'beside'],
    ['3.14.0.13-enterprise-edition', 'inside', 'inside'],
    ['3.15.0.3-enterprise-edition', 'beside', 'beside'],
    ['3.15.0.4-enterprise-edition', 'inside', 'inside'],
    ['3.16.0.0-enterprise-edition', 'inside', 'inside'],
    ['3.9.1', 'beside', 'beside'],
    // A product of its own, with versions of its own.
    ['2.0.2-ai-gateway', 'unknown', 'unknown'],
  ])('knows what version %s does', async (version, token_convention, reasoning_convention) => {
    const line = fixture('kong-log.jsonl').split('\n')[10] ?? '';
    const content = line.replace('3.14.0.7-enterprise-edition', version);
    const { rows } = await reader.read(`${content}\n${content.replaceAll('"anthropic"', '"gemini"')}\n`);
    const [anthropic, gemini] = ['anthropic', 'gemini'].map((name) => rows.find((row) => row.provider_name === name));
    expect(anthropic?.token_convention).toBe(token_convention);
    expect(gemini).toMatchObject({ token_convention: 'inside', reasoning_convention });
  });

  it('finds usage beside the plugins, not under one', () => {
    expect(request(3)).toMatchObject({
      raw: { call_type: null, model_id: 'gpt-5-mini', output_reasoning_tokens: '256', attempted_fallbacks: null },
      staged: { input_tokens: '25', output_tokens: '456' },
    });
  });

  it('keeps a cost of the operator', () => {
    expect(request(4).raw).toMatchObject({ logged_cost: '0.00031', logged_cost_unit: 'usd' });
  });

  it('knows an answer from its own cache', () => {
    expect(request(5).raw).toMatchObject({ is_gateway_cache_hit: true, provider_name: 'cohere' });
  });

  it('counts the call of a judge as one of its own', () => {
    expect(request(6, 'proxy')).toMatchObject({
      raw: { model_id: 'gpt-4.1-mini', attempted_retries: '0' },
      staged: { input_tokens: '15', output_tokens: '266' },
    });
    expect(request(6, 'ai-llm-as-judge')).toMatchObject({
      raw: { model_id: 'gpt-4o-2024-08-06', requested_model_id: 'gpt-4o', attempted_retries: null },
      staged: { input_tokens: '49', output_tokens: '114' },
    });
  });

  it('tells the fallback to another target from a retry', () => {
    // Two tries at two targets.
    expect(request(7).raw).toMatchObject({
      request_status: 'success',
      attempted_retries: '0',
      attempted_fallbacks: '1',
    });
  });

  it('knows no consumer of a request that was refused', () => {
    expect(request(8).raw).toMatchObject({
      request_status: 'failure',
      error_code: '401',
      virtual_key_id: null,
      gateway_user_id: null,
      model_id: 'gpt-4o',
      input_tokens: null,
    });
  });

  it('reads the names that older versions give their counts', () => {
    expect(request(9)).toMatchObject({
      raw: { output_reasoning_tokens: null },
      staged: { provider: 'google', input_tokens: '7795', output_tokens: '483' },
    });
  });

  it('finds the thoughts of Gemini in the total alone', () => {
    // 16,800 - 16,000 - 300 = 500: 800 in all. The plugin is called ai-proxy here.
    expect(request(10, 'ai-proxy')).toMatchObject({
      raw: { output_tokens: '300', output_reasoning_tokens: '500' },
      staged: { total_input_tokens: '16000', output_tokens: '800' },
    });
  });

  it('finds no thoughts in the total of a stream that is its sum many times, nor in that of another provider', async () => {
    const line = fixture('kong-log.jsonl').split('\n')[9] ?? '';
    // Three pieces: 3 x 16,300 = 48,900.
    const multiplied = await reader.read(line.replace('16800', '48900'));
    expect(multiplied.rows).toMatchObject([{ output_reasoning_tokens: null }]);
    const other = await reader.read(line.replaceAll('"gemini"', '"mistral"'));
    expect(other.rows).toMatchObject([{ output_reasoning_tokens: null }]);
  });

  it('takes the 0 of a stream whose usage was not read for unknown', async () => {
    const line = fixture('kong-log.jsonl').split('\n')[3] ?? '';
    const zero = line
      .replace('"prompt_tokens": 18', '"prompt_tokens": 0')
      .replace('"completion_tokens": 13', '"completion_tokens": 0')
      .replace('"total_tokens": 31, ', '');
    const own = await reader.read(zero);
    expect(own.request('2f69463280000004')).toMatchObject({
      raw: { request_status: 'success', input_tokens: null, output_tokens: null },
      staged: { is_usage_known: false },
    });
  });

  it('asks the host who was called', async () => {
    const line = fixture('kong-log.jsonl').split('\n')[12] ?? '';
    expect(request(13).staged).toMatchObject({ provider: 'openai' });
    const own = await reader.read(line.replace('api.openai.com', 'vllm.internal'));
    expect(own.request('2f69463280000013').staged).toMatchObject({ provider: 'vllm.internal' });
  });
});
