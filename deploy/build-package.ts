import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { packageVersion } from '../cli/package-version.js';
import { type Installation, installationSettings } from '../warehouse/dataform/installation.js';
import { dataformCore } from '../warehouse/dataform/stage-project.js';
import { packageRoot } from '../warehouse/package-root.js';
import { UserError } from '../warehouse/user-error.js';
import { renderReadme } from './render-readme.js';

const MODELS = ['definitions', 'includes'];
const SETTINGS = 'workflow_settings.yaml';

const settings = z.looseObject({ vars: z.record(z.string(), z.string()) });
const manifest = z.object({ version: z.string() });

/**
 * Writes a Dataform repository that makes an installation's tables out of its raw ones, without this package or Node. The
 * folder is made, or holds nothing but what this wrote before, which is replaced; `.git` stays. Throws UserError for another one.
 */
export async function buildPackage(installation: Installation, folder: string): Promise<void> {
  await refuseForeign(folder);
  await mkdir(folder, { recursive: true });
  for (const part of MODELS) {
    await rm(join(folder, part), { recursive: true, force: true });
    await cp(join(packageRoot(), part), join(folder, part), { recursive: true });
  }
  await writeFile(join(folder, SETTINGS), await renderSettings(installation));
  await writeFile(join(folder, 'README.md'), renderReadme(installation, packageVersion()));
}

async function refuseForeign(folder: string): Promise<void> {
  const held = existsSync(folder) ? (await readdir(folder)).filter((name) => name !== '.git') : [];
  if (held.length === 0) return;
  const written = existsSync(join(folder, SETTINGS)) ? await readFile(join(folder, SETTINGS), 'utf8') : '';
  if (!written.includes('dataset_prefix'))
    throw new UserError(
      `${folder} holds ${held.sort().join(', ')}: name an empty folder, or one that this command wrote`,
    );
}

/** Google Cloud installs the core by itself where the settings name its version, and then wants no package.json. */
async function renderSettings(installation: Installation): Promise<string> {
  const core = join(dataformCore(packageRoot()).folder, 'package.json');
  const { version } = manifest.parse(JSON.parse(await readFile(core, 'utf8')));
  const { vars, ...ours } = settings.parse(parse(await readFile(join(packageRoot(), SETTINGS), 'utf8')));
  const theirs = installationSettings(installation);
  return stringify({ dataformCoreVersion: version, ...ours, ...theirs, vars: { ...vars, ...theirs.vars } });
}
