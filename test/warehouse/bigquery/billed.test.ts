import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { rawTable } from '../../../warehouse/raw-table.js';
import { type ApiCall, bill, type LoopbackBigQuery, refuse, startBigQuery } from './loopback-bigquery.js';

const table = rawTable('batches', 'batch_id');
let folder: string;
let api: LoopbackBigQuery;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokenledger-test-'));
  await writeFile(join(folder, 'rows.ndjson'), '{"batch_id":"b1"}\n');
});
afterEach(() => api.close());
afterAll(() => rm(folder, { recursive: true, force: true }));

const loads = () => [{ table, file: join(folder, 'rows.ndjson') }];

describe('maximum_bytes_billed', () => {
  it('goes with every statement of ours, with the label that names its part', async () => {
    api = await startBigQuery(['tl_raw']);
    const warehouse = await api.open({ maximumBytesBilled: '20971520' });
    await warehouse.land(loads());
    await warehouse.readRawRows(table, {});
    await warehouse.query('SELECT 1 AS x');
    await warehouse.exportParquet('marts.spend_daily', join(folder, 'x.parquet'));
    const statements = api.calls.flatMap(({ method, name, body }) => {
      if (method === 'jobs.query') return [{ method, ...(body as unknown as Sent) }];
      const { query, labels } = (body.configuration ?? {}) as { query?: Sent; labels?: Sent['labels'] };
      return name === 'query' ? [{ method, ...query, labels }] : [];
    });
    expect(statements.map(({ method, labels }) => `${method} ${labels?.tokenledger}`)).toEqual([
      'jobs.query land',
      'jobs.query state',
      'jobs.insert query', // the dry run
      'jobs.query query',
      'jobs.insert export',
    ]);
    for (const { maximumBytesBilled } of statements) expect(maximumBytesBilled).toBe('20971520');
  });
});

interface Sent {
  readonly maximumBytesBilled?: string;
  readonly labels?: { readonly tokenledger?: string } | undefined;
}

describe('what is billed', () => {
  const withoutBill = (jobId: string) => ({
    body: { jobComplete: true, jobReference: { projectId: 'acme-data', jobId, location: 'EU' }, rows: [] },
  });

  it('is the sum of all jobs; load jobs and dry runs are free', async () => {
    api = await startBigQuery(['tl_raw']);
    const warehouse = await api.open();
    await warehouse.land(loads());
    await warehouse.query('SELECT 1 AS x');
    expect(await warehouse.readBilled()).toEqual({ bytes: 20971520n, unknownJobs: 0 });
    // Asked for once, by who waits for the load job.
    expect(api.calls.filter(({ method }) => method === 'jobs.get')).toHaveLength(1);
  });

  it('is asked of the job where its answer does not say it', async () => {
    api = await startBigQuery([], ({ method }) =>
      method === 'jobs.query'
        ? withoutBill('slow')
        : method === 'jobs.get'
          ? { body: bill('9007199254740993') }
          : undefined,
    );
    const warehouse = await api.open();
    await warehouse.readRawRows(table, {});
    expect(await warehouse.readBilled()).toEqual({ bytes: 9007199254740993n, unknownJobs: 0 });
    expect(await warehouse.readBilled()).toEqual({ bytes: 9007199254740993n, unknownJobs: 0 });
    expect(api.said()).toEqual(['jobs.query ', 'jobs.get slow']);
  });

  it('is unknown, not 0, where the job may not be seen or says nothing', async () => {
    api = await startBigQuery([], ({ method, attempt }) => {
      if (method === 'jobs.query') return withoutBill(`job${attempt}`);
      if (method !== 'jobs.get') return undefined;
      return attempt === 1 ? refuse(403, 'accessDenied', 'Access Denied: Job acme-data:job1') : { body: {} };
    });
    const warehouse = await api.open();
    await warehouse.readRawRows(table, {});
    await warehouse.readRawRows(table, {});
    expect(await warehouse.readBilled()).toEqual({ bytes: 0n, unknownJobs: 2 });
  });

  it('is unknown of a script that failed, whose first statements may have run, and nothing for a statement', async () => {
    api = await startBigQuery(['tl_raw'], ({ method }) =>
      method === 'jobs.query' ? refuse(400, 'invalidQuery', 'no') : undefined,
    );
    const warehouse = await api.open();
    await expect(warehouse.readRawRows(table, {})).rejects.toThrow('no');
    expect(await warehouse.readBilled()).toEqual({ bytes: 0n, unknownJobs: 0 });
    await expect(warehouse.land(loads())).rejects.toThrow('no');
    expect(await warehouse.readBilled()).toEqual({ bytes: 0n, unknownJobs: 1 });
  });
});

