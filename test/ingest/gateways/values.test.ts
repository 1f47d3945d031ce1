import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../../warehouse/warehouse.js';
import { type LogReader, openLogReader } from '../support/read-log.js';

const base = { request_id: 'r', startTime: '2026-11-20 14:03:11', status: 'success', spend: 0 };

let reader: LogReader;

beforeAll(async () => {
  reader = await openLogReader();
});

afterAll(() => reader.close());

interface Outcome {
  readonly row: Row | undefined;
  readonly rejection: readonly [field: unknown, reason: unknown] | undefined;
}

/** What becomes of records that are given as JSON texts, one a line, each in the place of its text. */
async function readTexts(texts: readonly string[]): Promise<readonly Outcome[]> {
  const { rows, rejections } = await reader.read(texts.join('\n'));
  expect(rows.length + rejections.length).toBe(texts.length);
  return texts.map((_, place) => {
    const rejection = rejections.find(({ line_number }) => Number(line_number) === place + 1);
    return {
      row: rows.find(({ request_id }) => request_id === `r${place}`),
      rejection: rejection === undefined ? undefined : [rejection.field_path, rejection.reason],
    };
  });
}

/** Records with one field that is written as given, as JSON. */
function readField(name: string, values: readonly string[]): Promise<readonly Outcome[]> {
  return readTexts(
    values.map((value, place) =>
      JSON.stringify({ ...base, request_id: `r${place}`, [name]: 'VALUE' }).replace('"VALUE"', () => value),
    ),
  );
}

const NO_COUNT = 'is not a whole number';
const TOO_MANY = 'is more than any request uses (10000000000)';

describe('counts', () => {
  it('are whole numbers in any writing', async () => {
    const cases = {
      '12': '12',
      '"12"': '12',
      '1e3': '1000',
      '"1e3"': '1000',
      '1000.0': '1000',
      '"1000.0"': '1000',
      '0': '0',
      '-0.0': '0',
      '10000000000': '10000000000',
      null: null,
      '""': null,
      '"None"': null,
    };
    const outcomes = await readField('prompt_tokens', Object.keys(cases));
    expect(outcomes.map(({ row }) => row?.input_tokens)).toEqual(Object.values(cases));
  });

  it('reject the record when they are none', async () => {
    const cases = {
      '-1': 'is negative',
      '-1e300': NO_COUNT,
      '1.5': NO_COUNT,
      '"many"': NO_COUNT,
      '"1,000"': NO_COUNT,
      '"0x10"': NO_COUNT,
      true: NO_COUNT,
      '[1]': NO_COUNT,
      NaN: NO_COUNT,
      Infinity: NO_COUNT,
      '10000000001': TOO_MANY,
      // 2^60
      '1152921504606846976': TOO_MANY,
    };
    const outcomes = await readField('prompt_tokens', Object.keys(cases));
    expect(outcomes.map(({ rejection }) => rejection)).toEqual(
      Object.values(cases).map((reason) => ['input_tokens', reason]),
    );
  });

  it('name the field among several that mean the same', async () => {
    const usage_object = { cache_read_input_tokens: -5, prompt_tokens_details: { cached_tokens: 7 } };
    const [outcome] = await readField('metadata', [JSON.stringify({ usage_object })]);
    expect(outcome?.rejection).toEqual(['metadata.usage_object.cache_read_input_tokens', 'is negative']);
  });
});

describe('logged costs', () => {
  it('are exact decimals of nine places, without an exponent', async () => {
    const cases = {
      '1.95e-7': '0.000000195',
      '"0.39"': '0.39',
      '1e2': '100',
      '-0.5': '-0.5',
      '0.1234567891': '0.123456789',
      null: null,
    };
    const outcomes = await readField('spend', Object.keys(cases));
    expect(outcomes.map(({ row }) => row?.logged_cost)).toEqual(Object.values(cases));
    expect(outcomes.map(({ row }) => row?.unreadable_fields)).toEqual(outcomes.map(() => null));
  });

  it('decide nothing: one that cannot be read is left out and named', async () => {
    const outcomes = await readField('spend', ['NaN', '"free"', '1e300', '1000000001', '{"usd":1}']);
    expect(outcomes.map(({ row }) => [row?.logged_cost, row?.unreadable_fields])).toEqual(
      outcomes.map(() => [null, 'logged_cost']),
    );
  });
});

const NO_TIME = 'is not a time: write ISO 8601, or epoch seconds, milliseconds, microseconds or nanoseconds';

