import { afterEach, describe, expect, it } from 'vitest';
import { rawTable } from '../../../warehouse/raw-table.js';
import { type ApiCall, type LoopbackBigQuery, refuse, startBigQuery } from './loopback-bigquery.js';

const ALL = ['tl_raw', 'tl_staging', 'tl_usage', 'tl_costs', 'tl_marts', 'tl_assertions'];
const table = rawTable('batches', 'batch_id');

let api: LoopbackBigQuery;
afterEach(() => api.close());

const mayNotCreate = ({ method }: ApiCall) =>
  method === 'datasets.insert'
    ? refuse(
        403,
        'accessDenied',
        'Access Denied: Project acme-data: User does not have bigquery.datasets.create permission in project acme-data.',
      )
    : undefined;

describe('datasets', () => {
  it('that are there are not created, and nobody asks who has access to them', async () => {
    api = await startBigQuery(ALL, mayNotCreate);
    await (await api.open()).ensureRawTables([table]);
    expect(api.said()).toEqual(['datasets.get tl_raw', 'tables.get tl_raw.batches', 'tables.insert tl_raw.batches']);
    expect(api.calls[0]?.query.get('datasetView')).toBe('METADATA');
  });

  it('are created where the configuration says', async () => {
    api = await startBigQuery([]);
    await (await api.open()).ensureRawTables([table]);
    const created = api.calls.find(({ method }) => method === 'datasets.insert');
    expect(created?.name).toBe('tl_raw');
    expect(created?.body.location).toBe('EU');
  });

  it('are created by two runs at once without an error', async () => {
    api = await startBigQuery([], ({ method }) =>
      method === 'datasets.insert' ? refuse(409, 'duplicate', 'Already Exists: Dataset acme-data:tl_raw') : undefined,
    );
    await (await api.open()).ensureRawTables([]);
    expect(api.said()).toEqual(['datasets.get tl_raw', 'datasets.insert tl_raw']);
  });

  it('that may not be created are named with the permission, the place and both ways to mend it', async () => {
    api = await startBigQuery(['tl_raw', 'tl_staging', 'tl_usage', 'tl_costs'], mayNotCreate);
    const refused = (await api.open()).transform({}, () => undefined);
    await expect(refused).rejects.toThrow(
      [
        'not every dataset can be used (project acme-data, location EU):',
        '  acme-data.tl_marts is not there, and this account may not create it (bigquery.datasets.create on the project)',
        '  acme-data.tl_assertions is not there, and this account may not create it (bigquery.datasets.create on the project)',
        'To mend it, grant it roles/bigquery.user on acme-data, or let an administrator create them and let it write to them:',
        "  CREATE SCHEMA IF NOT EXISTS `acme-data.tl_marts` OPTIONS (location = 'EU');",
        '  GRANT `roles/bigquery.dataEditor` ON SCHEMA `acme-data.tl_marts` TO "serviceAccount:ACCOUNT";',
        "  CREATE SCHEMA IF NOT EXISTS `acme-data.tl_assertions` OPTIONS (location = 'EU');",
        '  GRANT `roles/bigquery.dataEditor` ON SCHEMA `acme-data.tl_assertions` TO "serviceAccount:ACCOUNT";',
      ].join('\n'),
    );
  });

  it('that may not be seen are not created', async () => {
    api = await startBigQuery([], ({ method, name }) =>
      method === 'datasets.get'
        ? refuse(
            403,
            'accessDenied',
            `Access Denied: Dataset acme-data:${name}: Permission bigquery.datasets.get denied on dataset acme-data:${name} (or it may not exist).`,
          )
        : undefined,
    );
    await expect((await api.open()).ensureRawTables([])).rejects.toThrow(
      'acme-data.tl_raw is not there, or this account may not see it (bigquery.datasets.get on the dataset)',
    );
    expect(api.said()).toEqual(ALL.map((name) => `datasets.get ${name}`));
  });

  it('that only the models need are named as soon as one is refused', async () => {
    api = await startBigQuery(['tl_marts', 'tl_costs', 'tl_usage'], mayNotCreate);
    await expect((await api.open()).ensureRawTables([])).rejects.toThrow(
      [
        '  acme-data.tl_raw is not there, and this account may not create it (bigquery.datasets.create on the project)',
        '  acme-data.tl_staging is not there',
        '  acme-data.tl_assertions is not there',
        'To mend it, grant it roles/bigquery.user on acme-data, or let an administrator create them and let it write to them:',
        "  CREATE SCHEMA IF NOT EXISTS `acme-data.tl_raw` OPTIONS (location = 'EU');",
      ].join('\n'),
    );
  });

  it('of another location stop the run before the others are created there', async () => {
    api = await startBigQuery([], ({ method, name }) =>
      method === 'datasets.get' && name === 'tl_raw' ? { body: { location: 'US' } } : undefined,
    );
    const refused = (await api.open()).transform({}, () => undefined);
    await expect(refused).rejects.toThrow(
      /tl_raw is in US, and engine\.location is EU\ncorrect engine\.location, or choose another engine\.dataset_prefix/,
    );
    expect(api.said().filter((said) => said.startsWith('datasets.insert'))).toEqual([]);
  });

  it('cannot be asked for where the API is off', async () => {
    api = await startBigQuery([], () =>
      refuse(
        403,
        'accessNotConfigured',
        'BigQuery API has not been used in project acme-data before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/bigquery.googleapis.com/overview?project=1 then retry.',
      ),
    );
    await expect((await api.open()).ensureRawTables([])).rejects.toThrow(
      /looking for the dataset failed in acme-data\.tl_raw: .*\nEnable the API: gcloud services enable bigquery\.googleapis\.com/,
    );
  });

  it('are looked at for doctor without a change', async () => {
    api = await startBigQuery(['tl_raw', 'tl_staging', 'tl_usage', 'tl_costs', 'tl_marts']);
    const faults = await (await api.open()).findFaults();
    expect(faults).toEqual([
      {
        message: 'acme-data.tl_assertions is not there',
        remedy: [
          '`tokenledger run` creates them in EU if it may: grant it roles/bigquery.user on acme-data, or let an administrator create them and let it write to them:',
          "  CREATE SCHEMA IF NOT EXISTS `acme-data.tl_assertions` OPTIONS (location = 'EU');",
          '  GRANT `roles/bigquery.dataEditor` ON SCHEMA `acme-data.tl_assertions` TO "serviceAccount:ACCOUNT";',
        ].join('\n'),
        isCertain: false,
      },
    ]);
    expect(api.said()).toEqual(ALL.map((name) => `datasets.get ${name}`));
  });
});
