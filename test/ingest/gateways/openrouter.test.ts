import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture } from '../support/installation.js';
import { exported } from '../support/otlp.js';
import { type GatewayReader, openGatewayReader, type ReadGateway } from '../support/read-gateway.js';
import { lines } from '../support/read-log.js';

let reader: GatewayReader;

beforeAll(async () => {
  reader = await openGatewayReader('openrouter');
});

afterAll(() => reader.close());

// Worked out by hand from the lines of the fixtures.
describe('the broadcast of OpenRouter', () => {
  let log: ReadGateway;

  beforeAll(async () => {
    log = await reader.read(fixture('openrouter-broadcast.jsonl'));
  });

  it('has a request in every root span; attempts and the test of the destination are none', () => {
    // Four roots, five attempts, one test.
    expect(log.rejections).toEqual([]);
    expect(log.batch).toMatchObject({ rows_read: '10', rows_landed: '4', rows_left_out: '6', unknown_fields: null });
    expect(new Set(log.rows.map(({ mapping }) => mapping))).toEqual(new Set(['openrouter-broadcast']));
  });

  it('counts what was written to the cache inside the input', () => {
    // 48,894 - 47,889 = 1,005
    expect(log.request('gen-1795183201-aaa')).toMatchObject({
      raw: {
        model_id: 'anthropic/claude-haiku-4.5',
        virtual_key_alias: 'search-prod',
        end_user_id: 'user_2a',
        service_tag: 'team=search-platform',
        environment_tag: 'prod',
        logged_cost: '0.06507625',
        output_reasoning_tokens: '518',
        attempted_retries: '0',
      },
      staged: {
        provider: 'openrouter',
        input_tokens: '1005',
        input_cache_write_5m_tokens: '47889',
        output_tokens: '842',
      },
    });
  });

  it('counts the attempts beside the root as retries', () => {
    // 49,820 - 47,889 - 15 = 1,916; 529, then 200.
    expect(log.request('gen-1795183211-bbb')).toMatchObject({
      raw: { attempted_retries: '1' },
      staged: { input_tokens: '1916', input_cache_read_tokens: '47889', input_cache_write_5m_tokens: '15' },
    });
  });

  it('knows neither usage nor owner of what the client broke off', () => {
    expect(log.request('gen-1795183221-ccc')).toMatchObject({
      raw: { request_status: 'failure', input_tokens: null, end_user_id: null, service_tag: null },
      staged: { is_usage_known: false },
    });
  });

  it('is of the provider where the customer’s own key was used', async () => {
    const [root, attempt] = [
      {
        'gen_ai.operation.name': 'chat',
        'gen_ai.response.id': 'gen-own',
        'gen_ai.usage.input_tokens': 3,
        'trace.metadata.openrouter.provider_name': 'Amazon Bedrock',
        'trace.metadata.project': 'search',
        'trace.metadata.team': 'risk',
      },
      { 'span.metadata.attempt_index': 0, 'span.metadata.is_byok': true },
    ];
    const own = await reader.read(lines(exported([{ attributes: root }, { attributes: attempt }])));
    expect(own.request('gen-own')).toMatchObject({
      raw: { service_tag: 'project=search' },
      staged: { provider: 'aws' },
    });
  });
});

describe('the generations of OpenRouter', () => {
  let log: ReadGateway;

  beforeAll(async () => {
    log = await reader.read(fixture('openrouter-generation.jsonl'));
  });

  it('all land', () => {
    expect(log.rejections).toEqual([]);
    expect(log.batch).toMatchObject({ rows_landed: '5', unknown_fields: null });
  });

  it('count in the tokens that are charged', () => {
    expect(log.request('gen-1795183201-aaa')).toMatchObject({
      raw: {
        started_at: '2026-11-20T14:00:01.433273Z',
        // 2,510 ms later
        ended_at: '2026-11-20T14:00:03.943273Z',
        session_id: 'req-1795183201-aaa',
        end_user_id: 'cust-778',
        output_reasoning_tokens: '518',
      },
      staged: { provider: 'openrouter', input_tokens: '48894', output_tokens: '842', logged_cost_usd: '0.06507625' },
    });
  });

  it('charge what was used of a cancelled one', () => {
    expect(log.request('gen-1795183221-ccc')).toMatchObject({
      raw: { request_status: 'failure' },
      staged: { input_tokens: '14000', output_tokens: '310' },
    });
  });

  it('are of the provider, at its cost, where the customer’s own key was used', () => {
    expect(log.request('gen-1795183250-byk')).toMatchObject({
      raw: { logged_cost: '0.0021' },
      staged: { provider: 'aws', input_tokens: '900', output_tokens: '120' },
    });
  });

  it('may be answered from the response cache', () => {
    expect(log.request('gen-1795183260-rch').raw).toMatchObject({ is_gateway_cache_hit: true, logged_cost: '0' });
    expect(log.request('gen-1795183250-byk').raw).toMatchObject({ is_gateway_cache_hit: false });
  });

  it('do not tell how many searches were made', () => {
    expect(log.request('gen-1795183270-web').raw).toMatchObject({ web_search_count: null, logged_cost: '0.0215' });
  });

  it('may have been tried at several providers', async () => {
    const data = { id: 'g', created_at: '2026-11-20T14:00:01Z', native_tokens_prompt: 10, native_tokens_cached: 3 };
    const tried = await reader.read(
      lines({ data: { ...data, provider_responses: [{ status: 529 }, { status: 200 }] } }),
    );
    expect(tried.request('g')).toMatchObject({ raw: { attempted_retries: '1' }, staged: { input_tokens: '7' } });
  });
});
