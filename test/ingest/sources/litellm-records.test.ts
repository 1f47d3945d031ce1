import { describe, expect, it } from 'vitest';
import { createScrubber } from '../../../ingest/landing/scrubber.js';
import { UnknownFields } from '../../../ingest/landing/unknown-fields.js';
import { readLogFile } from '../../../ingest/sources/litellm/read-log-file.js';
import { createTagReader } from '../../../ingest/sources/litellm/read-tags.js';
import type { Row } from '../../../warehouse/warehouse.js';

const TAGS = {
  service: ['project', 'service'],
  feature: ['feature'],
  environment: ['env', 'environment'],
  customer: ['customer'],
};
const SEARCH_KEY = 'b095adcc724f4f8a1b85094a159f0164bfe8a34524859411dbf0514747a71c06';
const SUPPORT_KEY = 'beaef536095dbbb3c07a260593e2b466dc0e25204cba503bf4fe10ebfec8ffa8';
const BATCH_KEY = '7ba5e12560dc57975ef34e8c3c41c7a9a09dee195f7548a96139cb0f1650ec76';

async function readFixture(name: string): Promise<Row[]> {
  const rows: Row[] = [];
  const mapper = { gateway: 'main', scrub: createScrubber(Buffer.alloc(32), false), readTags: createTagReader(TAGS) };
  await readLogFile(new URL(`../fixtures/${name}`, import.meta.url).pathname, mapper, {
    unknownFields: new UnknownFields(),
    write: (row) => rows.push(row),
    reject: (rejection) => {
      throw new Error(`line ${rejection.lineNumber} was rejected: ${rejection.reason}`);
    },
  });
  return rows;
}

// Worked out by hand from the ten lines of the fixture.
describe('LiteLLM spend logs', () => {
  it('maps all ten records', async () => {
    const rows = await readFixture('litellm-spend-logs.jsonl');
    expect(rows).toHaveLength(10);
    expect(rows[0]).toEqual({
      gateway: 'main',
      source_format: 'spend_logs',
      line_number: 1,
      record_hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      request_id: 'chatcmpl-9c1e7f3a-0001',
      call_type: 'acompletion',
      request_status: 'success',
      error_code: null,
      error_message_class: null,
      started_at: '2026-11-20T14:03:11.482000Z',
      ended_at: '2026-11-20T14:03:14.120344Z',
      usage_date: '2026-11-20',
      session_id: 'sess-01',
      api_key_hash: SEARCH_KEY,
      api_key_alias: 'search-prod',
      gateway_team_id: 'team-search',
      gateway_team_alias: 'Search Platform',
      gateway_user_id: null,
      end_user_id: 'cust-778',
      model_id: 'claude-sonnet-4-5-20250929',
      model_group: 'claude-sonnet',
      original_model_group: null,
      deployment_id: '4f0c1f6ad6',
      custom_llm_provider: 'anthropic',
      api_base: 'https://api.anthropic.com',
      // 412 uncached + 11008 read + 2089 written = 13509
      prompt_tokens: 13509,
      completion_tokens: 445,
      total_tokens: 13954,
      cache_read_input_tokens: 11008,
      cache_creation_input_tokens: 2089,
      ephemeral_5m_input_tokens: null,
      ephemeral_1h_input_tokens: null,
      reasoning_tokens: null,
      web_search_requests: null,
      batch_request_count: null,
      spend_usd: '0.01904715',
      service_tier: null,
      is_gateway_cache_hit: false,
      attempted_retries: null,
      attempted_fallbacks: null,
      service_tag: 'project=semantic-search',
      feature_tag: null,
      environment_tag: 'prod',
      customer_tag: 'cust-778',
      has_conflicting_tags: false,
    });
  });

  it('reads what each record is there to show', async () => {
    const rows = await readFixture('litellm-spend-logs.jsonl');
    expect(rows[1]).toMatchObject({
      request_id: 'chatcmpl-9c1e7f3a-0001_cache_hit1795183392.51',
      is_gateway_cache_hit: true,
      spend_usd: '0',
      end_user_id: null,
      customer_tag: null,
    });
    // A failure: the virtual key used stands in the metadata, and is another than api_key.
    expect(rows[2]).toMatchObject({
      request_status: 'failure',
      error_code: '529',
      error_message_class: 'InternalServerError',
      api_key_hash: SUPPORT_KEY,
      gateway_team_id: 'team-support',
      cache_read_input_tokens: null,
      model_group: null,
      attempted_retries: 2,
      service_tag: null,
      started_at: '2026-11-20T14:04:00.005000Z',
    });
    // Its fallback.
    expect(rows[3]).toMatchObject({
      request_status: 'success',
      model_id: 'claude-haiku-4-5-20251001',
      original_model_group: 'claude-sonnet',
      attempted_retries: 0,
      attempted_fallbacks: 1,
      prompt_tokens: 900,
      completion_tokens: 120,
      cache_read_input_tokens: 0,
      spend_usd: '0.0015',
    });
    // 52000 = 2848 uncached + 49152 cached; 1792 of 3100 are reasoning. User-Agent tags name no service.
    expect(rows[4]).toMatchObject({
      api_key_hash: BATCH_KEY,
      prompt_tokens: 52000,
      completion_tokens: 3100,
      cache_read_input_tokens: 49152,
      cache_creation_input_tokens: null,
      reasoning_tokens: 1792,
      gateway_team_id: null,
      service_tag: null,
      spend_usd: '0.0081408',
    });
    expect(rows[5]).toMatchObject({ service_tag: 'project=mobile-v1', has_conflicting_tags: false });
    expect(rows[6]).toMatchObject({
      request_status: 'success',
      prompt_tokens: 5120,
      completion_tokens: 1,
      error_message_class: null,
    });
    expect(rows[7]).toMatchObject({
      call_type: 'aretrieve_batch',
      batch_request_count: 4800,
      prompt_tokens: 1_200_000,
      completion_tokens: 240_000,
      session_id: null,
      spend_usd: '0.39',
    });
    // cached_tokens says 0, the two other names say 2455: the largest is meant.
    expect(rows[8]).toMatchObject({
      call_type: 'anthropic_messages',
      model_id: 'bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0',
      cache_read_input_tokens: 2455,
      cache_creation_input_tokens: 0,
      started_at: '2026-11-20T14:09:00.080000Z',
      custom_llm_provider: 'bedrock',
    });
    expect(rows[9]).toMatchObject({
      call_type: 'aget_responses',
      request_id: 'resp_0b1f5_get',
      spend_usd: '0.0081408',
    });
  });
});

