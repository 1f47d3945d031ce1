import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFiles, hashParts } from '../cache/hash-content.js';
import { dataformCliManifest } from './dataform-program.js';
import { dataformCore, PROJECT_FILES } from './stage-project.js';

/** A hash of all that decides what Dataform makes of a project: its files, the options, and the two packages of Dataform. */
export async function hashProject(projectFolder: string, options: readonly string[]): Promise<string> {
  const core = join(dataformCore(projectFolder).folder, 'package.json');
  return hashParts([
    await hashFiles(projectFolder, PROJECT_FILES),
    await readFile(core, 'utf8'),
    await readFile(dataformCliManifest(), 'utf8'),
    ...options,
  ]);
}
