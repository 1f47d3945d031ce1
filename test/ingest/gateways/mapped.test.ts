import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMapping } from '../../../ingest/gateways/mapping/read-mapping.js';
import { requestColumns } from '../../../ingest/gateways/request-columns.js';
import { type LogReader, lines, openLogReader } from '../support/read-log.js';

/** A record of every column of a request, in its own words, and the row that it has to become. */
const record = {
  request_id: 'req-1',
  call_id: 'call-1',
  trace_id: 'trace-1',
  parent_request_id: 'req-0',
  is_wrapper: true,
  context_id: 'context-1',
  is_context: false,
  provider_batch_id: 'batch-1',
  call_type: 'chat',
  request_status: 'failure',
  error_code: '429',
  error_class: 'RateLimitError',
  started_at: '2026-11-20T14:03:11.482001Z',
  ended_at: '2026-11-20T14:03:12Z',
  session_id: 'session 1',
  virtual_key_id: 'vk-1',
  virtual_key_alias: 'search',
  gateway_team_id: 'team-1',
  gateway_team_alias: 'Search',
  gateway_user_id: 'user-1',
  end_user_id: 'customer-1',
  model_id: 'gpt-5-mini',
  requested_model_id: 'small',
  deployment_id: 'deployment-1',
  provider_name: 'openai',
  api_base: 'https://api.openai.com/v1',
  token_convention: 'unknown',
  reasoning_convention: 'beside',
  input_tokens: '1',
  input_cache_read_tokens: '2',
  input_cache_write_tokens: '3',
  input_cache_write_5m_tokens: '4',
  input_cache_write_1h_tokens: '5',
  output_tokens: '6',
  output_reasoning_tokens: '7',
  total_tokens: '10000000000',
  web_search_count: '8',
  batch_request_count: '9',
  logged_cost: '123456789.123456789',
  logged_cost_unit: 'cents',
  service_tier: 'priority',
  speed: 'fast',
  region: 'us',
  is_gateway_cache_hit: true,
  is_retrieval: false,
  is_batch_retrieval: false,
  attempted_retries: '10',
  attempted_fallbacks: '11',
  service_tag: 'project=search',
  feature_tag: 'chat',
  environment_tag: 'prod',
  customer_tag: 'customer-2',
};
const minimal = {
  started_at: '2026-11-20T00:00:00Z',
  request_status: 'success',
  token_convention: 'inside',
  reasoning_convention: 'inside',
};

let folder: string;
const readers: LogReader[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tokenledger-mapped-'));
});

