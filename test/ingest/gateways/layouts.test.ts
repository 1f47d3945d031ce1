import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LogReader, lines, openLogReader, type ReadFile } from '../support/read-log.js';

const base = { startTime: '2026-11-20 14:03:11', status: 'success', spend: 0.5, prompt_tokens: 3 };
const [first, second, third] = ['r1', 'r2', 'r3'].map((request_id) => ({ request_id, ...base })) as [
  object,
  object,
  object,
];
const log = lines(first, second, third);
const BYTE_ORDER_MARK = '\uFEFF';

/** Six records, as `zstd --check` packs them. */
const ZSTD = readFileSync(new URL('../fixtures/litellm-standard-logging.jsonl.zst', import.meta.url));

let reader: LogReader;

beforeAll(async () => {
  reader = await openLogReader();
});

afterAll(() => reader.close());

/** Lands each content as a file in a folder of its own, so that no two are one file, and gives the ids that it holds. */
async function readIds(contents: Readonly<Record<string, string | Buffer>>): Promise<{
  readonly ids: Record<string, string>;
  readonly failures: readonly string[];
  readonly files: Record<string, ReadFile>;
}> {
  const { files, failures } = await reader.readFiles(contents);
  const ids = Object.entries(files).map(([name, { rows }]) => [
    name,
    rows
      .map((row) => String(row.request_id))
      .sort()
      .join(' '),
  ]);
  return { ids: Object.fromEntries(ids) as Record<string, string>, failures, files };
}

describe('layouts', () => {
  it('are told by the content of a file, whatever its name', async () => {
    const contents = {
      plain: log,
      // Names lie.
      'named.gz': `${log}\n`,
      'cut-end': log.trimEnd(),
      crlf: log.replaceAll('\n', '\r\n'),
      blank: `\n${log.replaceAll('\n', '\n\n  \n')}`,
      marked: `${BYTE_ORDER_MARK}${log}`,
      'marked-crlf': `${BYTE_ORDER_MARK}${log.replaceAll('\n', '\r\n')}`,
      gzip: gzipSync(log),
      'gzip-members': Buffer.concat([
        gzipSync(lines(first)),
        gzipSync(lines(second)),
        gzipSync(lines(third).trimEnd()),
      ]),
      'gzip-marked': gzipSync(`${BYTE_ORDER_MARK}${log}`),
      array: JSON.stringify([first, second, third]),
      'array-line': `${JSON.stringify([first, second, third])}\n`,
      'array-pretty': JSON.stringify([first, second, third], null, 2),
      'array-gzip': gzipSync(JSON.stringify([first, second, third], null, 2)),
      'object-pretty': JSON.stringify(first, null, 2),
      'objects-pretty': [first, second, third].map((record) => JSON.stringify(record, null, 4)).join('\n'),
      'object-line': JSON.stringify(first),
    };
    const { ids, failures, files } = await readIds(contents);
    expect(failures).toEqual([]);
    expect(Object.values(files).flatMap(({ rejections }) => rejections)).toEqual([]);
    const single = ['object-pretty', 'object-line'];
    const expected = Object.keys(contents).map((name) => [name, single.includes(name) ? 'r1' : 'r1 r2 r3']);
    expect(ids).toEqual(Object.fromEntries(expected));
  });

  it('may be zstd, in several frames', async () => {
    const { files, failures } = await reader.readFiles({ one: ZSTD, two: Buffer.concat([ZSTD, ZSTD]) });
    expect(failures).toEqual([]);
    expect(files.one?.rows).toHaveLength(6);
    expect(files.two?.rows).toHaveLength(12);
  });

  it('may be empty', async () => {
    const { files, failures } = await reader.readFiles({
      nothing: '',
      blank: '\n \r\n',
      packed: gzipSync(''),
      none: '[]',
    });
    expect(failures).toEqual([]);
    for (const { rows, batch } of Object.values(files)) {
      expect(rows).toEqual([]);
      expect(batch).toMatchObject({ rows_read: '0', rows_landed: '0', rows_rejected: '0', window_from: null });
    }
  });

  it('may hold records of many megabytes', async () => {
    // 20 MB of two-byte characters, so that one lies across every border of a read.
    const long = { ...first, messages: `x${'é'.repeat(10_000_000)}` };
    const contents = { lines: lines(long, second), array: JSON.stringify([long, second], null, 2) };
    const { files, failures } = await reader.readFiles(contents);
    expect(failures).toEqual([]);
    for (const { rows } of Object.values(files)) expect(rows).toHaveLength(2);
  });

  it('may hold records that are longer than any should be', async () => {
    const longest = { ...first, messages: 'x'.repeat(40 << 20) };
    const contents = {
      lines: `${lines(longest, second)}{"cut`,
      marked: `${BYTE_ORDER_MARK}${lines(longest, second)}{"cut`,
    };
    const { files, failures } = await reader.readFiles(contents);
    expect(failures).toEqual([]);
    for (const { rows, rejections } of Object.values(files)) {
      expect(rows).toHaveLength(2);
      expect(rejections).toMatchObject([{ line_number: '3' }]);
    }
  });

  it('lose no more than the last line when a plain file is cut', async () => {
    const { rows, rejections } = await reader.read(`${log}${JSON.stringify(first).slice(0, 40)}`);
    expect(rows).toHaveLength(3);
    expect(rejections).toMatchObject([{ line_number: '4', reason: 'the line is not valid JSON, or is cut off' }]);
  });

  it('number the records of a file that is not of lines', async () => {
    const wrong = { ...second, status: 'maybe' };
    const { rows, rejections } = await reader.read(JSON.stringify([first, wrong, third], null, 2));
    expect(rows).toHaveLength(2);
    expect(rejections).toMatchObject([{ line_number: '2', field_path: 'request_status', record_hash: null }]);
  });
});

