import { rmSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createInstallation, fixture, type Installation } from './support/installation.js';

let installation: Installation;

beforeEach(async () => {
  installation = await createInstallation(`
engine: { type: duckdb, path: ./test.duckdb }
sources:
  - { type: litellm, gateway: main-gateway, path: ./logs/litellm-*.jsonl*, routes: [] }
`);
  installation.now = '2026-11-22T06:00:00Z';
  installation.write('logs/litellm-1.jsonl', fixture('litellm-spend-logs.jsonl'));
  installation.write('logs/litellm-2.jsonl.gz', gzipSync(fixture('litellm-standard-logging.jsonl')));
});

afterEach(() => installation.close());

const COUNT = 'select count(*) as n from raw.gateway_requests';

describe('gateway log files', () => {
  it('land once, plain and gzipped, whatever their name', async () => {
    const first = await installation.ingest();
    expect(first.failures).toEqual([]);
    expect(first.reports).toMatchObject([
      { sourceId: 'litellm:main-gateway', rowsRead: 16, rowsLanded: 16, batches: 2, changedDays: 1, skippedFiles: 0 },
    ]);
    expect(
      await installation.rows(
        `select object_uri, rows_landed, window_from, window_to, gateway from raw.ingest_batches order by 1`,
      ),
    ).toEqual([
      {
        object_uri: 'logs/litellm-1.jsonl',
        rows_landed: '10',
        window_from: '2026-11-20',
        window_to: '2026-11-21',
        gateway: 'main-gateway',
      },
      {
        object_uri: 'logs/litellm-2.jsonl.gz',
        rows_landed: '6',
        window_from: '2026-11-20',
        window_to: '2026-11-21',
        gateway: 'main-gateway',
      },
    ]);
    expect(
      await installation.rows('select usage_date, content_hash, rows_landed from raw.ingest_batch_days order by 3'),
    ).toEqual([
      { usage_date: '2026-11-20', content_hash: null, rows_landed: '6' },
      { usage_date: '2026-11-20', content_hash: null, rows_landed: '10' },
    ]);
    // The sum of spend, by hand: 0.01904715 + 0 + 0 + 0.0015 + 0.0081408 + 0.0033 + 0.015375 + 0.39 + 0.007722 + 0.0081408
    expect(
      await installation.rows(
        `select sum(logged_cost) as usd from raw.gateway_requests where mapping = 'litellm-spend-logs'`,
      ),
    ).toEqual([{ usd: '0.45322575' }]);

    installation.write('logs/litellm-copy.jsonl', fixture('litellm-spend-logs.jsonl'));
    const second = await installation.ingest();
    expect(second.reports).toMatchObject([{ rowsLanded: 0, batches: 0, skippedFiles: 3 }]);
    expect(await installation.rows(COUNT)).toEqual([{ n: '16' }]);
  });

  it('keep good lines and reject bad ones with their place, never with their text', async () => {
    const good = fixture('litellm-spend-logs.jsonl').split('\n')[0];
    installation.write('logs/litellm-3.jsonl', `{"request_id": "secret prompt text\n${good}\n`);
    const { ok, reports } = await installation.ingest();
    expect(ok).toBe(true);
    expect(reports).toMatchObject([{ rowsLanded: 17, rowsRejected: 1 }]);
    expect(
      await installation.rows('select object_uri, line_number, field_path, reason from raw.rejected_records'),
    ).toEqual([
      {
        object_uri: 'logs/litellm-3.jsonl',
        line_number: '1',
        field_path: null,
        reason: 'the line is not valid JSON, or is cut off',
      },
    ]);
  });

  it('fail alone when a gzip is cut off, and land once it is whole', async () => {
    const lines = Array.from({ length: 3000 }, (_, index) =>
      JSON.stringify({
        request_id: `r${index}-${Math.sin(index)}`,
        startTime: '2026-11-21 00:00:00',
        spend: index / 7,
        status: 'success',
      }),
    );
    const whole = gzipSync(lines.join('\n'));
    installation.write('logs/litellm-0.jsonl.gz', whole.subarray(0, whole.length / 2));
    const first = await installation.ingest();
    expect(first.ok).toBe(false);
    expect(first.failures.map(({ error }) => error.message)).toEqual([
      expect.stringMatching(
        /litellm:main-gateway .*litellm-0\.jsonl\.gz: the gzip file ends early\. .*Nothing of this file was landed/,
      ),
    ]);
    expect(await installation.rows(COUNT)).toEqual([{ n: '16' }]);
    installation.write('logs/litellm-0.jsonl.gz', whole);
    expect((await installation.ingest()).ok).toBe(true);
    expect(await installation.rows(COUNT)).toEqual([{ n: '3016' }]);
  });

  it('land nothing when the transaction fails, and everything the next time', async () => {
    const broken = {
      ...installation.warehouse,
      ensureRawTables: installation.warehouse.ensureRawTables.bind(installation.warehouse),
      readRawRows: installation.warehouse.readRawRows.bind(installation.warehouse),
      land: installation.warehouse.land.bind(installation.warehouse),
      landRead: () => Promise.reject(new Error('disk full')),
    };
    const first = await installation.ingest({}, { warehouse: broken });
    expect(first.failures.map(({ error }) => error.message)).toEqual(['disk full']);
    expect(first.reports).toMatchObject([{ status: 'failed', rowsLanded: 0 }]);
    expect((await installation.ingest()).ok).toBe(true);
    expect(await installation.rows(COUNT)).toEqual([{ n: '16' }]);
  });

  it('are missed with a hint when no file matches', async () => {
    rmSync(`${installation.folder}/logs`, { recursive: true });
    const { failures } = await installation.ingest();
    expect(failures[0]?.error.message).toMatch(
      /no file matches \.\/logs\/litellm-\*\.jsonl\* .*relative paths start at the configuration file/,
    );
  });

  it('replace their rows when other tags are asked for, and again on the way back', async () => {
    const log = 'logs/litellm-1.jsonl';
    const configure = (tags: string) =>
      installation.write(
        'tokenledger.yaml',
        `
engine: { type: duckdb, path: ./test.duckdb }
sources: [{ type: litellm, gateway: main-gateway, path: ./${log} }]
tags: { service: [${tags}] }
`,
      );
    const services = () =>
      installation.rows(
        `select service_tag, count(*) as n from raw.gateway_requests where service_tag is not null group by all order by 1`,
      );
    configure('project');
    await installation.ingest();
    const byProject = await services();
    expect(byProject).toEqual([
      { service_tag: 'project=mobile-v1', n: '1' },
      { service_tag: 'project=semantic-search', n: '4' },
    ]);
    configure('cost_center');
    expect((await installation.ingest()).reports).toMatchObject([{ rowsLanded: 10, batches: 1, skippedFiles: 0 }]);
    expect(await services()).toEqual([{ service_tag: 'cost_center=CC-1040', n: '1' }]);
    expect((await installation.ingest()).reports).toMatchObject([{ rowsLanded: 0, batches: 0, skippedFiles: 1 }]);
    configure('project');
    expect((await installation.ingest()).reports).toMatchObject([{ rowsLanded: 10, batches: 1 }]);
    expect(await services()).toEqual(byProject);
    expect(await installation.rows(COUNT)).toEqual([{ n: '10' }]);
    expect(await installation.rows('select count(distinct batch_id) as n from raw.ingest_batches')).toEqual([
      { n: '3' },
    ]);
  });
});

