import { readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { glob } from 'tinyglobby';
import { expect, it } from 'vitest';
import { packageRoot } from '../../warehouse/package-root.js';

/** Which folders each folder may import from, besides itself. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  bench: ['cli', 'demo', 'ingest', 'report', 'warehouse'],
  cli: ['demo', 'ingest', 'pricing', 'report', 'warehouse'],
  deploy: ['cli', 'warehouse'],
  demo: ['ingest', 'pricing', 'warehouse'],
  report: ['warehouse'],
  ingest: ['pricing', 'warehouse'],
  pricing: ['warehouse/user-error', 'warehouse/package-root'],
  warehouse: [],
};

it('lets imports point one way', async () => {
  const root = packageRoot();
  const files = await glob(
    Object.keys(ALLOWED).map((folder) => `${folder}/**/*.ts`),
    { cwd: root },
  );
  expect(files.length).toBeGreaterThan(50);
  const wrong: string[] = [];
  for (const file of files) {
    const [folder = ''] = file.split('/');
    const text = await readFile(join(root, file), 'utf8');
    for (const [, specifier = ''] of text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)) {
      const target = relative(root, resolve(root, file, '..', specifier)).replace(/\.js$/, '');
      const isAllowed =
        target.startsWith(`${folder}/`) ||
        (ALLOWED[folder] ?? []).some((word) => target === word || target.startsWith(`${word}/`));
      if (!isAllowed) wrong.push(`${file} imports ${target}`);
    }
  }
  expect(wrong).toEqual([]);
});
