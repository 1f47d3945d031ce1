import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { rawTable } from '../../warehouse/raw-table.js';
import { UserError } from '../../warehouse/user-error.js';
import type { ActionEvent, TransformOptions, Warehouse } from '../../warehouse/warehouse.js';
import { openEmulator } from './open-engines.js';

const amounts = rawTable('amounts', 'batch_id k amount:NUMERIC');
const transformedBatches = rawTable('transformed_batches', 'batch_id');

/** Two amounts, of which the assertion lets only those above 2 stand; the last action waits for it. */
const PROJECT = {
  'package.json': '{ "name": "fixture", "dependencies": { "@dataform/core": "3.0.62" } }',
  'workflow_settings.yaml': 'defaultProject: p\ndefaultLocation: US\ndefaultDataset: x\nvars:\n  dataset_prefix: ""\n',
  'includes/layers.js': 'module.exports = { layer: (name) => dataform.projectConfig.vars.dataset_prefix + name };\n',
  'definitions/raw.js':
    "['amounts', 'transformed_batches'].forEach((name) => declare({ schema: layers.layer('raw'), name }));\n",
  'definitions/totals.sqlx': `config { type: "incremental", schema: layers.layer("usage"), tags: ["nightly"], assertions: { uniqueKey: ["k"], nonNull: ["k"] } }
    pre_operations { \${when(incremental(), \`begin transaction; delete from \${self()} where true\`)} }
    select k, sum(amount) as amount from \${ref("amounts")} group by k
    post_operations { \${when(incremental(), \`commit transaction\`)} }`,
  'definitions/totals_view.sqlx': `config { type: "view", schema: layers.layer("marts") } select * from \${ref("totals")}`,
  'definitions/assert_amounts_are_large.sqlx': `config { type: "assertion", schema: layers.layer("assertions") }
    select * from \${ref("totals")} where amount < 2`,
  'definitions/mark.sqlx': `config { type: "operations", schema: layers.layer("marts"), dependencies: ["assert_amounts_are_large"] }
    insert into \${ref("transformed_batches")} (batch_id) select distinct batch_id from \${ref("amounts")}
    where batch_id not in (select batch_id from \${ref("transformed_batches")})`,
};

describe('running Dataform', () => {
  let folder: string;
  let warehouse: Warehouse;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tokenledger-test-'));
    for (const [name, text] of Object.entries(PROJECT)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    warehouse = await openEmulator(inject('emulatorHost'), 'run_', folder);
    await warehouse.ensureRawTables([amounts, transformedBatches]);
  });
  afterAll(async () => {
    await warehouse.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function land(rows: readonly object[]): Promise<void> {
    const file = join(folder, 'rows.ndjson');
    await writeFile(file, rows.map((row) => JSON.stringify({ batch_id: 'b1', ...row })).join('\n'));
    await warehouse.land([{ table: amounts, file, replace: { where: {} } }]);
  }

  async function transform(options: TransformOptions = {}) {
    const events: ActionEvent[] = [];
    const result = await warehouse.transform(options, (event) => events.push(event));
    const ended = events.filter(({ status }) => status !== 'running');
    const outcomes = ended.map(({ action, kind, status }) => `${action} ${kind} ${status}`).sort();
    return { ...result, ended, outcomes };
  }

  const read = async (table: string) => (await warehouse.query(`SELECT * FROM ${table} ORDER BY 1`)).rows;

  it('shows the failing rows of an assertion and skips what waits for it', async () => {
    await land([
      { k: 'a', amount: '1.5' },
      { k: 'b', amount: '3' },
    ]);
    const { ok, ended, outcomes } = await transform();
    expect(ok).toBe(false);
    expect(outcomes).toEqual([
      'assertions.assert_amounts_are_large assertion failed',
      'assertions.usage_totals_assertions_rowConditions assertion done',
      'assertions.usage_totals_assertions_uniqueKey_0 assertion done',
      'marts.mark operations skipped',
      'marts.totals_view view done',
      'usage.totals incremental done',
    ]);
    const failure = ended.find(({ status }) => status === 'failed');
    expect(failure?.message).toBe('Assertion failed: query returned 1 row(s).\n{"k":"a","amount":"1.5"}');
    expect(ended.at(-1)).toMatchObject({ finished: 6, total: 6 });
    expect(await read('raw.transformed_batches')).toEqual([]);
  });

  it('shows the rows of an assertion declared on a table, too', async () => {
    await land([
      { k: null, amount: '5' },
      { k: 'b', amount: '4' },
    ]);
    const { ended } = await transform();
    expect(ended.filter(({ status }) => status === 'failed')).toMatchObject([
      {
        action: 'assertions.usage_totals_assertions_rowConditions',
        message:
          'Assertion failed: query returned 1 row(s).\n{"failing_row_condition":"k IS NOT NULL","k":null,"amount":"5"}',
      },
    ]);
  });

  it('replaces in an increment, and marks the batches once everything holds', async () => {
    await land([{ k: 'b', amount: '4' }]);
    const { ok } = await transform();
    expect(ok).toBe(true);
    expect(await read('marts.totals_view')).toEqual([{ k: 'b', amount: '4' }]);
    expect(await read('raw.transformed_batches')).toEqual([{ batch_id: 'b1' }]);
  });

  it('forgets the marks in a full refresh, so that the last action writes them anew', async () => {
    const { ok } = await transform({ fullRefresh: true });
    expect(ok).toBe(true);
    expect(await read('raw.transformed_batches')).toEqual([{ batch_id: 'b1' }]);
  });

  it('runs what is selected, with what it is built from if asked', async () => {
    expect((await transform({ actions: ['marts.totals_view'] })).outcomes).toEqual(['marts.totals_view view done']);
    const withDependencies = await transform({ actions: ['totals_view'], includeDependencies: true });
    expect(withDependencies.outcomes).toContain('usage.totals incremental done');
    expect((await transform({ tags: ['nightly'] })).outcomes).toContain('usage.totals incremental done');
  });

  it('refuses a selection that names nothing', async () => {
    await expect(transform({ actions: ['marts.nothing'] })).rejects.toThrow(UserError);
    await expect(transform({ tags: ['weekly'] })).rejects.toThrow('no model has the tag weekly');
  });
});