describe('LiteLLM standard logging payloads', () => {
  it('maps all six records', async () => {
    const rows = await readFixture('litellm-standard-logging.jsonl');
    expect(rows).toHaveLength(6);
    expect(new Set(rows.map((row) => row.source_format))).toEqual(new Set(['standard_logging']));
    // The first is the first spend log, in the other shape.
    expect(rows[0]).toMatchObject({
      request_id: 'chatcmpl-9c1e7f3a-0001',
      session_id: 'tr-01',
      started_at: '2026-11-20T14:03:11.482000Z',
      ended_at: '2026-11-20T14:03:14.120344Z',
      api_key_hash: SEARCH_KEY,
      prompt_tokens: 13509,
      cache_read_input_tokens: 11008,
      cache_creation_input_tokens: 2089,
      spend_usd: '0.01904715',
      service_tag: 'project=semantic-search',
      environment_tag: 'prod',
      error_code: null,
      error_message_class: null,
      is_gateway_cache_hit: false,
    });
    expect(rows[1]).toMatchObject({
      request_id: 'failure-object-1',
      request_status: 'failure',
      error_code: '529',
      error_message_class: 'InternalServerError',
      // 1795183439.1 is 47.618 seconds after the first: 14:03:59.100.
      started_at: '2026-11-20T14:03:59.100000Z',
      spend_usd: '0',
    });
    // A guardrail stopped the answer after the provider had given it: refused, but with tokens and cost.
    expect(rows[2]).toMatchObject({
      request_status: 'failure',
      prompt_tokens: 640,
      completion_tokens: 90,
      spend_usd: '0.00327',
    });
    expect(rows[3]).toMatchObject({ request_id: 'chatcmpl-margin', spend_usd: '0.0121' });
    // 734311 = 123201 uncached + 426653 read + 184457 written for five minutes.
    expect(rows[4]).toMatchObject({
      prompt_tokens: 734311,
      cache_read_input_tokens: 426653,
      cache_creation_input_tokens: 184457,
      ephemeral_5m_input_tokens: 184457,
      ephemeral_1h_input_tokens: 0,
      web_search_requests: 5,
      spend_usd: '1.30111265',
    });
    expect(rows[5]).toMatchObject({ started_at: '2026-11-20T14:10:00.001000Z', spend_usd: '0.00033' });
  });
});
