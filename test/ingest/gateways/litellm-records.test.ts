import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../../warehouse/warehouse.js';
import { fixture } from '../support/installation.js';
import { type LogReader, openLogReader } from '../support/read-log.js';

const SEARCH_KEY = 'b095adcc724f4f8a1b85094a159f0164bfe8a34524859411dbf0514747a71c06';
const SUPPORT_KEY = 'beaef536095dbbb3c07a260593e2b466dc0e25204cba503bf4fe10ebfec8ffa8';
const BATCH_KEY = '7ba5e12560dc57975ef34e8c3c41c7a9a09dee195f7548a96139cb0f1650ec76';

let reader: LogReader;

beforeAll(async () => {
  reader = await openLogReader();
});

afterAll(() => reader.close());

/** The records of a file in the order of their requests, which is the order of the file. */
async function readFixture(name: string): Promise<readonly Row[]> {
  const content = fixture(name);
  const { rows, rejections } = await reader.read(content);
  expect(rejections).toEqual([]);
  const placeOf = ({ request_id }: Row) => content.indexOf(`"${String(request_id)}"`);
  return [...rows].sort((a, b) => placeOf(a) - placeOf(b));
}

// Worked out by hand from the ten lines of the fixture.
describe('LiteLLM spend logs', () => {
  it('maps all ten records', async () => {
    const rows = await readFixture('litellm-spend-logs.jsonl');
    expect(rows).toHaveLength(10);
    expect(rows[0]).toEqual({
      batch_id: expect.any(String) as string,
      gateway: expect.any(String) as string,
      mapping: 'litellm-spend-logs',
      mapping_version: '1',
      record_hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      request_id: 'chatcmpl-9c1e7f3a-0001',
      call_id: null,
      trace_id: null,
      parent_request_id: null,
      is_wrapper: null,
      context_id: null,
      is_context: null,
      provider_batch_id: null,
      call_type: 'acompletion',
      request_status: 'success',
      error_code: null,
      error_class: null,
      started_at: '2026-11-20T14:03:11.482Z',
      ended_at: '2026-11-20T14:03:14.120344Z',
      usage_date: '2026-11-20',
      unreadable_fields: null,
      session_id: 'sess-01',
      virtual_key_id: SEARCH_KEY,
      virtual_key_alias: 'search-prod',
      gateway_team_id: 'team-search',
      gateway_team_alias: 'Search Platform',
      gateway_user_id: null,
      end_user_id: 'cust-778',
      model_id: 'claude-sonnet-4-5-20250929',
      requested_model_id: 'claude-sonnet',
      deployment_id: '4f0c1f6ad6',
      provider_name: 'anthropic',
      api_base: 'https://api.anthropic.com',
      // 412 uncached + 11008 read + 2089 written = 13509
      input_tokens: '13509',
      output_tokens: '445',
      token_convention: 'inside',
      reasoning_convention: 'inside',
      total_tokens: '13954',
      input_cache_read_tokens: '11008',
      input_cache_write_tokens: '2089',
      input_cache_write_5m_tokens: null,
      input_cache_write_1h_tokens: null,
      output_reasoning_tokens: null,
      web_search_count: null,
      batch_request_count: null,
      logged_cost: '0.01904715',
      logged_cost_unit: 'usd',
      service_tier: null,
      speed: null,
      region: null,
      is_gateway_cache_hit: false,
      is_retrieval: false,
      is_batch_retrieval: false,
      attempted_retries: null,
      attempted_fallbacks: null,
      service_tag: 'project=semantic-search',
      feature_tag: null,
      environment_tag: 'prod',
      customer_tag: null,
      has_conflicting_tags: false,
    });
  });

  it('reads what each record is there to show', async () => {
    const rows = await readFixture('litellm-spend-logs.jsonl');
    expect(rows[1]).toMatchObject({
      request_id: 'chatcmpl-9c1e7f3a-0001_cache_hit1795183392.51',
      is_gateway_cache_hit: true,
      logged_cost: '0',
      end_user_id: null,
      customer_tag: null,
    });
    // A failure: the virtual key used stands in the metadata, and is another than api_key.
    expect(rows[2]).toMatchObject({
      request_status: 'failure',
      error_code: '529',
      error_class: 'InternalServerError',
      virtual_key_id: SUPPORT_KEY,
      gateway_team_id: 'team-support',
      input_cache_read_tokens: null,
      requested_model_id: null,
      attempted_retries: '2',
      service_tag: null,
      started_at: '2026-11-20T14:04:00.005Z',
    });
    // Its fallback.
    expect(rows[3]).toMatchObject({
      request_status: 'success',
      model_id: 'claude-haiku-4-5-20251001',
      requested_model_id: 'claude-sonnet',
      attempted_retries: '0',
      attempted_fallbacks: '1',
      input_tokens: '900',
      output_tokens: '120',
      input_cache_read_tokens: '0',
      logged_cost: '0.0015',
    });
    // 52000 = 2848 uncached + 49152 cached; 1792 of 3100 are reasoning. User-Agent tags name no service.
    expect(rows[4]).toMatchObject({
      virtual_key_id: BATCH_KEY,
      input_tokens: '52000',
      output_tokens: '3100',
      input_cache_read_tokens: '49152',
      input_cache_write_tokens: null,
      output_reasoning_tokens: '1792',
      gateway_team_id: null,
      service_tag: null,
      logged_cost: '0.0081408',
    });
    expect(rows[5]).toMatchObject({ service_tag: 'project=mobile-v1', has_conflicting_tags: false });
    expect(rows[6]).toMatchObject({
      request_status: 'success',
      input_tokens: '5120',
      output_tokens: '1',
      error_class: null,
    });
    expect(rows[7]).toMatchObject({
      call_type: 'aretrieve_batch',
      is_retrieval: false,
      is_batch_retrieval: true,
      batch_request_count: '4800',
      input_tokens: '1200000',
      output_tokens: '240000',
      session_id: null,
      logged_cost: '0.39',
    });
    // cached_tokens says 0, the two other names say 2455: the largest is meant.
    expect(rows[8]).toMatchObject({
      call_type: 'anthropic_messages',
      model_id: 'bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0',
      input_cache_read_tokens: '2455',
      input_cache_write_tokens: '0',
      started_at: '2026-11-20T14:09:00.08Z',
      provider_name: 'bedrock',
    });
    expect(rows[9]).toMatchObject({
      call_type: 'aget_responses',
      is_retrieval: true,
      request_id: 'resp_0b1f5_get',
      logged_cost: '0.0081408',
    });
  });
});

