import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { globSync } from 'tinyglobby';
import { expect, it } from 'vitest';
import { sourceTypes } from '../../ingest/sources/index.js';
import { packageRoot } from '../../warehouse/package-root.js';

const [readme, gateways] = await Promise.all(
  ['README.md', 'docs/gateways.md'].map((file) => readFile(join(packageRoot(), file), 'utf8')),
);

it('names every mart, command and source in the README, or a gateway in its document', () => {
  const marts = globSync('definitions/5_marts/**/*.sqlx', { cwd: packageRoot() })
    .map((file) => file.replace(/^.*\//, '').replace('.sqlx', ''))
    .filter((name) => name !== 'mark_batches_transformed');
  const commands = globSync('cli/commands/*.ts', { cwd: packageRoot() })
    .map((file) => file.replace(/^.*\//, '').replace('.ts', ''))
    .filter((name) => !['commands', 'rates-group', 'mapping-group'].includes(name));
  const words = [...marts.map((name) => `\`marts.${name}\``), ...commands.map((name) => `\`${name}`)];
  const sources = sourceTypes.map(({ type }) => `| \`${type}\` `);
  expect(words.length).toBeGreaterThan(20);
  expect(words.filter((word) => !readme?.includes(word))).toEqual([]);
  expect(sources.filter((word) => !readme?.includes(word) && !gateways?.includes(word))).toEqual([]);
});
