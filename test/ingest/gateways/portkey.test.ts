import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture } from '../support/installation.js';
import { type GatewayReader, openGatewayReader, type ReadGateway } from '../support/read-gateway.js';
import { lines } from '../support/read-log.js';

let reader: GatewayReader;

beforeAll(async () => {
  reader = await openGatewayReader('portkey');
});

afterAll(() => reader.close());

// Worked out by hand from the lines of the fixtures.
describe('the export of Portkey', () => {
  let log: ReadGateway;

  beforeAll(async () => {
    log = await reader.read(fixture('portkey-export.jsonl'));
  });

  it('maps all six records', () => {
    const { rows, rejections, batch } = log;
    expect(rejections).toEqual([]);
    expect(rows).toHaveLength(6);
    expect(batch).toMatchObject({ unknown_fields: null });
    expect(new Set(rows.map(({ mapping }) => mapping))).toEqual(new Set(['portkey-export']));
  });

  it('counts costs in cents, though they are called dollars, and none where the model has no price', () => {
    // 1.904715 cents
    expect(log.request('1f1b0002')).toMatchObject({
      raw: { logged_cost: '1.904715', logged_cost_unit: 'cents' },
      staged: { logged_cost_usd: '0.01904715' },
    });
    expect(log.request('1f1b0005').raw.logged_cost).toBeNull();
  });

  it('adds the cache to the input of Anthropic', () => {
    // 412 + 11,008 read + 2,089 written = 13,509
    expect(log.request('1f1b0002')).toMatchObject({
      raw: {
        session_id: 'tr-p2',
        call_type: 'messages',
        model_id: 'claude-sonnet-4-5-20250929',
        token_convention: 'beside',
        started_at: '2026-11-20T14:00:20.404Z',
        // 4,120 ms later
        ended_at: '2026-11-20T14:00:24.524Z',
        total_tokens: '13954',
      },
      staged: { provider: 'anthropic', total_input_tokens: '13509', input_tokens: '412', output_tokens: '445' },
    });
  });

  it('takes the cache and the reasoning out of what Azure counts', () => {
    // 52,000 - 49,152 = 2,848; 1,792 of the 3,100 are reasoning.
    expect(log.request('1f1b0005')).toMatchObject({
      raw: { deployment_id: 'my-gpt-5-mini-deployment', output_reasoning_tokens: '1792' },
      staged: { provider: 'azure', input_tokens: '2848', input_cache_read_tokens: '49152', output_tokens: '3100' },
    });
  });

  it('keeps the failed leg of a fallback, in one session with the one that followed', () => {
    expect(log.request('1f1b0003').raw).toMatchObject({
      request_status: 'failure',
      error_code: '429',
      session_id: 'tr-p3',
      service_tag: 'team=support-bot',
    });
    expect(log.request('1f1b0004').raw).toMatchObject({
      request_status: 'success',
      error_code: null,
      session_id: 'tr-p3',
      output_tokens: '130',
    });
  });

  it('counts units where the answer is withheld, and knows nothing of the owner', () => {
    expect(log.request('1f1b0006')).toMatchObject({
      raw: {
        token_convention: 'unknown',
        input_tokens: '700',
        output_tokens: '80',
        service_tag: null,
        end_user_id: null,
      },
      staged: { input_tokens: '700', output_tokens: '80' },
    });
    expect(log.request('1f1b0001').raw).toMatchObject({
      end_user_id: 'u-12',
      environment_tag: 'prod',
      service_tag: 'team=support-bot',
    });
  });

  it('lets a configured tag go before the team', async () => {
    const [line = ''] = fixture('portkey-export.jsonl').split('\n');
    const own = await reader.read(line.replace('"team"', '"project": "search", "team"'));
    expect(own.request('1f1b0001').raw.service_tag).toBe('project=search');
  });

  it('reads no text of an answer that is no JSON, and none of one that is', async () => {
    const record = JSON.parse(fixture('portkey-export.jsonl').split('\n')[0] ?? '') as object;
    const { rows, rejections } = await reader.read(
      lines({ ...record, response: 'data: hello' }, { ...record, id: 'b', response: { text: 'hello', usage: null } }),
    );
    expect(rejections).toEqual([]);
    expect(rows.map(({ input_tokens }) => input_tokens)).toEqual(['900', '900']);
    expect(JSON.stringify(rows)).not.toContain('hello');
  });
});

