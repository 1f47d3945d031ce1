import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { compileGraph } from '../../../warehouse/dataform/compile-graph.js';
import { targetName } from '../../../warehouse/dataform/dataform-graph.js';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A Dataform project of its own, without node_modules, as an installed package may be. */
function makeProject(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'tokenledger-project-'));
  folders.push(folder);
  const settings =
    'defaultProject: p\ndefaultLocation: US\ndefaultDataset: d\ndefaultAssertionDataset: a\nvars:\n  prefix: ""\n';
  const manifest = JSON.stringify({ dependencies: { '@dataform/core': '3.0.62' } });
  const all = { 'workflow_settings.yaml': settings, 'package.json': manifest, ...files };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

describe('compileGraph', () => {
  it('reads every kind of action', async () => {
    const folder = makeProject({
      'definitions/raw.js': "declare({ schema: dataform.projectConfig.vars.prefix + 'raw', name: 'r' });",
      'definitions/v.sqlx': `config { type: "view", schema: "s", tags: ["t"], description: "One row per x",
        columns: { x: "an x" }, assertions: { uniqueKey: ["x"] } }\nSELECT 1 AS x FROM \${ref("r")}`,
      'definitions/i.sqlx': `config { type: "incremental", schema: "s", protected: true }
        pre_operations { \${when(incremental(), "BEGIN TRANSACTION; DELETE FROM " + self() + " WHERE TRUE")} }
        SELECT x FROM \${ref("v")} \${when(incremental(), "WHERE x > 1")}
        post_operations { \${when(incremental(), "COMMIT TRANSACTION")} }`,
      'definitions/o.sqlx': `config { type: "operations", schema: "s", hasOutput: true, dependencies: ["i"] }\nSELECT 1\n---\nSELECT 2`,
      'definitions/a.sqlx': `config { type: "assertion" }\nSELECT x FROM \${ref("v")} WHERE x < 0`,
      'definitions/test.sqlx': `config { type: "test", dataset: { schema: "s", name: "v" } }
        input "r" { SELECT 1 AS y }\nSELECT 1 AS x`,
    });
    const graph = await compileGraph(folder, ['--vars=prefix=tl_']);
    const [incremental, view] = [...graph.tables].sort((a, b) => a.target.name.localeCompare(b.target.name));
    expect(view).toMatchObject({ type: 'view', tags: ['t'], fileName: 'definitions/v.sqlx', preOps: [] });
    expect(view?.actionDescriptor).toMatchObject({
      description: 'One row per x',
      columns: [{ path: ['x'], description: 'an x' }],
    });
    expect(view?.dependencyTargets.map(targetName)).toEqual(['tl_raw.r']);
    expect(incremental).toMatchObject({ type: 'incremental', protected: true, preOps: [], postOps: [] });
    expect(incremental?.incrementalPreOps.join()).toContain('DELETE FROM `p.s.i`');
    expect(incremental?.incrementalPostOps.join()).toContain('COMMIT TRANSACTION');
    expect(incremental?.query).not.toContain('WHERE x > 1');
    expect(incremental?.incrementalQuery).toContain('WHERE x > 1');
    expect(graph.operations).toMatchObject([{ hasOutput: true, queries: [expect.anything(), expect.anything()] }]);
    expect(graph.assertions.map(({ target, parentAction }) => [targetName(target), parentAction?.name])).toEqual([
      ['a.a', undefined],
      ['a.s_v_assertions_uniqueKey_0', 'v'],
    ]);
    expect(graph.tests).toMatchObject([{ name: 'test', fileName: 'definitions/test.sqlx' }]);
    expect(graph.declarations.map(({ target }) => targetName(target))).toEqual(['tl_raw.r']);
  });

  it('gives one error that names the file of every mistake', async () => {
    const folder = makeProject({
      'definitions/a.sqlx': `config { type: "view" }\nSELECT * FROM \${ref("missing")}`,
      'definitions/b.sqlx': `config { type: "view" }\nSELECT \${unknown}`,
    });
    const error = await compileGraph(folder).catch((caught: unknown) => String(caught));
    expect(error).toContain('the models do not compile');
    expect(error).toContain('definitions/b.sqlx: unknown is not defined');
  });

  it('refuses a uniqueKey merge by name', async () => {
    const folder = makeProject({
      'definitions/i.sqlx': 'config { type: "incremental", schema: "s", uniqueKey: ["x"] }\nSELECT 1 AS x',
    });
    await expect(compileGraph(folder)).rejects.toThrow('definitions/i.sqlx: s.i (x)');
  });

  it('says so where there is no project', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tokenledger-project-'));
    folders.push(folder);
    await expect(compileGraph(folder)).rejects.toThrow(/dataform compile .* failed/);
  });
});