describe('names', () => {
  it('of files and folders may hold what DuckDB takes for a pattern or a column', async () => {
    const line = (request_id: string) => lines({ request_id, ...base });
    const { ids, failures } = await readIds({
      'logs/a[1]*.jsonl': line('bracket'),
      'logs/a1b.jsonl': line('other'),
      'logs/what?.jsonl': line('question'),
      'logs/what1.jsonl': line('one'),
      '*/log.jsonl': line('star'),
      "it's/log.jsonl": line('quote'),
      'status=failure/request_id=x/log.jsonl': line('hive'),
      'array[2].json': JSON.stringify([{ request_id: 'array', ...base }], null, 2),
      'marked[3].json': `${BYTE_ORDER_MARK}${line('marked')}`,
    });
    expect(failures).toEqual([]);
    expect(ids).toEqual({
      'logs/a[1]*.jsonl': 'bracket',
      'logs/a1b.jsonl': 'other',
      'logs/what?.jsonl': 'question',
      'logs/what1.jsonl': 'one',
      '*/log.jsonl': 'star',
      "it's/log.jsonl": 'quote',
      'status=failure/request_id=x/log.jsonl': 'hive',
      'array[2].json': 'array',
      'marked[3].json': 'marked',
    });
  });
});

describe('files that are wrong as a whole', () => {
  it('fail with one message each, and the others land', async () => {
    // Random ids, so that the packed file is longer than what is cut off.
    const records = Array.from({ length: 2000 }, () => ({ ...base, request_id: randomBytes(32).toString('hex') }));
    const packed = gzipSync(lines(...records));
    const broken = (whole: Buffer) => {
      const copy = Buffer.from(whole);
      const middle = Math.floor(copy.length / 2);
      return copy.fill(0x55, middle, middle + 100);
    };
    // The sum of a gzip stands before its size, that of a zstd frame at its end.
    const withoutSum = (whole: Buffer, end: number) =>
      Buffer.from(whole).fill(0x55, whole.length - end, whole.length - end + 4);
    const { failures, files } = await reader.readFiles({
      '1-good': log,
      '2-utf16': Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(log, 'utf16le')]),
      '3-csv': 'request_id,startTime,spend\nr1,2026-11-20 14:03:11,0.5\n',
      '4-parquet': Buffer.from('PAR1 and what follows'),
      '5-gzip-cut': packed.subarray(0, packed.length - 20),
      '6-gzip-broken': broken(packed),
      '7-gzip-sum': withoutSum(packed, 8),
      '8-zstd-cut': ZSTD.subarray(0, ZSTD.length - 20),
      '9-zstd-broken': broken(ZSTD),
      '9-zstd-sum': withoutSum(ZSTD, 4),
      'a-text': 'What a day.\nIt rains.\n',
      'b-other': lines({ hello: 'world' }, { hello: 'moon' }),
      'c-array-cut': JSON.stringify([first, second]).slice(0, -20),
      'd-good': lines(third),
    });
    const again = 'Copy it again from where it was written, then run again';
    const expected = {
      '2-utf16':
        'the file is not UTF-8 (it looks like UTF-16): convert it, for example with `iconv -f UTF-16 -t UTF-8`',
      '3-csv':
        'the file looks like CSV, not JSON: export it as JSON lines, or write a mapping with `records: { format: csv }`',
      '4-parquet': 'the file is Parquet, not JSON: its mapping must say `records: { format: parquet }`',
      '5-gzip-cut': `the gzip file ends early. ${again}`,
      '6-gzip-broken': `the gzip file is corrupt (`,
      '7-gzip-sum': 'the gzip file is corrupt (incorrect data check)',
      '8-zstd-cut': `the zstd file ends early. ${again}`,
      '9-zstd-broken': `the file is corrupt (Data corruption detected). ${again}`,
      '9-zstd-sum': `the file is corrupt (Restored data doesn't match checksum). ${again}`,
      'a-text': 'no line of the file is JSON: export it as one JSON object a line',
      'b-other':
        'its records are of no known format: none is a record of litellm-spend-logs or litellm-standard-logging',
      'c-array-cut': 'Malformed JSON in file',
    };
    const messages = [...failures].sort((a, b) => (a.replace(/^\S+ /, '') < b.replace(/^\S+ /, '') ? -1 : 1));
    expect(messages).toEqual(
      Object.entries(expected).map(([name, message]) => expect.stringContaining(` ${name}: ${message}`) as string),
    );
    for (const message of messages)
      expect(message).toMatch(/\. Nothing of this file was landed; the other files are not affected$/);
    const landed = Object.entries(files).filter(([, { batch }]) => batch !== undefined);
    expect(landed.map(([name, { rows }]) => [name, rows.length])).toEqual([
      ['1-good', 3],
      ['d-good', 1],
    ]);
  });
});