describe('LiteLLM standard logging payloads', () => {
  it('maps all six records', async () => {
    const rows = await readFixture('litellm-standard-logging.jsonl');
    expect(rows).toHaveLength(6);
    expect(new Set(rows.map((row) => row.mapping))).toEqual(new Set(['litellm-standard-logging']));
    // The first is the first spend log, in the other shape.
    expect(rows[0]).toMatchObject({
      request_id: 'chatcmpl-9c1e7f3a-0001',
      session_id: 'tr-01',
      started_at: '2026-11-20T14:03:11.482Z',
      ended_at: '2026-11-20T14:03:14.120344Z',
      virtual_key_id: SEARCH_KEY,
      input_tokens: '13509',
      input_cache_read_tokens: '11008',
      input_cache_write_tokens: '2089',
      logged_cost: '0.01904715',
      service_tag: 'project=semantic-search',
      environment_tag: 'prod',
      error_code: null,
      error_class: null,
      is_gateway_cache_hit: false,
    });
    expect(rows[1]).toMatchObject({
      request_id: 'failure-object-1',
      request_status: 'failure',
      error_code: '529',
      error_class: 'InternalServerError',
      // 1795183439.1 is 47.618 seconds after the first: 14:03:59.100.
      started_at: '2026-11-20T14:03:59.1Z',
      logged_cost: '0',
    });
    // A guardrail stopped the answer after the provider had given it: refused, but with tokens and cost.
    expect(rows[2]).toMatchObject({
      request_status: 'failure',
      input_tokens: '640',
      output_tokens: '90',
      logged_cost: '0.00327',
    });
    expect(rows[3]).toMatchObject({ request_id: 'chatcmpl-margin', logged_cost: '0.0121' });
    // 734311 = 123201 uncached + 426653 read + 184457 written for five minutes.
    expect(rows[4]).toMatchObject({
      input_tokens: '734311',
      input_cache_read_tokens: '426653',
      input_cache_write_tokens: '184457',
      input_cache_write_5m_tokens: '184457',
      input_cache_write_1h_tokens: '0',
      web_search_count: '5',
      logged_cost: '1.30111265',
    });
    expect(rows[5]).toMatchObject({ started_at: '2026-11-20T14:10:00.001Z', logged_cost: '0.00033' });
  });
});