afterAll(async () => {
  for (const reader of readers) await reader.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(yaml: string): Promise<LogReader> {
  const file = join(folder, `mapping-${readers.length}.yaml`);
  writeFileSync(file, yaml);
  const reader = await openLogReader({ mappings: [await readMapping(file)] });
  readers.push(reader);
  return reader;
}

/** A mapping of fields that are named as the columns are. */
function byName(records: string): string {
  const columns = Object.keys(record).map((name) => `  ${name}: ${name}\n`);
  return `mapping: by-name\nversion: 7\nrecords: ${records}\ncolumns:\n${columns.join('')}`;
}

describe('a mapping of a user', () => {
  it('fills every column of a request, from lines, CSV and Parquet alike', async () => {
    const names = Object.keys(record);
    expect(names).toEqual(requestColumns.map(({ name }) => name).filter((name) => name !== 'has_conflicting_tags'));
    const quoted = (row: object) => names.map((name) => `"${(row as Record<string, unknown>)[name] ?? ''}"`).join(',');
    const csv = `${names.join(',')}\n${quoted(record)}\n${quoted(minimal)}\n`;
    const expected = {
      ...record,
      gateway: expect.any(String) as string,
      batch_id: expect.any(String) as string,
      record_hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      mapping: 'by-name',
      mapping_version: '7',
      usage_date: '2026-11-20',
      unreadable_fields: null,
      has_conflicting_tags: false,
    };
    const nothing = Object.fromEntries(names.map((name) => [name, null]));
    const contents = { json: lines(record, minimal), csv, parquet: await toParquet(csv) };
    for (const [format, content] of Object.entries(contents)) {
      const { rows, rejections, batch } = await (await open(byName(`{ format: ${format} }`))).read(content);
      expect(rejections).toEqual([]);
      expect(batch).toMatchObject({ rows_read: '2', rows_landed: '2', unknown_fields: null });
      const [full, least] = [...rows].sort((a, b) => Number(b.input_tokens) - Number(a.input_tokens));
      expect(full, format).toEqual(expected);
      expect(least, format).toEqual({ ...expected, ...nothing, ...minimal });
    }
  });

  it('translates words, reads records inside lists, and computes what no field says', async () => {
    const reader = await open(`
mapping: spans
version: 1
records: { format: json, at: "batches[].spans" }
columns:
  request_id: attributes."gen.id"
  request_status: { paths: state, words: { OK: success, ERROR: failure } }
  started_at: { sql: "epoch_ms(CAST({at.seconds} AS BIGINT) * 1000)" }
  token_convention: { value: beside }
  reasoning_convention: { value: inside }
  model_id: models[1]
  input_tokens: { largest: [usage.in, usage.input] }
  output_tokens: { sql: "CAST({usage.total} AS BIGINT) - CAST({usage.input} AS BIGINT)" }
`);
    const span = (id: string, state: string) => ({
      attributes: { 'gen.id': id },
      state,
      at: { seconds: 1_795_183_391 },
      models: ['asked', 'used'],
      usage: { in: 0, input: 40, total: 45 },
    });
    const { rows, rejections } = await reader.read(
      lines(
        { batches: [{ spans: [span('a', 'OK'), span('b', 'ERROR')] }, { spans: [] }] },
        { batches: [{ spans: [span('c', 'LOST')] }] },
      ),
    );
    const expected = { started_at: '2026-11-20T14:03:11Z', model_id: 'used', input_tokens: '40', output_tokens: '5' };
    expect([...rows].sort((a, b) => (String(a.request_id) < String(b.request_id) ? -1 : 1))).toMatchObject([
      { ...expected, request_id: 'a', request_status: 'success' },
      { ...expected, request_id: 'b', request_status: 'failure' },
    ]);
    expect(rejections).toMatchObject([
      { line_number: '3', field_path: 'request_status', reason: 'is neither success nor failure', record_hash: null },
    ]);
  });

  it('fails a CSV file that is no table without repeating its text', async () => {
    const reader = await open(byName('{ format: csv }'));
    const row = '2026-11-20T00:00:00Z,success,inside,inside';
    const header = Object.keys(minimal).join(',');
    const many = `${row}\n`.repeat(50);
    const { files, failures } = await reader.readFiles({
      good: `${header}\n${row}\n`,
      wide: `${header}\n${many}${row},what my contract says\n`,
      narrow: `${header}\n${many}what my contract says\n`,
      open: `${header}\n${many}"what my contract says\n`,
    });
    expect([...failures].sort()).toEqual(
      ['narrow', 'open', 'wide'].map((name) =>
        expect.stringMatching(
          new RegExp(` ${name}: .* more or fewer fields than the header, .*\\. Nothing of this file was landed`),
        ),
      ),
    );
    expect(failures.join('\n')).not.toContain('contract');
    expect(files.good?.rows).toHaveLength(1);
  });

  it('reads CSV of any common writing', async () => {
    const reader = await open(byName('{ format: csv }'));
    const header = [...Object.keys(minimal), 'model_id'];
    const values = [...Object.values(minimal), 'a "b", c\nd'];
    const write = (delimiter: string, end: string) =>
      [header, values]
        .map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter) + end)
        .join('');
    const { files, failures } = await reader.readFiles({
      comma: write(',', '\n'),
      semicolon: write(';', '\r\n'),
      tab: `\uFEFF${write('\t', '\n')}`,
      gzip: gzipSync(write('|', '\n')),
      blank: write(',', '\n\n'),
      'header-only': `${header.join(',')}\n`,
      empty: '',
    });
    expect(failures).toEqual([]);
    for (const name of ['comma', 'semicolon', 'tab', 'gzip', 'blank'])
      expect(files[name]?.rows, name).toMatchObject([{ ...minimal, model_id: 'a "b", c\nd' }]);
    expect([files['header-only']?.rows, files.empty?.rows]).toEqual([[], []]);
  });
});

async function toParquet(csv: string): Promise<Buffer> {
  const [from, to] = [join(folder, 'table.csv'), join(folder, 'table.parquet')];
  writeFileSync(from, csv);
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(
    `COPY (FROM read_csv('${from}', types = {logged_cost: 'DECIMAL(18, 9)'})) TO '${to}' (FORMAT parquet)`,
  );
  connection.closeSync();
  return readFileSync(to);
}
