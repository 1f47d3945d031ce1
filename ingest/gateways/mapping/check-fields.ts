import { didYouMean } from '../../files/did-you-mean.js';
import type { Problem } from '../../files/problems.js';
import type { YamlFile } from '../../files/yaml-file.js';
import { findExpressionFaults, pathsIn } from './check-expression.js';
import type { ColumnRule } from './mapping-schema.js';

/** An expression of a mapping file, at the place where it is written. */
interface Written {
  readonly path: readonly string[];
  readonly sql: string;
}

/** What no schema can know of `fields`, `skip` and `each`: whether placeholders are paths, and whether a field has the name. */
export function checkFields(yaml: YamlFile, inherited: ReadonlyMap<string, string>, problems: Problem[]): void {
  const written = writtenFields(yaml);
  const names = [...inherited.keys(), ...written.map(({ path }) => String(path[1]))];
  const report = (path: readonly string[], message: string) =>
    problems.push({ file: yaml.file, line: yaml.lineOf(path), path: path.join('.'), message });
  for (const { path, sql } of written) {
    for (const { text, path: found } of pathsIn(sql)) {
      if (found === undefined) report(path, `{${text}} is not a path`);
      else if (names.includes(String(found[0])))
        report(path, `{${text}} is one of the mapping's own fields: they are computed from the record alone`);
    }
  }
  for (const { path, sql } of writtenSkip(yaml))
    for (const { text, path: found } of pathsIn(sql)) if (found === undefined) report(path, `{${text}} is not a path`);
  const { each } = contentOf(yaml);
  if (typeof each === 'string' && !names.includes(each))
    report(['each'], `there is no "${each}" among \`fields\`${didYouMean(each, names)}`);
}

/** Has DuckDB look at the expressions of a file. It is started for that, once, where there is one. */
export async function checkExpressions(
  yaml: YamlFile,
  rules: ReadonlyMap<string, ColumnRule | undefined>,
  problems: Problem[],
): Promise<void> {
  const ofColumns = [...rules].flatMap(([name, rule]) =>
    rule?.kind === 'sql' ? [{ path: ['columns', name], sql: rule.sql }] : [],
  );
  const written = [...ofColumns, ...writtenFields(yaml), ...writtenSkip(yaml)].filter(({ sql }) =>
    pathsIn(sql).every(({ path }) => path !== undefined),
  );
  const faults = await findExpressionFaults(written.map(({ sql }) => sql));
  for (const [index, { path }] of written.entries()) {
    const message = faults[index];
    if (message !== undefined)
      problems.push({ file: yaml.file, line: yaml.lineOf(path), path: path.join('.'), message });
  }
}

function writtenFields(yaml: YamlFile): Written[] {
  const { fields } = contentOf(yaml);
  if (typeof fields !== 'object' || fields === null) return [];
  return Object.entries(fields).flatMap(([name, sql]) =>
    typeof sql === 'string' ? [{ path: ['fields', name], sql }] : [],
  );
}

function writtenSkip(yaml: YamlFile): Written[] {
  const { skip } = contentOf(yaml);
  return typeof skip === 'string' ? [{ path: ['skip'], sql: skip }] : [];
}

function contentOf(yaml: YamlFile): Readonly<Record<string, unknown>> {
  return (yaml.content ?? {}) as Readonly<Record<string, unknown>>;
}
