import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../warehouse/package-root.js';

/** What the package ships besides its programs. */
const FILES = ['package.json', 'workflow_settings.yaml', 'definitions', 'includes', 'ingest', 'pricing'];

/**
 * Builds the command into an empty folder, its dependencies beside it as a package manager may put them, and gives its program. A
 * build of its own: `dist` may be rebuilt by another test meanwhile.
 */
export function installCommand(folder: string): string {
  const own = join(folder, 'tokenledger');
  mkdirSync(own);
  execFileSync('npx', ['tsc', '-p', 'tsconfig.build.json', '--outDir', join(own, 'dist')], {
    cwd: packageRoot(),
    stdio: 'inherit',
  });
  symlinkSync(join(packageRoot(), 'node_modules'), join(folder, 'node_modules'));
  for (const name of FILES) cpSync(join(packageRoot(), name), join(own, name), { recursive: true });
  return join(own, 'dist', 'cli', 'main.js');
}
