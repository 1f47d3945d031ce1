import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DATASETS } from '../../../warehouse/bigquery/dataset-names.js';
import { writeDatasetStatements } from '../../../warehouse/bigquery/datasets.js';
import { packageRoot } from '../../../warehouse/package-root.js';
import { rawTable } from '../../../warehouse/raw-table.js';
import { type ApiCall, type LoopbackBigQuery, startBigQuery } from './loopback-bigquery.js';

const ALL = DATASETS.map((name) => `tl_${name}`);
const readme = await readFile(join(packageRoot(), 'README.md'), 'utf8');

/** What the reference of the API demands: https://cloud.google.com/bigquery/docs/reference/rest/v2 */
const OF_METHODS: Readonly<Record<string, readonly string[]>> = {
  'datasets.list': ['datasets.get'],
  'datasets.get': ['datasets.get'],
  'datasets.insert': ['datasets.create'],
  'tables.get': ['tables.get'],
  'tables.insert': ['tables.create'],
  'tables.patch': ['tables.update', 'tables.get'],
  'tables.delete': ['tables.delete'],
  'jobs.query': ['jobs.create'],
  'jobs.insert': ['jobs.create'],
  // Of one's own job.
  'jobs.get': ['jobs.create'],
  'jobs.getQueryResults': ['jobs.create', 'tables.getData'],
};

/** What loading, DML and DDL demand: https://cloud.google.com/bigquery/docs/reference/standard-sql/data-definition-language */
const OF_STATEMENTS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^load$/, ['tables.create', 'tables.update', 'tables.updateData']],
  [/\bselect\b/i, ['tables.getData']],
  [/\b(insert into|delete from)\b/i, ['tables.updateData', 'tables.getData']],
  [/\bcreate or replace (table|view)\b/i, ['tables.create', 'tables.update', 'tables.updateData']],
  [/\bdrop (table|view)\b/i, ['tables.delete']],
];

function permissionsOf(calls: readonly ApiCall[]): string[] {
  const needed = calls.flatMap(({ method, name, body }) => {
    const configuration = body.configuration as { query?: { query?: string } } | undefined;
    const statement = String(body.query ?? configuration?.query?.query ?? (name === 'load' ? 'load' : ''));
    const bySql = OF_STATEMENTS.flatMap(([pattern, permissions]) => (pattern.test(statement) ? permissions : []));
    return [...(OF_METHODS[method] ?? [`unknown: ${method} ${name}`]), ...bySql];
  });
  return [...new Set(needed.map((permission) => `bigquery.${permission}`))].sort();
}

/** The permissions that the README's item of this beginning names. */
function documented(beginning: string): string[] {
  const section = readme.slice(readme.indexOf('### What the account may do'), readme.indexOf('### What it costs'));
  const item = section.split(/\n\n?- |\n\n/).find((text) => text.startsWith(beginning)) ?? '';
  return [...new Set(item.match(/bigquery\.\w+\.\w+/g) ?? [])].sort();
}

let folder: string;
let api: LoopbackBigQuery;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokenledger-test-'));
});
afterEach(() => api.close());
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the README names the permissions of', () => {
  const table = rawTable('batches', 'batch_id started_at:TIMESTAMP');

  it('ingest', async () => {
    // One table lacks a column, the other is not there.
    api = await startBigQuery(['tl_raw'], ({ method, name }) =>
      method === 'tables.get' && name === 'tl_raw.batches'
        ? { body: { schema: { fields: [{ name: 'batch_id', type: 'STRING' }] } } }
        : undefined,
    );
    const warehouse = await api.open();
    await warehouse.ensureRawTables([table, rawTable('usage', 'batch_id')]);
    const file = join(folder, 'rows.ndjson');
    await writeFile(file, '{"batch_id":"b1"}\n');
    await warehouse.land([{ table, file, replace: { where: {} } }]);
    await warehouse.readRawRows(table, {});
    await warehouse.readBilled();
    expect(permissionsOf(api.calls)).toEqual(documented('`ingest`'));
  });

  it('transform', async () => {
    const project = join(folder, 'project');
    for (const [name, text] of Object.entries(PROJECT)) {
      await mkdir(dirname(join(project, name)), { recursive: true });
      await writeFile(join(project, name), text);
    }
    // Planning and running, Dataform finds a view where the model is a table, and an incremental table that is there.
    const typeOf = ({ name, attempt }: ApiCall) => (name === 'tl_marts.totals' && attempt <= 2 ? 'VIEW' : 'TABLE');
    api = await startBigQuery(ALL, (call) => {
      const [datasetId, tableId] = call.name.split('.');
      const tableReference = { projectId: 'acme-data', datasetId, tableId };
      const schema = { fields: [{ name: 'x', type: 'INTEGER' }] };
      return call.method === 'tables.get'
        ? { body: { tableReference, type: typeOf(call), schema, lastModifiedTime: '1' } }
        : undefined;
    });
    const warehouse = await api.open({ projectFolder: project });
    expect((await warehouse.transform({}, () => undefined)).ok).toBe(true);
    await warehouse.readBilled();
    expect(permissionsOf(api.calls)).toEqual(documented('`transform`'));
    // Dataform makes the datasets that it does not see.
    expect(JSON.stringify(api.calls.map(({ body }) => body))).not.toMatch(/create schema/i);
  });

  it('report, query and export', async () => {
    api = await startBigQuery(ALL);
    const warehouse = await api.open();
    await warehouse.query('SELECT 1 AS x FROM marts.spend_daily');
    await warehouse.exportParquet('marts.spend_daily', join(folder, 'x.parquet'));
    expect(permissionsOf(api.calls)).toEqual(documented('`report`'));
  });

  it('doctor', async () => {
    api = await startBigQuery(ALL);
    await (await api.open()).findFaults();
    expect(permissionsOf(api.calls)).toEqual(documented('`doctor`'));
  });

  it('the first run', async () => {
    api = await startBigQuery([]);
    await (await api.open()).ensureRawTables([]);
    expect(permissionsOf(api.calls)).toEqual(documented('Where datasets are missing'));
  });
});

it('has the statements that create the datasets, for all of them', async () => {
  api = await startBigQuery([]);
  const account = 'tokenledger@my-project.iam.gserviceaccount.com';
  const lines = writeDatasetStatements({ project: 'my-project', location: 'EU' }, ALL);
  expect(lines).toHaveLength(12);
  expect(readme).toContain(lines.map((line) => line.replace('ACCOUNT', account)).join('\n'));
});

const PROJECT = {
  'package.json': '{ "name": "fixture", "dependencies": { "@dataform/core": "3.0.62" } }',
  'workflow_settings.yaml': 'defaultProject: p\ndefaultLocation: US\ndefaultDataset: x\nvars:\n  dataset_prefix: ""\n',
  'includes/layers.js': 'module.exports = { layer: (name) => dataform.projectConfig.vars.dataset_prefix + name };\n',
  'definitions/totals.sqlx': `config { type: "table", schema: layers.layer("marts"), description: "One row", assertions: { nonNull: ["x"] } } select 1 as x`,
  'definitions/days.sqlx': `config { type: "incremental", schema: layers.layer("usage") }
    pre_operations { \${when(incremental(), \`delete from \${self()} where true\`)} } select x from \${ref("totals")}`,
};
