import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture } from '../support/installation.js';
import { type GatewayReader, openGatewayReader, type ReadGateway } from '../support/read-gateway.js';
import { lines } from '../support/read-log.js';

let reader: GatewayReader;
let log: ReadGateway;

beforeAll(async () => {
  reader = await openGatewayReader('vercel-ai-gateway');
  log = await reader.read(fixture('vercel-ai-gateway.jsonl'));
});

afterAll(() => reader.close());

// Worked out by hand from the lines of the fixture.
describe('the log of the Vercel AI Gateway', () => {
  it('has three generations; sums of a report are none, and an answer without a time cannot be dated', () => {
    expect(log.batch).toMatchObject({ rows_read: '5', rows_landed: '3', rows_left_out: '1', unknown_fields: null });
    expect(log.rejections).toMatchObject([{ line_number: '5', field_path: 'started_at', reason: 'is missing' }]);
  });

  it('counts the cache inside the prompt', () => {
    // 13,509 - 11,008 - 2,089 = 412
    expect(log.request('gen_01JD4R000000000000000001')).toMatchObject({
      raw: { model_id: 'anthropic/claude-sonnet-4.5', ended_at: '2026-11-20T14:00:02.51Z', logged_cost: '0.01904715' },
      staged: {
        provider: 'vercel',
        input_tokens: '412',
        input_cache_read_tokens: '11008',
        input_cache_write_5m_tokens: '2089',
        output_tokens: '445',
      },
    });
  });

  it('is of the provider, at its cost, where the customer’s own key was used', () => {
    expect(log.request('gen_01JD4R000000000000000002')).toMatchObject({
      raw: { logged_cost: '0.00612' },
      staged: { provider: 'azure', input_tokens: '2048', output_tokens: '100' },
    });
  });

  it('counts searches', () => {
    expect(log.request('gen_01JD4R000000000000000003').staged).toMatchObject({ web_search_count: '3' });
  });

  it('lands an answer of the SDK that has a time, with tags and user of its call', async () => {
    const answer = JSON.parse(fixture('vercel-ai-gateway.jsonl').split('\n')[4] ?? '') as object;
    const gateway = { tags: ['project:search', 'env:prod'], user: 'cust-1' };
    const own = {
      ...answer,
      created_at: '2026-11-20T14:00:00Z',
      model: 'anthropic/claude-sonnet-4.5',
      providerOptions: { gateway },
    };
    expect((await reader.read(lines(own))).request('gen_01JD4R000000000000000005')).toMatchObject({
      raw: { service_tag: 'project=search', environment_tag: 'prod', end_user_id: 'cust-1', logged_cost: '0.0045' },
      staged: { input_tokens: '900', output_tokens: '120' },
    });
  });

  it('takes a sum that shows the cache beside the input for proof', async () => {
    // The AI SDK's older Bedrock provider: 5,734 + 178 + 4,482 read = 10,394.
    const usage = { inputTokens: 5734, outputTokens: 178, totalTokens: 10_394, cachedInputTokens: 4482 };
    const providerMetadata = { gateway: { generationId: 'g' } };
    const own = await reader.read(lines({ created_at: '2026-11-20T14:00:00Z', providerMetadata, usage }));
    expect(own.request('g').staged).toMatchObject({ input_tokens: '5734', total_input_tokens: '10216' });
  });
});
