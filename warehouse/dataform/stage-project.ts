import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What Dataform reads of a project. */
export const PROJECT_FILES = ['workflow_settings.yaml', 'package.json', 'definitions', 'includes'];

/**
 * Calls `compile` with a folder Dataform can compile. It accepts `@dataform/core` only from the project's own node_modules,
 * as a real folder; a package manager may have put it elsewhere, and then a copy of the project is compiled.
 */
export async function withCompilableProject<T>(
  projectFolder: string,
  compile: (folder: string) => Promise<T>,
): Promise<T> {
  const core = dataformCore(projectFolder);
  if (core.isInProject) return compile(projectFolder);
  const copy = await mkdtemp(join(tmpdir(), 'tokenledger-models-'));
  try {
    for (const file of PROJECT_FILES)
      if (existsSync(join(projectFolder, file)))
        await cp(join(projectFolder, file), join(copy, file), { recursive: true });
    await mkdir(join(copy, 'node_modules', '@dataform'), { recursive: true });
    await cp(core.folder, join(copy, 'node_modules', '@dataform', 'core'), { recursive: true, dereference: true });
    return await compile(copy);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/** The `@dataform/core` that a project is compiled with: its own, else the one installed with this package. */
export function dataformCore(projectFolder: string): { readonly folder: string; readonly isInProject: boolean } {
  const own = join(projectFolder, 'node_modules', '@dataform', 'core');
  if (existsSync(join(own, 'bundle.js'))) return { folder: own, isInProject: true };
  return { folder: dirname(createRequire(import.meta.url).resolve('@dataform/core/package.json')), isInProject: false };
}
