import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json and definitions/, whether the code runs from source or from dist/. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'workflow_settings.yaml'))) {
    const parent = dirname(folder);
    if (parent === folder)
      throw new Error('workflow_settings.yaml not found above the installed package: reinstall tokenledger');
    folder = parent;
  }
  return folder;
}
