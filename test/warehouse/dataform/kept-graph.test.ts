import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTextCache, type TextCache } from '../../../warehouse/cache/text-cache.js';
import { compileGraph } from '../../../warehouse/dataform/compile-graph.js';
import { packageRoot } from '../../../warehouse/package-root.js';

const SETTINGS =
  'defaultProject: p\ndefaultLocation: US\ndefaultDataset: d\ndefaultAssertionDataset: a\nvars:\n  name: x\n';

let project: string;
let folder: string;
let cache: TextCache;
const core = (): string => join(project, 'node_modules', '@dataform', 'core');

beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), 'tokenledger-project-'));
  folder = mkdtempSync(join(tmpdir(), 'tokenledger-cache-'));
  cache = openTextCache(folder);
  cpSync(join(packageRoot(), 'node_modules', '@dataform', 'core'), core(), { recursive: true, dereference: true });
  mkdirSync(join(project, 'definitions'));
  mkdirSync(join(project, 'includes'));
  writeProject();
  await compileGraph(project, [], cache);
  // From here on Dataform itself fails on this project: a graph can only come from the cache.
  writeFileSync(join(core(), 'bundle.js'), 'throw new Error("Dataform was started");');
});
beforeEach(writeProject);
afterAll(() => {
  for (const made of [project, folder]) rmSync(made, { recursive: true, force: true });
});

function writeProject(): void {
  writeFileSync(join(project, 'workflow_settings.yaml'), SETTINGS);
  writeFileSync(join(project, 'package.json'), '{ "dependencies": { "@dataform/core": "3.0.62" } }');
  writeFileSync(join(project, 'includes', 'names.js'), 'module.exports = { of: (name) => name };');
  writeFileSync(
    join(project, 'definitions', 'v.sqlx'),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: SQLX is made of them.
    'config { type: "view", schema: "s" } SELECT 1 AS ${names.of(dataform.projectConfig.vars.name)}',
  );
  rmSync(join(project, 'definitions', 'new.sqlx'), { force: true });
}

const compile = (options: readonly string[] = [], from = cache) => compileGraph(project, options, from);
const startsDataform = (work: Promise<unknown>) => expect(work).rejects.toThrow(/dataform compile .* failed/);

describe('compileGraph with a cache', () => {
  it('does not start Dataform for a project it has compiled before', async () => {
    const graph = await compile();
    expect(graph.tables).toMatchObject([{ type: 'view', fileName: 'definitions/v.sqlx' }]);
    expect(graph.tables[0]?.query).toContain('SELECT 1 AS x');
  });

  it('compiles anew when a file is changed, added or taken away', async () => {
    writeFileSync(join(project, 'definitions', 'v.sqlx'), 'config { type: "view", schema: "s" } SELECT 2 AS x');
    await startsDataform(compile());
    writeProject();
    writeFileSync(join(project, 'definitions', 'new.sqlx'), 'config { type: "view", schema: "s" } SELECT 2 AS x');
    await startsDataform(compile());
    writeProject();
    rmSync(join(project, 'includes', 'names.js'));
    await startsDataform(compile());
    writeProject();
    writeFileSync(join(project, 'workflow_settings.yaml'), SETTINGS.replace('name: x', 'name: y'));
    await startsDataform(compile());
  });

  it('compiles anew for another variable and for another version of Dataform', async () => {
    await startsDataform(compile(['--vars=name=y']));
    writeFileSync(join(core(), 'package.json'), '{ "name": "@dataform/core", "version": "9.9.9" }');
    await startsDataform(compile());
    cpSync(join(packageRoot(), 'node_modules', '@dataform', 'core', 'package.json'), join(core(), 'package.json'));
  });

  it('reads from a folder it may not write to, and does without one', async () => {
    chmodSync(folder, 0o500);
    expect((await compile()).tables).toHaveLength(1);
    chmodSync(folder, 0o700);
    await startsDataform(compile([], openTextCache('/proc/nowhere')));
  });

  it('compiles anew when what is kept is damaged', async () => {
    const [file = ''] = readdirSync(folder);
    truncateSync(join(folder, file), 1000);
    await startsDataform(compile());
  });
});
