import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DateTime } from 'luxon';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultTags } from '../../../cli/config/config-schema.js';
import { checkLog, type LogCheck } from '../../../ingest/gateways/check/check-log.js';
import { visibleText } from '../../../ingest/gateways/check/visible-text.js';
import { readMapping } from '../../../ingest/gateways/mapping/read-mapping.js';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tokenledger-check-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const MAPPING = `
mapping: own
version: 1
columns:
  request_id: id
  request_status: { paths: state, words: { ok: success, failed: failure } }
  started_at: [at, time.started]
  session_id: session
  model_id: model
  virtual_key_alias: key
  token_convention: { value: unknown }
  reasoning_convention: { value: inside }
  input_tokens: { largest: [usage.input, input] }
  logged_cost: cost
  is_retrieval: { sql: "{kind} = 'fetch'" }
  feature_tag: feature
tags: [labels]
ignored: [prompt]
`;

async function check(log: string | Buffer, mapping = MAPPING): Promise<LogCheck> {
  writeFileSync(join(folder, 'own.yaml'), mapping);
  writeFileSync(join(folder, 'log'), log);
  const now = DateTime.fromISO('2026-11-20T12:00:00Z', { zone: 'utc' }) as DateTime<true>;
  return checkLog(await readMapping(join(folder, 'own.yaml')), join(folder, 'log'), {
    tags: defaultTags,
    keepEmails: false,
    now,
  });
}

const lines = (...records: readonly object[]) => records.map((record) => JSON.stringify(record)).join('\n');
const column = ({ columns }: LogCheck, name: string) => columns.find((each) => each.column === name);

