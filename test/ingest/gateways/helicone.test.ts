import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture } from '../support/installation.js';
import { type GatewayReader, openGatewayReader, type ReadGateway } from '../support/read-gateway.js';

let reader: GatewayReader;
let log: ReadGateway;

/** The ids of the fixture differ in their last digit. */
const request = (digit: number) => log.request(`7c8e1001-0000-4000-8000-00000000000${digit}`);

beforeAll(async () => {
  reader = await openGatewayReader('helicone');
  log = await reader.read(fixture('helicone-export.jsonl'));
});

afterAll(() => reader.close());

// Worked out by hand from the seven lines of the fixture.
describe('the export of Helicone', () => {
  it('maps all records', () => {
    expect(log.rejections).toEqual([]);
    expect(log.rows).toHaveLength(7);
    expect(log.batch).toMatchObject({ unknown_fields: null });
  });

  it('adds the cache to the input of Anthropic, whose cost is in dollars', () => {
    // 412 + 11,008 + 2,089 = 13,509
    expect(request(1)).toMatchObject({
      raw: {
        started_at: '2026-11-20T14:00:00.123Z',
        ended_at: '2026-11-20T14:00:02.623Z',
        model_id: 'claude-sonnet-4-5-20250929',
        requested_model_id: 'claude-sonnet-4-5',
        session_id: 's1',
        end_user_id: 'cust-778',
        service_tag: 'team=search-platform',
        // The property is called Environment.
        environment_tag: 'prod',
        token_convention: 'beside',
        logged_cost: '0.01904715',
        logged_cost_unit: 'usd',
      },
      staged: {
        provider: 'anthropic',
        total_input_tokens: '13509',
        input_tokens: '412',
        input_cache_read_tokens: '11008',
        input_cache_write_5m_tokens: '2089',
        output_tokens: '445',
      },
    });
  });

  it('lets the total decide about the cache of others', () => {
    // 2,148 - 1,024 - 100 = 1,024 = what was read: beside, 2,048 in all.
    expect(request(2)).toMatchObject({
      raw: { token_convention: 'unknown', input_tokens: '1024' },
      staged: { provider: 'openai', total_input_tokens: '2048', input_tokens: '1024', input_cache_read_tokens: '1024' },
    });
  });

  it('knows an answer from its own cache, whose cost of nothing is true', () => {
    expect(request(3).raw).toMatchObject({ is_gateway_cache_hit: true, logged_cost: '0' });
    expect(request(2).raw.is_gateway_cache_hit).toBe(false);
  });

  it('takes a negative status for a failure, without usage', () => {
    expect(request(4)).toMatchObject({
      raw: { request_status: 'failure', error_code: '-3', ended_at: null, input_tokens: null, logged_cost: null },
      staged: { is_usage_known: false },
    });
  });

  it('takes a cost of nothing without a hit for none', () => {
    expect(request(5).raw).toMatchObject({
      model_id: 'claude-sonnet-4-5-custom',
      logged_cost: null,
      is_gateway_cache_hit: false,
      service_tag: null,
    });
  });

  it('reads rows of the table, whose cost is in billionths of a dollar and whose time has no zone', () => {
    // 4,500,000 / 1,000,000,000
    expect(request(6)).toMatchObject({
      raw: {
        request_status: 'success',
        started_at: '2026-11-20T14:00:25Z',
        logged_cost: '0.0045',
        service_tag: 'team=support-bot',
      },
      staged: { logged_cost_usd: '0.0045', input_tokens: '900', output_tokens: '120' },
    });
  });
});
