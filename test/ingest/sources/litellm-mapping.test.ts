import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Rejection } from '../../../ingest/landing/log-file-sink.js';
import { createScrubber } from '../../../ingest/landing/scrubber.js';
import { UnknownFields } from '../../../ingest/landing/unknown-fields.js';
import { parseTime } from '../../../ingest/sources/litellm/parse-time.js';
import { readLogFile } from '../../../ingest/sources/litellm/read-log-file.js';
import { createTagReader } from '../../../ingest/sources/litellm/read-tags.js';
import type { Row } from '../../../warehouse/warehouse.js';

const TAGS = { service: ['project', 'service'], feature: ['feature'], environment: ['env'], customer: ['customer'] };

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

async function read(content: string | Buffer) {
  const path = join(mkdtempSync(join(tmpdir(), 'tokenledger-litellm-')), 'log');
  writeFileSync(path, content);
  const rows: Row[] = [];
  const rejections: Rejection[] = [];
  const unknownFields = new UnknownFields();
  const mapper = { gateway: 'main', scrub: createScrubber(Buffer.alloc(32), false), readTags: createTagReader(TAGS) };
  const write = (row: Row) => rows.push(row);
  const reject = (rejection: Rejection) => rejections.push(rejection);
  await readLogFile(path, mapper, { unknownFields, write, reject });
  return { rows, rejections, unknownFields: unknownFields.toJson() };
}

async function readOne(fields: object): Promise<Row | undefined> {
  const { rows, rejections } = await read(JSON.stringify({ ...base, ...fields }));
  expect(rejections).toEqual([]);
  return rows[0];
}

async function rejectionOf(fields: object): Promise<Rejection | undefined> {
  return (await read(JSON.stringify({ ...base, ...fields }))).rejections[0];
}

describe('mapping of LiteLLM records', () => {
  it('hashes a key in clear and never lands one', async () => {
    const key = 'sk-1234';
    const hash = createHash('sha256').update(key).digest('hex');
    expect((await readOne({ api_key: key }))?.api_key_hash).toBe(hash);
    expect((await readOne({ metadata: { user_api_key: key } }))?.api_key_hash).toBe(hash);
    const row = await readOne({
      user: 'sk-proj-abcdefgh1234567890',
      api_base: 'https://me:pw@generativelanguage.googleapis.com/v1:generateContent?key=AIzaSecret',
    });
    expect(JSON.stringify(row)).not.toMatch(/sk-|pw@|AIza/);
    expect(row?.api_base).toBe('https://generativelanguage.googleapis.com/v1:generateContent');
  });

  it('hashes e-mail addresses, the same one to the same value', async () => {
    const first = await readOne({ user: 'Ann@Acme.com', end_user: 'ann@acme.com' });
    expect(first?.gateway_user_id).toMatch(/^email:[0-9a-f]{32}$/);
    expect(first?.end_user_id).toBe(first?.gateway_user_id);
    expect(first?.customer_tag).toBe(first?.end_user_id);
  });

  it('takes tags by name, the request tag before the metadata, and flags two values for one name', async () => {
    const both = {
      request_tags: ['env=prod', 'project: a '],
      metadata: { spend_logs_metadata: { project: 'b', feature: 'chat', color: 'red' } },
    };
    expect(await readOne(both)).toMatchObject({
      service_tag: 'project=a',
      feature_tag: 'chat',
      environment_tag: 'prod',
      has_conflicting_tags: true,
    });
    // Two names of the same meaning do not contradict each other; the first configured name counts.
    expect(await readOne({ request_tags: '["service:y","project:x"]' })).toMatchObject({
      service_tag: 'project=x',
      has_conflicting_tags: false,
    });
    expect(await readOne({ request_tags: ['project:x', 'project=z'] })).toMatchObject({ has_conflicting_tags: true });
    expect(await readOne({ request_tags: ['customer:c-9'], end_user: 'u' })).toMatchObject({ customer_tag: 'c-9' });
  });

  it('writes small spend without an exponent', async () => {
    expect((await readOne({ spend: 1.95e-7 }))?.spend_usd).toBe('0.000000195');
    expect((await readOne({ spend: null }))?.spend_usd).toBeNull();
  });

  it('keeps nothing as nothing and zero as zero', async () => {
    expect(
      await readOne({ request_id: '', prompt_tokens: null, total_tokens: 0, user: 'None', session_id: 'null' }),
    ).toMatchObject({
      request_id: null,
      prompt_tokens: null,
      total_tokens: 0,
      gateway_user_id: null,
      session_id: null,
    });
  });

  it('reads cache tokens in every spelling', async () => {
    const usage_object = {
      prompt_tokens_details: { cached_tokens: 3, cache_write_tokens: 4 },
      cache_creation: { ephemeral_5m_input_tokens: 1, ephemeral_1h_input_tokens: 3 },
      service_tier: 'priority',
    };
    expect(
      await readOne({ metadata: { usage_object, additional_usage_values: { cache_read_input_tokens: 5 } } }),
    ).toMatchObject({
      cache_read_input_tokens: 5,
      cache_creation_input_tokens: 4,
      ephemeral_5m_input_tokens: 1,
      ephemeral_1h_input_tokens: 3,
      service_tier: 'priority',
    });
  });

  it('never lands an error message, only its class', async () => {
    const error_information = {
      error_code: '400',
      error_class: 'the prompt was: hello world',
      error_message: 'hello world',
    };
    const row = await readOne({ status: 'failure', metadata: { error_information }, error_str: 'hello world' });
    expect(row).toMatchObject({ error_code: '400', error_message_class: null });
    expect(JSON.stringify(row)).not.toContain('hello');
  });

  it('counts fields it does not know by name, without their values', async () => {
    const { unknownFields } = await read(
      JSON.stringify({ ...base, brand_new: 'secret text', metadata: { newer: 1 }, 'a sentence, not a name': 2 }),
    );
    expect(unknownFields).toBe('{"(other)":1,"brand_new":1,"metadata.newer":1}');
  });
});