/** Four jobs: a table, a view that asserts and its count, an operation. */
const PROJECT = {
  'package.json': '{ "name": "fixture", "dependencies": { "@dataform/core": "3.0.62" } }',
  'workflow_settings.yaml': 'defaultProject: p\ndefaultLocation: US\ndefaultDataset: x\nvars:\n  dataset_prefix: ""\n',
  'includes/layers.js': 'module.exports = { layer: (name) => dataform.projectConfig.vars.dataset_prefix + name };\n',
  'definitions/totals.sqlx': `config { type: "table", schema: layers.layer("marts"), assertions: { nonNull: ["x"] } } select 1 as x`,
  'definitions/mark.sqlx': `config { type: "operations", schema: layers.layer("marts"), dependencies: ["totals"] } select 1`,
};
const ALL = ['tl_raw', 'tl_staging', 'tl_usage', 'tl_costs', 'tl_marts', 'tl_assertions'];

describe('a run of Dataform', () => {
  let project: string;
  beforeAll(async () => {
    project = join(folder, 'project');
    for (const [name, text] of Object.entries(PROJECT)) {
      await mkdir(dirname(join(project, name)), { recursive: true });
      await writeFile(join(project, name), text);
    }
  });

  /** Tables are there as soon as Dataform has made them. */
  const answerTable = ({ method, name }: ApiCall) => {
    const [datasetId, tableId] = name.split('.');
    const schema = { fields: [{ name: 'x', type: 'INTEGER' }] };
    const tableReference = { projectId: 'acme-data', datasetId, tableId };
    return method === 'tables.get'
      ? { body: { tableReference, type: 'TABLE', schema, lastModifiedTime: '1' } }
      : undefined;
  };

  it('is billed for its jobs, to the byte', async () => {
    api = await startBigQuery(ALL, answerTable);
    const warehouse = await api.open({ projectFolder: project });
    const { ok } = await warehouse.transform({}, () => undefined);
    expect(ok).toBe(true);
    // 10 MiB each: Dataform's four, and two that look at the claim and end it.
    expect(await warehouse.readBilled()).toEqual({ bytes: 62914560n, unknownJobs: 0 });
  });

  it('says what to do about a failure, and of which jobs the bill is unknown', async () => {
    const error = {
      reason: 'resourcesExceeded',
      message: 'Resources exceeded during query execution: too much memory',
    };
    api = await startBigQuery(ALL, (call) => {
      if (call.method === 'jobs.getQueryResults') return refuse(400, error.reason, error.message);
      if (call.method === 'jobs.get') return { body: { ...bill('5', error), jobReference: { jobId: call.name } } };
      return answerTable(call);
    });
    const messages: string[] = [];
    const warehouse = await api.open({ projectFolder: project });
    const { ok } = await warehouse.transform(
      {},
      ({ message }) => void (message !== undefined && messages.push(message)),
    );
    expect(ok).toBe(false);
    expect(messages[0]).toMatch(/^Resources exceeded during query execution: too much memory\n.*a reservation/);
    // The job that failed, and two of 10 MiB for the claim.
    expect(await warehouse.readBilled()).toEqual({ bytes: 20971525n, unknownJobs: 0 });
  });
});
