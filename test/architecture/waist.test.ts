import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';
import { sourceTypes } from '../../ingest/sources/index.js';
import { compileGraph } from '../../warehouse/dataform/compile-graph.js';
import { targetName } from '../../warehouse/dataform/dataform-graph.js';
import { packageRoot } from '../../warehouse/package-root.js';

// The waist: a source's name ends before 3_usage. Behind it only the list of providers knows one.

interface ProviderFacts {
  readonly name: string;
  readonly gatewayNames?: readonly string[];
}

const root = packageRoot();
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const filesOf = (pattern: string): readonly string[] => globSync(pattern, { cwd: root }).sort();

const { PROVIDERS, INGESTED } = readProviders();
/** Staging views that every ingested provider has. */
const VIEWS = ['bills', 'directory', 'usage'];

const graph = await compileGraph(root);

const sourceNames = [
  ...PROVIDERS.flatMap(({ name, gatewayNames = [] }) => [name, ...gatewayNames]),
  ...sourceTypes.map(({ type }) => type),
  ...filesOf('ingest/gateways/*.yaml').map((file) => basename(file, '.yaml')),
];
/** A name on its own or as a part of an identifier, in any case; `GoogleSQL` is another word. */
const naming = new RegExp(
  `(?<![a-z])(?:${sourceNames.map((name) => name.replaceAll('.', '\\.')).join('|')})(?![a-z])`,
  'gi',
);

describe('the waist', () => {
  it('knows the names that it looks for', () => {
    expect(sourceNames).toEqual(expect.arrayContaining(['openai', 'anthropic', 'litellm', 'bedrock']));
    expect('ref("stg_openai__usage"), OpenAI'.match(naming)).toEqual(['openai', 'OpenAI']);
    expect('GoogleSQL, drawset, awsome'.match(naming)).toBeNull();
  });

  it('lets no model, assertion, mart or helper behind it name a source', () => {
    const files = [
      ...filesOf('definitions/{3_usage,4_costs,5_marts,assertions}/**/*'),
      ...filesOf('includes/*.js').filter((file) => !/\/(providers|dictionary)\.js$/.test(file)),
    ];
    expect(files.length).toBeGreaterThan(50);
    const wrong = files.flatMap((file) => (read(file).match(naming) ?? []).map((name) => `${file} names ${name}`));
    expect(wrong).toEqual([]);
  });

  it('lets only 3_usage read the staging of a source, and of all providers alike', () => {
    const reads = [...graph.tables, ...graph.assertions]
      .filter(({ target }) => !['staging', 'raw'].includes(target.schema))
      .flatMap(({ target, dependencyTargets }) =>
        dependencyTargets
          .filter(({ name }) => name.match(naming) !== null)
          .map((dependency) => ({ reader: target, name: targetName(dependency) })),
      );
    expect(reads.filter(({ reader }) => reader.schema !== 'usage')).toEqual([]);
    const counts = new Map<string, number>();
    for (const { reader, name } of reads) {
      const read = `${reader.name} reads ${name.replace(/^.*__/, '')}`;
      counts.set(read, (counts.get(read) ?? 0) + 1);
    }
    expect([...counts].filter(([, count]) => count !== INGESTED.length)).toEqual([]);
  });

  it('gives every provider the same staging, in the same columns', () => {
    const files = filesOf('definitions/2_staging/**/*.sqlx');
    const expected = INGESTED.flatMap(({ name }) =>
      VIEWS.map((view) => `definitions/2_staging/${name}/stg_${name}__${view}.sqlx`),
    );
    expect(files).toEqual([...expected, 'definitions/2_staging/gateways/stg_gateways__requests.sqlx'].sort());
    for (const view of VIEWS) {
      const columns = graph.tables
        .filter(({ target }) => target.name.endsWith(`__${view}`))
        .map(({ actionDescriptor }) => actionDescriptor?.columns.map(({ path }) => path.join('.')).join(' '));
      expect([columns.length, new Set(columns).size], view).toEqual([INGESTED.length, 1]);
    }
  });
});

describe.each(INGESTED)('the provider $name', ({ name }) => {
  it('has an ingester, rates and a line in the README', () => {
    expect(existsSync(join(root, `ingest/sources/${name}/index.ts`))).toBe(true);
    expect(existsSync(join(root, `pricing/rates/${name}.csv`))).toBe(true);
    expect(read('README.md')).toMatch(new RegExp(`^\\| \`${name}\``, 'm'));
  });

  it('is named by a test', () => {
    const tests = filesOf('test/{ingest,cases}/**/*').filter((file) => !file.includes('/fixtures/'));
    expect(tests.filter((file) => read(file).includes(name))).not.toEqual([]);
  });
});

/** Dataform's helpers are CommonJS in a package of modules, so Node cannot require them. */
function readProviders(): {
  readonly PROVIDERS: readonly ProviderFacts[];
  readonly INGESTED: readonly ProviderFacts[];
} {
  const module = { exports: {} };
  runInNewContext(read('includes/providers.js'), { module });
  return module.exports as ReturnType<typeof readProviders>;
}
