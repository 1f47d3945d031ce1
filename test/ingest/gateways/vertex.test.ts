import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture } from '../support/installation.js';
import { type GatewayReader, openGatewayReader, type ReadGateway } from '../support/read-gateway.js';

let reader: GatewayReader;
let log: ReadGateway;

/** The ids of the fixture differ in their last two digits; none survives being a number of JavaScript. */
const request = (digits: number) => log.request(`987654321012345${digits}`);

beforeAll(async () => {
  reader = await openGatewayReader('vertex');
  log = await reader.read(fixture('vertex-request-response-log.jsonl'));
});

afterAll(() => reader.close());

// Worked out by hand from the seven lines of the fixture.
describe('the request-response log of Vertex AI', () => {
  it('maps all records', () => {
    expect(log.rejections).toEqual([]);
    expect(log.rows).toHaveLength(7);
    expect(log.batch).toMatchObject({ unknown_fields: null });
  });

  it('adds the thoughts to the candidates, and finds the cache inside the prompt', () => {
    // 16,000 - 12,000 = 4,000; 300 + 500 = 800
    expect(request(67)).toMatchObject({
      raw: {
        call_type: 'generateContent',
        started_at: '2026-11-20T14:00:00.000123Z',
        gateway_team_id: '123',
        region: 'us-central1',
        model_id: 'gemini-2.5-flash',
        reasoning_convention: 'beside',
      },
      staged: {
        provider: 'google',
        total_input_tokens: '16000',
        input_tokens: '4000',
        input_cache_read_tokens: '12000',
        output_tokens: '800',
      },
    });
  });

  it('takes the last usage of a stream, which has all of it', () => {
    expect(request(68)).toMatchObject({
      raw: { call_type: 'streamGenerateContent', total_tokens: '1020' },
      staged: { total_input_tokens: '900', output_tokens: '120' },
    });
  });

  it('adds what tools put into the prompt', () => {
    // 700 + 600 = 1,300
    expect(request(69).staged).toMatchObject({ total_input_tokens: '1300', output_tokens: '80' });
  });

  it('keeps a failure with its code and class', () => {
    expect(request(70).raw).toMatchObject({
      request_status: 'failure',
      error_code: '429',
      error_class: 'RESOURCE_EXHAUSTED',
      input_tokens: null,
    });
  });

  it('reads an answer that is an object and no text, and nothing of what it says', () => {
    expect(request(72)).toMatchObject({
      raw: { model_id: 'gemini-2.5-flash-001', service_tier: 'ON_DEMAND' },
      staged: { service_tier: 'standard', input_tokens: '2848', output_tokens: '3100' },
    });
    expect(JSON.stringify(log.rows)).not.toContain('hello');
  });

  it("reads the pieces of a payload where the full answer is not logged, and BigQuery's writing of a time", () => {
    expect(request(73)).toMatchObject({
      raw: { started_at: '2026-11-20T14:00:30.000123Z' },
      staged: { total_input_tokens: '40', output_tokens: '9' },
    });
  });
});
