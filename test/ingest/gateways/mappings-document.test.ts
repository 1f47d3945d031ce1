import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { afterAll, expect, it } from 'vitest';
import { defaultTags } from '../../../cli/config/config-schema.js';
import { checkLog } from '../../../ingest/gateways/check/check-log.js';
import { readMapping } from '../../../ingest/gateways/mapping/read-mapping.js';
import { renderColumns } from '../../../ingest/gateways/render-columns.js';
import { requestColumns } from '../../../ingest/gateways/request-columns.js';
import { packageRoot } from '../../../warehouse/package-root.js';

const path = join(packageRoot(), 'docs/mappings.md');
const folder = mkdtempSync(join(tmpdir(), 'tokenledger-document-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function document(): string {
  return readFileSync(path, 'utf8');
}

/** The blocks of a language, without what a list indents them by. */
function blocks(language: string): string[] {
  return [...document().matchAll(/^( *)```(\w*)\n([\s\S]*?)^ *```$/gm)]
    .filter(([, , word]) => word === language)
    .map(([, indent = '', , text = '']) => text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''));
}

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

it('names every column as it is', () => {
  const rendered = `<!-- columns -->\n\n${renderColumns()}\n\n<!-- /columns -->`;
  if (process.env.UPDATE_DOCS === '1')
    writeFileSync(
      path,
      document().replace(/<!-- columns -->[\s\S]*<!-- \/columns -->/, () => rendered),
    );
  expect(document().includes(rendered), 'regenerate with UPDATE_DOCS=1 npx vitest run test/ingest/gateways').toBe(true);
});

it('shows a mapping that reads the record it shows', async () => {
  const mapping = blocks('yaml').find((block) => block.startsWith('mapping: '));
  const [record = ''] = blocks('json');
  const check = await checkLog(await readMapping(write('own.yaml', mapping ?? '')), write('log.json', record), {
    tags: defaultTags,
    keepEmails: false,
    now: DateTime.fromISO('2026-11-25T00:00:00Z', { zone: 'utc' }) as DateTime<true>,
  });
  expect(check).toMatchObject({ records: 1, rejected: 0, unreadable: [], warnings: [] });
});

it('shows rules that can be read', async () => {
  const names = new Set(requestColumns.map(({ name }) => name));
  const rules = blocks('yaml').filter((block) => names.has(block.split(':')[0] ?? ''));
  expect(rules.length).toBeGreaterThan(6);
  for (const rule of rules) {
    const required = requestColumns
      .filter(({ name, isRequired }) => isRequired === true && !rule.includes(`${name}:`))
      .map(({ name }) => `  ${name}: field\n`);
    const text = `mapping: own\nversion: 1\ncolumns:\n${required.join('')}${rule.replaceAll(/^/gm, '  ')}\n`;
    expect((await readMapping(write('rule.yaml', text))).columns.size).toBeGreaterThanOrEqual(4);
  }
});
