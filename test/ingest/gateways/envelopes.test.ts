import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkLog } from '../../../ingest/gateways/check/check-log.js';
import { readMapping } from '../../../ingest/gateways/mapping/read-mapping.js';
import type { Row } from '../../../warehouse/warehouse.js';
import { type LogReader, lines, openLogReader, TAGS } from '../support/read-log.js';

// Records in envelopes, as OpenTelemetry writes them: lists of two kinds, owners around the list, attributes as pairs.

const MAPPING = `
mapping: envelopes
version: 1
records:
  format: json
  at: ["outer[].spans", "other[].logs"]
  around: { owner: who.attributes, source: source }
recognize: [[id]]
skip: "{kind} = 'http'"
columns:
  request_id: id
  request_status: { value: success }
  started_at: at
  token_convention: { value: inside }
  reasoning_convention: { value: inside }
  gateway_team_id: owner."team.name"
  deployment_id: source
  model_id: attributes."gen.model"
  call_type: attributes.kinds
  input_tokens: attributes."gen.in"
  logged_cost: attributes.cost
  is_retrieval: attributes.again
tags: [attributes, words]
tag_prefixes: [app.tag., "app::"]
ignored: [attributes]
`;

const AT = '1795183200000000000';
const pair = (key: string, value: object) => ({ key, value });
const attributes = [
  pair('gen.model', { stringValue: 'a "quoted" model' }),
  pair('gen.in', { intValue: '12' }),
  pair('cost', { doubleValue: 0.25 }),
  pair('again', { boolValue: true }),
  pair('kinds', { arrayValue: { values: [{ stringValue: 'chat' }, { intValue: 3 }] } }),
  pair('app.tag.Project', { stringValue: 'search' }),
  pair('feature', { stringValue: 'ask' }),
  pair('nothing', {}),
];

let folder: string;
let file: string;
let reader: LogReader;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tokenledger-envelopes-'));
  file = join(folder, 'envelopes.yaml');
  writeFileSync(file, MAPPING);
  reader = await openLogReader({ mappings: [await readMapping(file)] });
});

afterAll(async () => {
  await reader.close();
  rmSync(folder, { recursive: true, force: true });
});

const byId = (rows: readonly Row[]) => Object.fromEntries(rows.map((row) => [String(row.request_id), row]));

describe('envelopes', () => {
  it('give their records what stands around them, the nearest first, whichever list they are in', async () => {
    const { rows, rejections } = await reader.read(
      lines(
        {
          source: 'file',
          outer: [
            { who: { attributes: [pair('team.name', { stringValue: 'search' })] }, spans: [{ id: 'a', at: AT }] },
            {
              source: 'near',
              spans: [
                { id: 'b', at: AT, source: 'own' },
                { id: 'c', at: AT },
              ],
            },
          ],
        },
        { other: [{ who: { attributes: { 'team.name': 'risk' } }, logs: [{ id: 'd', at: AT }] }], outer: [] },
      ),
    );
    expect(rejections).toEqual([]);
    expect(byId(rows)).toMatchObject({
      a: { gateway_team_id: 'search', deployment_id: 'file' },
      b: { gateway_team_id: null, deployment_id: 'own' },
      c: { gateway_team_id: null, deployment_id: 'near' },
      d: { gateway_team_id: 'risk', deployment_id: null },
    });
  });

  it('without any of the lists are one rejected record, with an empty list none', async () => {
    const { rows, rejections, batch } = await reader.read(lines({ outer: [] }, { metrics: [1] }, { other: [{}] }));
    expect(rows).toEqual([]);
    expect(rejections).toMatchObject([{ reason: 'is not a record of envelopes: it has no id' }, {}]);
    expect(batch).toMatchObject({ rows_read: '2', rows_rejected: '2' });
  });
});

describe('pairs of key and value', () => {
  it('are walked through like an object, values of every kind', async () => {
    const span = { id: 'a', at: AT, attributes, words: ['app::env=prod', 'other:x'] };
    const { rows, batch } = await reader.read(
      lines({ outer: [{ spans: [span, { ...span, id: 'b', attributes: JSON.stringify(attributes) }] }] }),
    );
    const expected = {
      model_id: 'a "quoted" model',
      input_tokens: '12',
      logged_cost: '0.25',
      is_retrieval: true,
      call_type: '["chat","3"]',
      service_tag: 'project=search',
      feature_tag: 'ask',
      environment_tag: 'prod',
      has_conflicting_tags: false,
    };
    expect(rows).toMatchObject([expected, expected]);
    expect(batch?.unknown_fields).toBeNull();
  });

  it('may hold numbers in two halves', async () => {
    // 417957274 * 2^32 + 1000000 ns; low words are signed: -1 is 2^32 - 1.
    const long = (low: number, high: number) => ({ low, high, unsigned: false });
    const spans = [
      { id: 'a', at: long(1_000_000, 417_957_274), attributes: [pair('gen.in', { intValue: long(120, 0) })] },
      { id: 'b', at: AT, attributes: [pair('gen.in', { intValue: long(-1, 0) })] },
    ];
    const { rows } = await reader.read(lines({ outer: [{ spans }] }));
    const nanoseconds = 417_957_274n * 4_294_967_296n + 1_000_000n;
    const microseconds = nanoseconds / 1000n;
    expect(byId(rows)).toMatchObject({
      a: { input_tokens: '120', usage_date: new Date(Number(microseconds / 1000n)).toISOString().slice(0, 10) },
      b: { input_tokens: '4294967295' },
    });
    expect(Date.parse(String(byId(rows).a?.started_at))).toBe(Number(microseconds / 1000n));
  });
});

describe('records that are no requests', () => {
  const log = lines({
    outer: [
      {
        spans: [
          { id: 'a', at: AT },
          { id: 'h', kind: 'http' },
          { id: 'x', at: 'never' },
        ],
      },
    ],
  });

  it('are left out and counted, and are no rejections', async () => {
    const { rows, rejections, batch } = await reader.read(log);
    expect(rows).toMatchObject([{ request_id: 'a' }]);
    expect(rejections).toMatchObject([{ line_number: '3', field_path: 'started_at' }]);
    expect(batch).toMatchObject({ rows_read: '3', rows_landed: '1', rows_rejected: '1', rows_left_out: '1' });
  });

  it('are told by a check', async () => {
    const path = join(folder, 'log.jsonl');
    writeFileSync(path, log);
    const now = DateTime.fromISO('2026-11-22T06:00:00Z', { zone: 'utc' }) as DateTime<true>;
    const check = await checkLog(await readMapping(file), path, { tags: TAGS, keepEmails: false, now });
    expect(check).toMatchObject({ records: 3, rejected: 1, leftOut: 1 });
    expect(check.columns.find(({ column }) => column === 'started_at')?.records).toBe(1);
  });
});
