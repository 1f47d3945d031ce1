import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../cli/run-cli.js';
import { type LoopbackBigQuery, refuse, startBigQuery } from '../warehouse/bigquery/loopback-bigquery.js';
import { fakeIo } from './fake-io.js';
import { logLine } from './log-line.js';

const ALL = ['tl_raw', 'tl_staging', 'tl_usage', 'tl_costs', 'tl_marts', 'tl_assertions'];

let folder: string;
let api: LoopbackBigQuery;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokenledger-test-'));
  await mkdir(join(folder, 'logs'));
  await writeFile(join(folder, 'logs/one.jsonl'), logLine('a', '2026-11-09T10:00:00Z'));
  await writeFile(
    join(folder, 'tokenledger.yaml'),
    `engine: { type: bigquery, project: acme-data, location: EU, dataset_prefix: tl_ }
sources: [{ type: litellm, gateway: main-gateway, path: "./logs/*.jsonl" }]
`,
  );
});
afterEach(async () => {
  await api.close();
  await rm(folder, { recursive: true, force: true });
});

async function run(...argv: string[]) {
  const io = fakeIo({ workingDirectory: folder, env: api.env });
  return { code: await runCli(argv, io), io };
}

describe('doctor on BigQuery', () => {
  it('names the datasets that are not there, and what creates them', async () => {
    api = await startBigQuery(ALL.slice(0, 5), ({ method, body }) =>
      method === 'jobs.query' && String(body.query).includes('tl_raw.ingest_batches')
        ? refuse(404, 'notFound', 'Not found: Table acme-data:tl_raw.ingest_batches was not found in location EU')
        : undefined,
    );
    const { code, io } = await run('doctor');
    expect(code).toBe(0);
    expect(io.stdout()).toContain(`warning  database: acme-data.tl_assertions is not there
           mend: \`tokenledger run\` creates them in EU if it may: grant it roles/bigquery.user on acme-data, or let an administrator create them and let it write to them:
             CREATE SCHEMA IF NOT EXISTS \`acme-data.tl_assertions\` OPTIONS (location = 'EU');
             GRANT \`roles/bigquery.dataEditor\` ON SCHEMA \`acme-data.tl_assertions\` TO "serviceAccount:ACCOUNT";
`);
    expect(io.stdout()).toContain('nothing has been landed yet');
    expect(api.calls.filter(({ method }) => method.endsWith('.insert') && method !== 'jobs.insert')).toEqual([]);
  });

  it('does not take a missing right for a missing table', async () => {
    const denied = 'Access Denied: Table acme-data:tl_raw.ingest_batches: User does not have permission to query table';
    api = await startBigQuery(ALL, ({ method, body }) =>
      method === 'jobs.query' && String(body.query).includes('tl_raw.ingest_batches')
        ? refuse(403, 'accessDenied', denied)
        : undefined,
    );
    const { code, io } = await run('doctor');
    expect(code).toBe(1);
    expect(io.stdout()).toContain(denied);
    expect(io.stdout()).toContain('BigQuery Data Viewer');
    expect(io.stdout()).not.toContain('nothing has been landed yet');
  });
});

describe('a failure of BigQuery', () => {
  const quota = 'Quota exceeded: Your project exceeded quota for free query bytes scanned.';

  it('is not taken for marts that Finance has never seen, or for a transform that ended', async () => {
    // Landing goes through; whatever is asked of the models does not.
    api = await startBigQuery(ALL, ({ method, name }) =>
      method === 'jobs.insert' && name === 'query' ? refuse(403, 'quotaExceeded', quota) : undefined,
    );
    for (const command of [['report'], ['export', '--out', folder], ['run', '--keep-invoiced']]) {
      const { code, io } = await run(...command);
      expect(code, command[0]).toBe(1);
      expect(io.stderr()).toContain(quota);
      expect(io.stderr()).toContain('midnight Pacific');
    }
    expect(api.calls.filter(({ method }) => method === 'datasets.list')).toEqual([]);
  });
});

describe('ingest on BigQuery', () => {
  it('says what it was billed for', async () => {
    api = await startBigQuery(['tl_raw']);
    const { code, io } = await run('ingest');
    expect(io.stderr()).not.toContain('FAILED');
    expect(code).toBe(0);
    const statements = api.calls.filter(({ method }) => method === 'jobs.query').length;
    expect(io.stdout()).toContain(`BigQuery bills: ingest ${(statements * 10).toFixed(2)} MiB\n`);
    expect(api.calls.some(({ name }) => name === 'load')).toBe(true);
  });
});