describe('a mapping tried on a log', () => {
  it('says which columns are filled, how often, and by what', async () => {
    const result = await check(
      lines(
        { id: 'a', state: 'ok', at: '2026-11-20T10:00:00Z', usage: { input: 5 }, input: 9, labels: ['project=search'] },
        { id: 'b', state: 'failed', time: { started: 1795255200 }, usage: { input: 7 }, input: 2, feature: 'ask' },
        {
          id: 'c',
          state: 'ok',
          time: { started: 1795255200 },
          labels: { feature: 'find' },
          kind: 'fetch',
          region: 'eu',
        },
      ),
    );
    expect(result).toMatchObject({ records: 3, rejected: 0, rejections: [], unreadable: [] });
    expect(column(result, 'started_at')).toMatchObject({
      records: 3,
      from: [
        { source: 'time.started', records: 2 },
        { source: 'at', records: 1 },
      ],
      example: '2026-11-20 10:00:00+00',
    });
    expect(column(result, 'input_tokens')?.from).toEqual([
      { source: 'input', records: 1 },
      { source: 'usage.input', records: 1 },
    ]);
    expect(column(result, 'feature_tag')).toMatchObject({
      from: [
        { source: 'feature', records: 1 },
        { source: 'tags', records: 1 },
      ],
      example: 'ask',
    });
    expect(column(result, 'service_tag')).toMatchObject({ from: [{ source: 'tags' }], example: 'project=search' });
    expect(column(result, 'is_retrieval')).toMatchObject({ records: 1, from: [{ source: 'sql', records: 1 }] });
    expect(column(result, 'token_convention')).toMatchObject({ records: 3, from: [{ source: 'value' }] });
    expect(column(result, 'session_id')).toMatchObject({ isMapped: true, records: 0, from: [], example: null });
    expect(column(result, 'api_base')).toMatchObject({ isMapped: false });
    expect(result.unknownFields).toEqual([{ field: 'region', records: 1 }]);
  });

  it('says which records are rejected and why, with the line, and what was left empty', async () => {
    const good = { id: 'a', state: 'ok', at: '2026-11-20T10:00:00Z' };
    const result = await check(
      [
        JSON.stringify({ ...good, cost: 'much' }),
        '',
        JSON.stringify({ id: 'b', state: 'ok' }),
        JSON.stringify({ id: 'c', state: 'ok' }),
        JSON.stringify({ ...good, state: 'odd' }),
        '{"id": "secret prompt',
        JSON.stringify({ ...good, cost: '?' }),
      ].join('\n'),
    );
    expect(result).toMatchObject({ records: 6, rejected: 4 });
    expect(result.rejections).toEqual([
      { field: 'started_at', reason: 'is missing', records: 2, firstLine: 3 },
      { field: 'request_status', reason: 'is neither success nor failure', records: 1, firstLine: 5 },
      { field: null, reason: 'the line is not valid JSON, or is cut off', records: 1, firstLine: 6 },
    ]);
    expect(result.unreadable).toEqual([{ column: 'logged_cost', records: 2, firstRecord: 1 }]);
  });

  it('names no field of a record of another format', async () => {
    const result = await check(lines({ name: 'x' }), `${MAPPING}recognize: [[id]]\n`);
    expect(result.rejections).toMatchObject([{ field: null, reason: 'is not a record of own: it has no id' }]);
  });

  it('shows only what would be landed, and nothing that moves a cursor', async () => {
    const result = await check(
      lines({
        id: 'key sk-live-abcdefgh12345678',
        state: 'ok',
        at: '2026-11-20T10:00:00Z',
        session: 'a\u001b[2Jb\u202e',
        key: 'jo@example.com',
        prompt: 'secret text',
      }),
    );
    expect(column(result, 'request_id')?.example).toMatch(/^key [0-9a-f]{35}…$/);
    expect(column(result, 'session_id')?.example).toBe('a\\u{1b}[2Jb\\u{202e}');
    expect(column(result, 'virtual_key_alias')?.example).toMatch(/^email:[0-9a-f]{32}$/);
    expect(JSON.stringify(result)).not.toMatch(/secret|example\.com|sk-live/);
    expect(visibleText('x'.repeat(50))).toHaveLength(40);
  });

  it('warns of what makes rows worth less', async () => {
    const none = await check(lines({ state: 'ok', at: '2026-11-20T10:00:00Z' }));
    expect(none.warnings).toEqual([
      expect.stringMatching(/^no record has a request_id/),
      expect.stringMatching(/^no record has a model_id/),
      expect.stringMatching(/^no record has a provider_name/),
      expect.stringMatching(/^no record has a token count/),
      expect.stringMatching(/^no record has a virtual key/),
      expect.stringMatching(/^token_convention is unknown in 1 record/),
    ]);
    expect((await check('')).warnings).toEqual(['the log has no record']);
  });

  it('reads the first thousand records of every layout', async () => {
    const records = Array.from({ length: 1200 }, (_, index) => ({ id: `r${index}`, state: 'ok', at: 1795255200 }));
    expect(await check(gzipSync(lines(...records)))).toMatchObject({ records: 1000, format: { compression: 'gzip' } });
    expect(await check(JSON.stringify(records))).toMatchObject({ records: 1000, format: { layout: 'array' } });
    expect(
      await check(
        records
          .slice(0, 3)
          .map((each) => JSON.stringify(each, null, 2))
          .join('\n'),
      ),
    ).toMatchObject({
      records: 3,
      format: { layout: 'objects' },
    });
    const csv = ['id,state,at,extra', ...records.slice(0, 5).map(({ id, state, at }) => `${id},${state},${at},x`)].join(
      '\n',
    );
    const asCsv = await check(csv, MAPPING.replace('version: 1', 'version: 1\nrecords: { format: csv }'));
    expect(asCsv).toMatchObject({ records: 5, rejected: 0, unknownFields: [{ field: 'extra', records: 5 }] });
  });

  it('takes an expression that fails on a record for nothing, and does not quote the record', async () => {
    const records = [
      { id: 'secret', state: 'ok', at: 1795255200 },
      { id: '7', state: 'ok', at: 1795255200 },
    ];
    const mapping = MAPPING.replace('session_id: session', 'session_id: { sql: "CAST({id} AS INTEGER) + 1" }');
    const result = await check(lines(...records), mapping);
    expect(result).toMatchObject({ records: 2, rejected: 0 });
    expect(column(result, 'session_id')).toMatchObject({ records: 1, example: '8' });
  });

  it('looks into lists of records, at a path', async () => {
    const envelope = (...ids: readonly string[]) => ({
      data: { batches: [{ events: ids.map((id) => ({ id, state: 'ok', at: 1795255200, odd: 1 })) }] },
    });
    const result = await check(
      lines(envelope('a', 'b'), envelope('c')),
      MAPPING.replace('version: 1', 'version: 1\nrecords: { format: json, at: "data.batches[].events" }'),
    );
    expect(result).toMatchObject({ records: 3, rejected: 0, unknownFields: [{ field: 'odd', records: 3 }] });
    expect(column(result, 'request_id')).toMatchObject({ records: 3, example: 'a' });
  });

  it('says what a log is that cannot be read', async () => {
    await expect(check('a,b\n1,2\n')).rejects.toThrow(/log: the file looks like CSV, not JSON/);
    const asCsv = MAPPING.replace('version: 1', 'version: 1\nrecords: { format: csv }');
    await expect(check('id,at\na,2026-11-20,secret,words\n', asCsv)).rejects.toThrow(
      /log: a line near the top of the CSV file has more or fewer fields than the header, or a quote that is not closed$/,
    );
    const many = Array.from({ length: 30_000 }, (_, index) => `r${index};ok`);
    await expect(check(['id;state', ...many.slice(0, 500), '#c;ok', ...many].join('\n'), asCsv)).resolves.toMatchObject(
      {
        records: 1000,
      },
    );
    await expect(check('x', MAPPING.replace('version: 1', 'version: 1\nrecords: { format: parquet }'))).rejects.toThrow(
      /log: /,
    );
  });
});