describe('files of a mapping that is raised', () => {
  it('replace their rows, and tell both the days that they leave and those that they come to', async () => {
    const mapping = (version: number, time: string) =>
      installation.write(
        'calls.yaml',
        `
mapping: calls
version: ${version}
columns:
  request_id: id
  request_status: { value: success }
  started_at: ${time}
  token_convention: { value: inside }
  reasoning_convention: { value: inside }
`,
      );
    installation.write(
      'tokenledger.yaml',
      `
engine: { type: duckdb, path: ./test.duckdb }
sources: [{ type: mapped, gateway: own, path: ./calls.jsonl, mapping: ./calls.yaml }]
`,
    );
    const calls = [
      { id: 'a', asked: '2026-11-18T23:59:00Z', answered: '2026-11-19T00:01:00Z' },
      { id: 'b', asked: '2026-11-20T10:00:00Z', answered: '2026-11-20T10:00:09Z' },
    ];
    installation.write('calls.jsonl', calls.map((call) => JSON.stringify(call)).join('\n'));
    const landed = async () => ({
      rows: await installation.rows(
        'select request_id, usage_date, mapping_version from raw.gateway_requests order by request_id',
      ),
      // Of the newest batch.
      days: await installation.rows(
        `select usage_date, rows_landed from raw.ingest_batch_days
         where batch_id = (select batch_id from raw.ingest_batches order by finished_at desc limit 1) order by 1`,
      ),
    });
    const row = (request_id: string, usage_date: string, mapping_version: string) => ({
      request_id,
      usage_date,
      mapping_version,
    });
    const day = (usage_date: string, rows_landed: string) => ({ usage_date, rows_landed });

    mapping(1, 'asked');
    expect((await installation.ingest()).failures).toEqual([]);
    expect(await landed()).toEqual({
      rows: [row('a', '2026-11-18', '1'), row('b', '2026-11-20', '1')],
      days: [day('2026-11-18', '1'), day('2026-11-20', '1')],
    });
    mapping(2, 'answered');
    expect((await installation.ingest()).reports).toMatchObject([{ rowsLanded: 2, changedDays: 3 }]);
    expect(await landed()).toEqual({
      rows: [row('a', '2026-11-19', '2'), row('b', '2026-11-20', '2')],
      days: [day('2026-11-18', '0'), day('2026-11-19', '1'), day('2026-11-20', '1')],
    });
    mapping(1, 'asked');
    expect((await installation.ingest()).reports).toMatchObject([{ rowsLanded: 2, changedDays: 3 }]);
    expect(await landed()).toEqual({
      rows: [row('a', '2026-11-18', '1'), row('b', '2026-11-20', '1')],
      days: [day('2026-11-18', '1'), day('2026-11-19', '0'), day('2026-11-20', '1')],
    });
    expect((await installation.ingest()).reports).toMatchObject([{ rowsLanded: 0, skippedFiles: 1 }]);
  });
});
