import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../../warehouse/warehouse.js';
import { type LogReader, lines, openLogReader } from '../support/read-log.js';

const base = {
  request_id: 'r1',
  api_key: 'hash-of-a-key',
  startTime: '2026-11-20 14:03:11.482000',
  endTime: '2026-11-20 14:03:12',
  model: 'gpt-5-mini',
  prompt_tokens: 10,
  completion_tokens: 2,
  total_tokens: 12,
  spend: 0.001,
  status: 'success',
};

let reader: LogReader;

beforeAll(async () => {
  reader = await openLogReader();
});

afterAll(() => reader.close());

/** The rows of records that differ from `base` in some fields, in their order; `model_id` tells them apart. */
async function readAll(...records: readonly object[]): Promise<readonly Row[]> {
  const { rows, rejections } = await reader.read(
    lines(...records.map((fields, place) => ({ ...base, ...fields, model_id: `${place}` }))),
  );
  expect(rejections).toEqual([]);
  expect(rows).toHaveLength(records.length);
  return [...rows].sort((a, b) => Number(a.deployment_id) - Number(b.deployment_id));
}

describe('mapping of LiteLLM records', () => {
  it('hashes a key in clear and never lands one', async () => {
    const key = 'sk-1234';
    const hash = createHash('sha256').update(key).digest('hex');
    const rows = await readAll(
      { api_key: key },
      { metadata: { user_api_key: key } },
      {
        user: 'sk-proj-abcdefgh1234567890',
        api_base: 'https://me:pw@generativelanguage.googleapis.com/v1:generateContent?key=AIzaSecret',
      },
    );
    expect(rows.slice(0, 2)).toMatchObject([{ virtual_key_id: hash }, { virtual_key_id: hash }]);
    expect(JSON.stringify(rows)).not.toMatch(/sk-|pw@|AIza/);
    expect(rows[2]?.api_base).toBe('https://generativelanguage.googleapis.com/v1:generateContent');
  });

  it('hashes e-mail addresses, the same one to the same value', async () => {
    const [row] = await readAll({ user: 'Ann@Acme.com', end_user: 'ann@acme.com' });
    expect(row?.gateway_user_id).toMatch(/^email:[0-9a-f]{32}$/);
    expect(row?.end_user_id).toBe(row?.gateway_user_id);
  });

  it('takes tags by name, the request tag before the metadata, and flags two values for one name', async () => {
    const rows = await readAll(
      {
        request_tags: ['env=prod', 'project: a '],
        metadata: { spend_logs_metadata: { project: 'b', feature: 'chat', color: 'red' } },
      },
      // Two names of the same meaning do not contradict each other; the first configured name counts.
      { request_tags: '["service:y","project:x"]' },
      { request_tags: ['project:x', 'project=z'] },
      { request_tags: ['customer:c-9'], end_user: 'u' },
      { end_user: 'u' },
      { request_tags: ['project:x', 'Project = x', 'no tag', 'feature:', ':'] },
      // A whole of three lists, a number and a text that is no list.
      { request_tags: [['project:x'], 3, null], metadata: { spend_logs_metadata: 'project:x' } },
    );
    expect(rows).toMatchObject([
      { service_tag: 'project=a', feature_tag: 'chat', environment_tag: 'prod', has_conflicting_tags: true },
      { service_tag: 'project=x', has_conflicting_tags: false },
      { has_conflicting_tags: true },
      { customer_tag: 'c-9', end_user_id: 'u' },
      // That the end user stands for the customer is said in staging.
      { customer_tag: null, end_user_id: 'u' },
      { service_tag: 'project=x', feature_tag: null, has_conflicting_tags: false },
      { service_tag: null, has_conflicting_tags: false },
    ]);
  });

  it('keeps nothing as nothing and zero as zero', async () => {
    const [nothing, free] = await readAll(
      { request_id: '', prompt_tokens: null, total_tokens: 0, user: 'None', session_id: 'null' },
      { spend: null },
    );
    expect(nothing).toMatchObject({
      request_id: null,
      input_tokens: null,
      total_tokens: '0',
      gateway_user_id: null,
      session_id: null,
    });
    expect(free).toMatchObject({ logged_cost: null, unreadable_fields: null });
  });

  it('reads cache tokens in every spelling', async () => {
    const usage_object = {
      prompt_tokens_details: { cached_tokens: 3, cache_write_tokens: 4 },
      cache_creation: { ephemeral_5m_input_tokens: 1, ephemeral_1h_input_tokens: 3 },
      service_tier: 'priority',
    };
    const metadata = { usage_object, additional_usage_values: { cache_read_input_tokens: 5 } };
    expect(await readAll({ metadata })).toMatchObject([
      {
        input_cache_read_tokens: '5',
        input_cache_write_tokens: '4',
        input_cache_write_5m_tokens: '1',
        input_cache_write_1h_tokens: '3',
        service_tier: 'priority',
      },
    ]);
  });

  it('reads metadata as an object, as text, as text encoded twice, and with objects inside written as text', async () => {
    const usage = { cache_read_input_tokens: 7, prompt_tokens_details: { cached_tokens: 3 } };
    const spend_logs_metadata = { project: 'search' };
    const metadata = { user_api_key_alias: 'search "prod"', usage_object: usage, spend_logs_metadata };
    const text = JSON.stringify(metadata);
    const rows = await readAll(
      { metadata },
      { metadata: text },
      { metadata: JSON.stringify(text) },
      {
        metadata: {
          ...metadata,
          usage_object: JSON.stringify(usage),
          spend_logs_metadata: JSON.stringify(spend_logs_metadata),
        },
      },
      {
        metadata: JSON.stringify({
          ...metadata,
          usage_object: JSON.stringify({
            ...usage,
            prompt_tokens_details: JSON.stringify(usage.prompt_tokens_details),
          }),
        }),
      },
    );
    const expected = {
      virtual_key_alias: 'search "prod"',
      input_cache_read_tokens: '7',
      service_tag: 'project=search',
    };
    expect(rows).toMatchObject(Array.from(rows, () => expected));
  });

  it('keeps all digits of an id that is a number', async () => {
    // 2^53 + 1, and a number that needs more than 64 bits.
    const ids = ['9007199254740993', '18446744073709551617123'];
    const log = ids.map((id) => JSON.stringify({ ...base, user: 'ID' }).replace('"ID"', id)).join('\n');
    const { rows } = await reader.read(log);
    expect(rows.map((row) => row.gateway_user_id).sort()).toEqual([ids[1], ids[0]]);
  });

  it('never lands an error message, only its class', async () => {
    const error_information = {
      error_code: '400',
      error_class: 'the prompt was: hello world',
      error_message: 'hello world',
    };
    const rows = await readAll({ status: 'failure', metadata: { error_information }, error_str: 'hello world' });
    expect(rows).toMatchObject([{ error_code: '400', error_class: null, unreadable_fields: 'error_class' }]);
    expect(JSON.stringify(rows)).not.toContain('hello');
  });

  it('knows a record by what it maps, not by the rest', async () => {
    const [first, second, other] = await readAll(
      { messages: 'a', metadata: { requester_metadata: { a: 1 } } },
      { metadata: {}, response: 'b' },
      { total_tokens: 13 },
    );
    // The three differ in `model_id`, which is mapped.
    expect(new Set([first?.record_hash, second?.record_hash, other?.record_hash]).size).toBe(3);
    const { rows } = await reader.read(
      lines({ ...base, messages: 'a' }, { ...base, response: 'b' }, { ...base, total_tokens: 13 }),
    );
    expect(new Set(rows.map(({ record_hash }) => record_hash)).size).toBe(2);
    for (const { record_hash } of rows) expect(record_hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('counts fields it does not know by name, without their values, in the first 200 records', async () => {
    const one = { ...base, brand_new: 'secret text', metadata: { newer: 1 }, 'a sentence, not a name': 2 };
    expect((await reader.read(lines(one))).batch).toMatchObject({
      unknown_fields: '{"(other)":1,"brand_new":1,"metadata.newer":1}',
      unknown_fields_sample: '1',
    });
    const many = Array.from({ length: 250 }, (_, place) => ({ ...base, request_id: `r${place}`, brand_new: place }));
    expect((await reader.read(lines(...many))).batch).toMatchObject({
      rows_landed: '250',
      unknown_fields: '{"brand_new":200}',
      unknown_fields_sample: '200',
    });
    expect((await reader.read(lines(base))).batch).toMatchObject({ unknown_fields: null, unknown_fields_sample: '1' });
  });
});
