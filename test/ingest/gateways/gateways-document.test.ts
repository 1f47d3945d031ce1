import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { shippedMappings } from '../../../ingest/gateways/mapping/shipped-mappings.js';
import { renderGateways } from '../../../ingest/gateways/render-gateways.js';
import { packageRoot } from '../../../warehouse/package-root.js';

const path = join(packageRoot(), 'docs/gateways.md');
const document = () => readFileSync(path, 'utf8');

it('names every gateway and format as it is', () => {
  const rendered = `<!-- gateways -->\n\n${renderGateways()}\n\n<!-- /gateways -->`;
  if (process.env.UPDATE_DOCS === '1')
    writeFileSync(
      path,
      document().replace(/<!-- gateways -->[\s\S]*<!-- \/gateways -->/, () => rendered),
    );
  expect(document().includes(rendered), 'regenerate with UPDATE_DOCS=1 npx vitest run test/ingest/gateways').toBe(true);
});

it('has a page for every format', () => {
  expect(shippedMappings().filter(({ source }) => source === undefined)).toEqual([]);
});
