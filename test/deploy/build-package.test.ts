import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { buildPackage } from '../../deploy/build-package.js';
import { compileGraph } from '../../warehouse/dataform/compile-graph.js';
import { dataformGraph } from '../../warehouse/dataform/dataform-graph.js';
import { dataformProgram } from '../../warehouse/dataform/dataform-program.js';
import { type Installation, installationOptions } from '../../warehouse/dataform/installation.js';
import { packageRoot } from '../../warehouse/package-root.js';
import { UserError } from '../../warehouse/user-error.js';
import { type CoreRegistry, serveCore } from './serve-core.js';

const ACME: Installation = { project: 'acme-finops', location: 'EU', dataset_prefix: 'tl_' };

let work: string;
let built: string;
let registry: CoreRegistry;

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'tokenledger-package-'));
  built = join(work, 'repository');
  registry = await serveCore(work);
  await buildPackage(ACME, built);
});

afterAll(async () => {
  await registry.close();
  await rm(work, { recursive: true, force: true });
});

/** What Dataform makes of the package alone: it installs the version of its core that the settings name, from the registry. */
async function compileAlone(): Promise<Record<string, unknown>> {
  const env = {
    PATH: process.env.PATH,
    HOME: work,
    npm_config_registry: registry.url,
    npm_config_cache: join(work, 'cache'),
  };
  const args = [await dataformProgram(), 'compile', built, '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env, cwd: work, maxBuffer: 2 ** 26 });
  return JSON.parse(stdout);
}

describe('the Dataform package', () => {
  it('is the models, their settings and a README, and no package of Node', async () => {
    expect((await readdir(built)).sort()).toEqual(['README.md', 'definitions', 'includes', 'workflow_settings.yaml']);
  });

  it('compiles alone to the graph that the command line runs', async () => {
    const alone = await compileAlone();
    expect(alone.projectConfig).toMatchObject({ defaultDatabase: 'acme-finops', defaultLocation: 'EU' });
    expect(dataformGraph.parse(alone)).toEqual(await compileGraph(packageRoot(), installationOptions(ACME)));
  }, 300_000);

  it('keeps the settings that no installation decides', async () => {
    const read = async (folder: string) => parse(await readFile(join(folder, 'workflow_settings.yaml'), 'utf8'));
    const { vars } = await read(packageRoot());
    expect(await read(built)).toEqual({
      dataformCoreVersion: JSON.parse(await readFile(join(packageRoot(), 'package.json'), 'utf8')).dependencies[
        '@dataform/core'
      ],
      defaultProject: 'acme-finops',
      defaultLocation: 'EU',
      defaultDataset: 'tokenledger',
      defaultAssertionDataset: 'tl_assertions',
      vars: { ...vars, dataset_prefix: 'tl_' },
    });
  });

  it('is replaced by a later one, without the models that are gone, in a git clone', async () => {
    await mkdir(join(built, '.git'));
    await writeFile(join(built, 'definitions', 'gone.sqlx'), 'config { type: "view" }\nSELECT 1 AS x');
    await buildPackage({ ...ACME, project: 'globex-42' }, built);
    expect(existsSync(join(built, 'definitions', 'gone.sqlx'))).toBe(false);
    expect(existsSync(join(built, '.git'))).toBe(true);
    expect(await readFile(join(built, 'workflow_settings.yaml'), 'utf8')).toContain('globex-42');
  });

  it('never lands on files of somebody else', async () => {
    const foreign = join(work, 'foreign');
    await mkdir(join(foreign, 'definitions'), { recursive: true });
    await writeFile(join(foreign, 'workflow_settings.yaml'), 'defaultProject: theirs\n');
    await expect(buildPackage(ACME, foreign)).rejects.toThrow(UserError);
    await expect(buildPackage(ACME, foreign)).rejects.toThrow(
      'holds definitions, workflow_settings.yaml: name an empty',
    );
    expect(await readdir(join(foreign, 'definitions'))).toEqual([]);
  });
});
