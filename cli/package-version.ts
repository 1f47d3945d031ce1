import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../warehouse/package-root.js';

/** The version of the installed package, as package.json has it. */
export function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '';
}
