import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkLog } from '../../../ingest/gateways/check/check-log.js';
import { type Mapping, readMapping } from '../../../ingest/gateways/mapping/read-mapping.js';
import { type LogReader, lines, openLogReader, TAGS } from '../support/read-log.js';

// A record that holds several calls, and one call in many pieces.

const MAPPING = `
mapping: own
version: 1
fields:
  call: "list_filter(from_json({calls}, '[\\"JSON\\"]'), lambda call: json_exists(call, '$.usage'))"
  usage: "{pieces}->'$[#-1].usage'"
  labels: "to_json(map(from_json({names}, '[\\"VARCHAR\\"]'), from_json({values}, '[\\"VARCHAR\\"]')))"
each: call
recognize: [[at]]
columns:
  request_id: { sql: "{id} || '/' || {call.n}" }
  request_status: { value: success }
  started_at: at
  token_convention: { value: inside }
  reasoning_convention: { value: inside }
  input_tokens: call.usage.in
  output_tokens: usage.out
tags: [labels]
ignored: [text]
`;

const at = '2026-11-20T14:00:00Z';
const two = {
  id: 'a',
  at,
  calls: [{ n: 1, usage: { in: 10 } }, { n: 2, usage: { in: 20 } }, { n: 3 }],
  pieces: JSON.stringify([{ usage: { out: 1 } }, { usage: { out: 7 } }]),
  names: ['project', 'color'],
  values: ['search', 'red'],
  text: 'hello',
};

let folder: string;
let mapping: Mapping;
let reader: LogReader;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tokenledger-computed-'));
  writeFileSync(join(folder, 'own.yaml'), MAPPING);
  mapping = await readMapping(join(folder, 'own.yaml'));
  reader = await openLogReader({ mappings: [mapping] });
});

afterAll(async () => {
  await reader.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a mapping that computes fields', () => {
  it('makes one request of each call in a record, with what stands around them', async () => {
    const { rows, rejections, batch } = await reader.read(lines(two));
    expect(rejections).toEqual([]);
    // The third call has no usage; a count is of calls.
    expect(batch).toMatchObject({ rows_read: '2', rows_landed: '2', unknown_fields: null });
    expect([...rows].sort((a, b) => Number(a.input_tokens) - Number(b.input_tokens))).toMatchObject([
      { request_id: 'a/1', input_tokens: '10', output_tokens: '7', service_tag: 'project=search', feature_tag: null },
      { request_id: 'a/2', input_tokens: '20', output_tokens: '7', service_tag: 'project=search' },
    ]);
  });

  it('lets a record without a call be seen, and one that an expression fails on', async () => {
    const { rows, rejections, batch } = await reader.read(
      lines(
        { id: 'none', at },
        { id: 'empty', at, calls: [] },
        { id: 'odd', at, calls: 'text', names: ['a'] },
        { calls: 3 },
      ),
    );
    expect(batch).toMatchObject({ rows_read: '4', rows_landed: '3', rows_rejected: '1' });
    expect(rows.map(({ input_tokens }) => input_tokens)).toEqual([null, null, null]);
    expect(rejections).toMatchObject([{ line_number: '4', reason: 'is not a record of own: it has no at' }]);
  });

  it('is checked against a log', async () => {
    const log = join(folder, 'log.jsonl');
    writeFileSync(log, lines(two));
    const now = DateTime.fromISO('2026-11-22T06:00:00Z', { zone: 'utc' }) as DateTime<true>;
    const check = await checkLog(mapping, log, { tags: TAGS, keepEmails: false, now });
    expect(check).toMatchObject({ records: 2, rejected: 0, unknownFields: [] });
  });
});
