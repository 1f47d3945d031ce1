import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { hashFiles, hashParts } from '../../cache/hash-content.js';
import { NO_CACHE, type TextCache } from '../../cache/text-cache.js';
import type { DataformGraph } from '../../dataform/dataform-graph.js';
import type { Translator } from './translate.js';

const statement = z.object({
  kind: z.enum(['declare', 'query', 'begin', 'commit', 'write']),
  sql: z.string(),
  declares: z.string().exactOptional(),
  reads: z.array(z.string()).exactOptional(),
});
const kept = z.array(z.tuple([z.string(), z.array(statement)]));

/**
 * Calls `use` with a translator that knows what earlier runs made of the graph's scripts, and keeps what it has learned.
 * Translating all models takes seconds, most of it in the parser; only a transform loads it at all.
 */
export async function withKeptTranslations<T>(
  graph: DataformGraph,
  cache: TextCache,
  use: (translator: Translator) => Promise<T>,
): Promise<T> {
  const { Translator } = await import('./translate.js');
  if (cache === NO_CACHE) return use(new Translator());
  const key = hashParts([JSON.stringify(graph), ...(await translatorParts())]);
  const known = await cache.read('translations', key);
  const translator = new Translator(known === undefined ? [] : kept.parse(JSON.parse(known)));
  const before = translator.done().length;
  const result = await use(translator);
  const done = translator.done();
  if (done.length > before) await cache.write('translations', key, JSON.stringify(done));
  return result;
}

/** What decides a translation besides the script: this folder's code, and the parser. */
async function translatorParts(): Promise<readonly string[]> {
  const parser = join(dirname(createRequire(import.meta.url).resolve('@polyglot-sql/sdk')), '..', 'package.json');
  return [await hashFiles(dirname(fileURLToPath(import.meta.url)), ['.']), await readFile(parser, 'utf8')];
}