describe('bad lines', () => {
  it('are rejected with place and reason, and the rest of the file lands', async () => {
    const good = JSON.stringify(base);
    const lines = [good, '{"request_id": "x", "prompt', '[1,2]', '', '{"hello":"world"}', good].join('\n');
    const { rows, rejections } = await read(lines);
    expect(rows.map((row) => row.line_number)).toEqual([1, 6]);
    expect(rejections.map(({ lineNumber, reason }) => [lineNumber, reason])).toEqual([
      [2, 'the line is not valid JSON, or is cut off'],
      [3, 'the line is JSON but not an object'],
      [5, 'neither a LiteLLM spend log nor a standard logging payload'],
    ]);
  });

  it('are rejected when they are not UTF-8', async () => {
    const line = Buffer.concat([Buffer.from('{"request_id":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
    expect((await read(line)).rejections).toMatchObject([{ lineNumber: 1, reason: 'the line is not valid UTF-8' }]);
  });

  it.each([
    [{ prompt_tokens: -1 }, 'prompt_tokens', 'is negative'],
    [{ prompt_tokens: 1.5 }, 'prompt_tokens', 'is not a whole number'],
    [{ prompt_tokens: 'many' }, 'prompt_tokens', 'is not a whole number'],
    [{ completion_tokens: 2 ** 60 }, 'completion_tokens', 'is not a whole number'],
    [
      { metadata: { usage_object: { cache_read_input_tokens: -5, prompt_tokens_details: { cached_tokens: 7 } } } },
      'cache_read_input_tokens',
      'is negative',
    ],
    [{ status: 'maybe' }, 'request_status', 'is neither success nor failure'],
    [{ startTime: 'yesterday' }, 'started_at', 'is missing or not a time'],
    [{ startTime: '2026-02-30 10:00:00' }, 'started_at', 'is missing or not a time'],
    [{ startTime: 1795183391482 }, 'started_at', 'is missing or not a time'],
    [{ spend: 'free' }, 'spend_usd', 'is not a number'],
  ])('name the field: %j', async (fields, fieldPath, reason) => {
    expect(await rejectionOf(fields)).toMatchObject({ fieldPath, reason, lineNumber: 1 });
  });
});

describe('files', () => {
  it('may be gzipped in several members, and end with or without a line break', async () => {
    const line = `${JSON.stringify(base)}\n`;
    const { rows } = await read(Buffer.concat([gzipSync(line.repeat(2)), gzipSync(line.trimEnd())]));
    expect(rows).toHaveLength(3);
  });

  it('fail as a whole when a gzip is cut off or corrupt', async () => {
    // Random ids, so that the compressed file is longer than what is cut off.
    const lines = Array.from({ length: 2000 }, (_, i) =>
      JSON.stringify({ ...base, request_id: createHash('sha256').update(`${i}`).digest('hex') }),
    );
    const whole = gzipSync(lines.join('\n'));
    await expect(read(whole.subarray(0, whole.length - 20))).rejects.toThrow(
      /the gzip file ends early, after line \d+\. Copy it again/,
    );
    const corrupt = Buffer.from(whole);
    corrupt.fill(0x55, 5000, 5100);
    await expect(read(corrupt)).rejects.toThrow(/the gzip file is corrupt/);
  });

  it('may hold lines longer than a read', async () => {
    const long = { ...base, messages: 'é'.repeat(3_000_000) };
    const { rows, rejections } = await read(`${JSON.stringify(long)}\r\n${JSON.stringify(base)}`);
    expect(rejections).toEqual([]);
    expect(rows).toHaveLength(2);
  });
});

describe('parseTime', () => {
  it.each([
    ['2026-11-20 14:03:11.482000', '2026-11-20T14:03:11.482000Z'],
    ['2026-11-20T14:09:00.080Z', '2026-11-20T14:09:00.080000Z'],
    ['2026-11-20T14:09:00', '2026-11-20T14:09:00.000000Z'],
    // 01:30 in a zone two hours ahead is 23:30 of the day before.
    ['2026-11-20T01:30:00.5+02:00', '2026-11-19T23:30:00.500000Z'],
    ['2026-11-20T22:30:00-0330', '2026-11-21T02:00:00.000000Z'],
    ['2026-11-20T14:09:00.1234567Z', '2026-11-20T14:09:00.123456Z'],
    [1795183391.482, '2026-11-20T14:03:11.482000Z'],
    ['1795183391.482', '2026-11-20T14:03:11.482000Z'],
    ['2024-02-29 00:00:00', '2024-02-29T00:00:00.000000Z'],
  ])('reads %s', (written, expected) => {
    expect(parseTime(written)).toBe(expected);
  });

  it.each([null, '', 'None', '2026-13-01 00:00:00', '2025-02-29 00:00:00', '2026-11-20 25:00:00', 12, Number.NaN])(
    'refuses %s',
    (written) => {
      expect(parseTime(written)).toBeNull();
    },
  );
});