describe('times', () => {
  it('are read in every writing, to the microsecond', async () => {
    const cases = {
      '"2026-11-20 14:03:11.482000"': '2026-11-20T14:03:11.482Z',
      '"2026-11-20T14:09:00.080Z"': '2026-11-20T14:09:00.08Z',
      '"2026-11-20T14:09:00"': '2026-11-20T14:09:00Z',
      // 01:30 in a zone two hours ahead is 23:30 of the day before.
      '"2026-11-20T01:30:00.5+02:00"': '2026-11-19T23:30:00.5Z',
      '"2026-11-20T22:30:00-0330"': '2026-11-21T02:00:00Z',
      '"2026-11-20T14:09:00.1234567Z"': '2026-11-20T14:09:00.123456Z',
      '"2024-02-29 00:00:00"': '2024-02-29T00:00:00Z',
      '"2020-01-01T00:00:00Z"': '2020-01-01T00:00:00Z',
      // A day after the clock, to the second.
      '"2026-11-23T06:00:00Z"': '2026-11-23T06:00:00Z',
      '1795183391': '2026-11-20T14:03:11Z',
      '1795183391.482': '2026-11-20T14:03:11.482Z',
      '"1795183391.482"': '2026-11-20T14:03:11.482Z',
      '1795183391482': '2026-11-20T14:03:11.482Z',
      '1795183391482001': '2026-11-20T14:03:11.482001Z',
      '1795183391482001999': '2026-11-20T14:03:11.482001Z',
    };
    const outcomes = await readField('startTime', Object.keys(cases));
    expect(outcomes.map(({ row, rejection }) => row?.started_at ?? rejection)).toEqual(Object.values(cases));
    const beforeMidnight = outcomes.find(({ row }) => row?.started_at === '2026-11-19T23:30:00.5Z');
    expect(beforeMidnight?.row?.usage_date).toBe('2026-11-19');
  });

  it('reject the record when they are none', async () => {
    const cases = {
      '"yesterday"': NO_TIME,
      '"2026-13-01 00:00:00"': NO_TIME,
      '"2025-02-29 00:00:00"': NO_TIME,
      '"2026-02-30 10:00:00"': NO_TIME,
      '"2026-11-20 25:00:00"': NO_TIME,
      '"11/20/2026"': NO_TIME,
      NaN: NO_TIME,
      true: NO_TIME,
      null: 'is missing',
      '""': 'is missing',
      '"None"': 'is missing',
      '12': 'lies before 2020',
      '-12': 'lies before 2020',
      '"2019-12-31T23:59:59Z"': 'lies before 2020',
      '"2026-11-23T06:00:01Z"': 'lies in the future',
      '"9999-12-31T00:00:00Z"': 'lies in the future',
    };
    const outcomes = await readField('startTime', Object.keys(cases));
    expect(outcomes.map(({ rejection }) => rejection)).toEqual(
      Object.values(cases).map((reason) =>
        reason === 'is missing'
          ? [null, 'is not a record of litellm-spend-logs: it has no request_id and startTime, or spend and startTime']
          : ['started_at', reason],
      ),
    );
  });
});

describe('other values', () => {
  it('reject the record when they decide something', async () => {
    const outcomes = [
      ...(await readField('status', ['"maybe"', '"SUCCESS"'])),
      ...(await readField('metadata', ['"not JSON"', '"{\\"cut\\": "'])),
    ];
    expect(outcomes.map(({ rejection }) => rejection)).toEqual([
      ['request_status', 'is neither success nor failure'],
      ['request_status', 'is neither success nor failure'],
      ['metadata', 'holds text that is not JSON'],
      ['metadata', 'holds text that is not JSON'],
    ]);
  });

  it('are left out and named when they decide nothing', async () => {
    const [ended] = await readField('endTime', ['"later"']);
    const [retries] = await readField('metadata', ['{"attempted_retries":-1,"attempted_fallbacks":"x"}']);
    expect(ended?.row).toMatchObject({ ended_at: null, unreadable_fields: 'ended_at' });
    expect(retries?.row).toMatchObject({
      attempted_retries: null,
      attempted_fallbacks: null,
      unreadable_fields: 'attempted_retries,attempted_fallbacks',
    });
  });
});

describe('bad lines', () => {
  it('are rejected with place and reason, and the rest of the file lands', async () => {
    const good = JSON.stringify(base);
    const log = [good, '{"request_id": "x", "prompt', '[1,2]', '', '{"hello":"world"}', '"text"', 'null', good].join(
      '\n',
    );
    const { rows, rejections, batch } = await reader.read(log);
    expect(rows).toHaveLength(2);
    expect(rejections.map(({ line_number, field_path, reason }) => [line_number, field_path, reason])).toEqual([
      ['2', null, 'the line is not valid JSON, or is cut off'],
      ['3', null, 'the line is JSON but not an object'],
      ['5', null, 'is not a record of litellm-spend-logs: it has no request_id and startTime, or spend and startTime'],
      ['6', null, 'the line is JSON but not an object'],
      ['7', null, 'the line is JSON but not an object'],
    ]);
    expect(batch).toMatchObject({ rows_read: '7', rows_landed: '2', rows_rejected: '5' });
  });

  it('are rejected when they are not UTF-8', async () => {
    const good = Buffer.from(`${JSON.stringify(base)}\n`);
    const bad = Buffer.concat([Buffer.from('{"request_id":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}\n')]);
    const { rows, rejections } = await reader.read(Buffer.concat([good, bad, good]));
    expect(rows).toHaveLength(2);
    expect(rejections).toMatchObject([{ line_number: '2', field_path: null, reason: 'the line is not valid UTF-8' }]);
  });
});
