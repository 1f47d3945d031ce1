import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTextCache, type TextCache } from '../../../warehouse/cache/text-cache.js';
import { dataformGraph } from '../../../warehouse/dataform/dataform-graph.js';
import { withKeptTranslations } from '../../../warehouse/duckdb/translate/kept-translations.js';

const graph = dataformGraph.parse({});
const file = { name: 'm.sqlx' };
const SCRIPT = 'SELECT SAFE_CAST(x AS NUMERIC) AS y FROM `p.s.t`';
let folder: string;
let cache: TextCache;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tokenledger-cache-'));
  cache = openTextCache(folder);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('knows in the next run what was translated in this one', async () => {
  const sql = await withKeptTranslations(graph, cache, async (translator) => translator.translateQuery(SCRIPT, file));
  await withKeptTranslations(graph, cache, async (translator) => {
    expect(translator.done()).toEqual([[SCRIPT, [{ kind: 'query', sql }]]]);
    expect(translator.translateQuery('SELECT 1 AS x', file)).not.toBe('');
  });
  await withKeptTranslations(graph, cache, async (translator) => expect(translator.done()).toHaveLength(2));
  expect(readdirSync(folder)).toHaveLength(1);
});

it('knows nothing of another graph', async () => {
  await withKeptTranslations(graph, cache, async (translator) => translator.translateQuery(SCRIPT, file));
  const other = dataformGraph.parse({ declarations: [{ target: { schema: 's', name: 't' } }] });
  await withKeptTranslations(other, cache, async (translator) => expect(translator.done()).toEqual([]));
});

it('keeps nothing of a script outside the closed list', async () => {
  const refused = withKeptTranslations(graph, cache, async (translator) =>
    translator.translateQuery('SELECT SOUNDEX(x) AS y FROM `p.s.t`', file),
  );
  await expect(refused).rejects.toThrow('m.sqlx');
  expect(readdirSync(folder)).toEqual([]);
});