describe('the log objects of Portkey', () => {
  let log: ReadGateway;

  beforeAll(async () => {
    log = await reader.read(fixture('portkey-blob-log.jsonl'));
  });

  it('maps all nine records', () => {
    const { rows, rejections, batch } = log;
    expect(rejections).toEqual([]);
    expect(rows).toHaveLength(9);
    expect(batch).toMatchObject({ unknown_fields: null });
    expect(new Set(rows.map(({ mapping }) => mapping))).toEqual(new Set(['portkey-blob-log']));
  });

  it('reads keys, workspace and the metadata that stands in two lists', () => {
    // 2,048 - 1,024 cached; no header names the provider, so the address does.
    expect(log.request('b-1')).toMatchObject({
      raw: {
        session_id: 'tr-b1',
        call_type: 'chat/completions',
        model_id: 'gpt-4o-2024-08-06',
        requested_model_id: 'gpt-4o',
        virtual_key_id: 'openai-prod',
        deployment_id: 'openai-prod',
        gateway_team_id: 'ws-search',
        service_tag: 'team=search-platform',
        environment_tag: 'prod',
        attempted_retries: '0',
        is_gateway_cache_hit: false,
        ended_at: '2026-11-20T14:01:00.921Z',
      },
      staged: { provider: 'openai', input_tokens: '1024', input_cache_read_tokens: '1024', output_tokens: '100' },
    });
    expect(log.request('b-5').raw).toMatchObject({ end_user_id: 'u-9', service_tag: null });
  });

  it('knows answers from the cache of the gateway', () => {
    expect(log.request('b-2').raw.is_gateway_cache_hit).toBe(true);
    expect(log.request('b-3').raw.is_gateway_cache_hit).toBe(false);
  });

  it('counts retries, and does not know how many were used up', () => {
    expect(log.request('b-3').raw.attempted_retries).toBe('2');
    expect(log.request('b-4').raw).toMatchObject({
      attempted_retries: null,
      request_status: 'failure',
      error_code: '529',
      unreadable_fields: null,
    });
  });

  it('tells a guardrail that let the request pass from one that stopped it', () => {
    expect(log.request('b-9')).toMatchObject({
      raw: { request_status: 'success', error_code: null },
      staged: { input_tokens: '500', output_tokens: '40' },
    });
    expect(log.request('b-5').raw).toMatchObject({ request_status: 'failure', error_code: '446', input_tokens: null });
  });

  it('counts the prompt of Anthropic without the cache and that of Bedrock with it', () => {
    const call = {
      total_input_tokens: '13509',
      input_tokens: '412',
      input_cache_read_tokens: '11008',
      input_cache_write_5m_tokens: '2089',
      output_tokens: '445',
    };
    expect(log.request('b-6')).toMatchObject({
      raw: { input_tokens: '412', token_convention: 'beside' },
      staged: { provider: 'anthropic', ...call },
    });
    expect(log.request('b-7')).toMatchObject({
      raw: { input_tokens: '13509', token_convention: 'inside' },
      staged: { provider: 'aws', ...call },
    });
  });

  it('adds the thoughts of Gemini to its output', () => {
    // 16,000 of which 12,000 cached; 300 + 500 thoughts = 800.
    expect(log.request('b-8')).toMatchObject({
      raw: { reasoning_convention: 'beside', output_tokens: '300', output_reasoning_tokens: '500' },
      staged: { provider: 'google', input_tokens: '4000', input_cache_read_tokens: '12000', output_tokens: '800' },
    });
  });

  it('does not take Claude on Vertex for Gemini, nor its prompt for one with the cache', async () => {
    const [line = ''] = fixture('portkey-blob-log.jsonl').split('\n').slice(5);
    const content = line
      .replace('"x-portkey-provider": "anthropic"', '"x-portkey-provider": "vertex-ai"')
      .replace('gpt-4o-2024-08-06', 'claude-sonnet-4-5@20250929');
    // The total is left out, so that only the convention can tell.
    const own = await reader.read(content.replace('"total_tokens": 13954, ', ''));
    expect(own.request('b-6')).toMatchObject({
      raw: { token_convention: 'beside', reasoning_convention: 'inside', total_tokens: null },
      staged: { provider: 'google', total_input_tokens: '13509' },
    });
  });
});
