import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../../ingest/support/loopback-server.js';
import { type ApiCall, bill, type LoopbackBigQuery, refuse, startBigQuery } from './loopback-bigquery.js';

const schema = {
  fields: [
    { name: 'team_id', type: 'STRING', mode: 'NULLABLE' },
    { name: 'billed_cost_usd', type: 'NUMERIC', mode: 'NULLABLE' },
  ],
};
const row = (...cells: (string | null)[]) => ({ f: cells.map((v) => ({ v })) });

/** A job that runs until it is looked at for the third time; asked for its answer before, it has neither rows nor columns. */
function slowJob(): (call: ApiCall) => Answer | undefined {
  let looks = 0;
  return ({ method, query, body }) => {
    if (method === 'jobs.get') looks += 1;
    const running = { ...body, status: { state: 'RUNNING' } };
    if (method === 'jobs.insert') return { body: running };
    if (method === 'jobs.get') return { body: looks < 3 ? running : bill('20971520') };
    if (method !== 'jobs.getQueryResults') return undefined;
    return looks < 3 ? { body: { jobComplete: false } } : answerPage(query);
  };
}

function answerPage(query: URLSearchParams): Answer {
  if (query.get('maxResults') === '0') return { body: { jobComplete: true, schema, totalRows: '3', rows: [] } };
  if (query.get('pageToken') === null)
    return {
      body: {
        jobComplete: true,
        schema,
        totalRows: '3',
        pageToken: 'p2',
        rows: [row('a', '0.000000001'), row('b', null)],
      },
    };
  return { body: { jobComplete: true, schema, totalRows: '3', rows: [row('c', '12345678901234567890123456789.5')] } };
}

describe('a Parquet export', () => {
  let api: LoopbackBigQuery;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tokenledger-test-'));
  });
  afterEach(() => api.close());
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('reads nothing before its job is done, and then every page', async () => {
    api = await startBigQuery([], slowJob());
    const path = join(folder, 'slow.parquet');
    const warehouse = await api.open();
    await warehouse.exportParquet('marts.chargeback_monthly', path);
    const methods = api.calls.map(({ method }) => method);
    expect(methods.lastIndexOf('jobs.get')).toBeLessThan(methods.indexOf('jobs.getQueryResults'));
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const read = await connection.runAndReadAll(
      `SELECT team_id, billed_cost_usd::VARCHAR AS usd, typeof(billed_cost_usd) AS type FROM '${path}' ORDER BY 1`,
    );
    expect(read.getRowObjects()).toEqual([
      { team_id: 'a', usd: '0.000000001', type: 'DECIMAL(38,9)' },
      { team_id: 'b', usd: null, type: 'DECIMAL(38,9)' },
      { team_id: 'c', usd: '12345678901234567890123456789.500000000', type: 'DECIMAL(38,9)' },
    ]);
    connection.closeSync();
    expect(await warehouse.readBilled()).toEqual({ bytes: 20971520n, unknownJobs: 0 });
  });

  it('says why its job failed, and leaves no file', async () => {
    const error = {
      reason: 'resourcesExceeded',
      message: 'Resources exceeded during query execution: too much memory',
    };
    api = await startBigQuery([], ({ method }) => (method === 'jobs.get' ? { body: bill('0', error) } : undefined));
    const path = join(folder, 'failed.parquet');
    await expect((await api.open()).exportParquet('marts.chargeback_monthly', path)).rejects.toThrow(
      /exporting marts\.chargeback_monthly failed in acme-data: Resources exceeded .* too much memory\n.*a reservation/,
    );
    expect(await readdir(folder)).not.toContain('failed.parquet');
  });

  it('says why a later page cannot be read', async () => {
    const answer = slowJob();
    api = await startBigQuery([], (call) =>
      call.query.get('pageToken') === 'p2' ? refuse(403, 'responseTooLarge', 'Response too large') : answer(call),
    );
    await expect(
      (await api.open()).exportParquet('marts.chargeback_monthly', join(folder, 'cut.parquet')),
    ).rejects.toThrow(/Response too large\n.*export --month/);
  });
});
