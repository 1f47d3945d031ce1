import { didYouMean } from '../../files/did-you-mean.js';
import type { Problem } from '../../files/problems.js';
import type { YamlFile } from '../../files/yaml-file.js';
import { findExpressionFaults, findPathFault, pathsIn } from './check-expression.js';
import type { ColumnRule } from './mapping-schema.js';

/** An expression of a mapping file and where it stands. */
interface WrittenExpression {
  readonly at: readonly string[];
  readonly sql: string;
}

/** What no schema can know of the fields that a mapping computes, and of `each`, which names one of them. */
export function checkFields(yaml: YamlFile, inherited: ReadonlyMap<string, string>, problems: Problem[]): void {
  const fields = writtenFields(yaml);
  const names = [...inherited.keys(), ...fields.map(({ at }) => String(at[1]))];
  for (const { at, sql } of fields) {
    const own = pathsIn(sql).find(({ path }) => names.includes(String(path?.[0])));
    const fault =
      own === undefined
        ? findPathFault(sql)
        : `{${own.text}} is one of the mapping's own fields: they are computed from the record alone`;
    if (fault !== undefined) problems.push(problemAt(yaml, at, fault));
  }
  const { each } = contentOf(yaml);
  if (typeof each === 'string' && !names.includes(each))
    problems.push(problemAt(yaml, ['each'], `there is no "${each}" among \`fields\`${didYouMean(each, names)}`));
}

/** What no schema can know of the condition under which a record is left out. */
export function checkSkip(yaml: YamlFile, problems: Problem[]): void {
  for (const { at, sql } of writtenSkip(yaml)) {
    const fault = findPathFault(sql);
    if (fault !== undefined) problems.push(problemAt(yaml, at, fault));
  }
}

/** The expressions of a mapping file whose paths are sound. */
export function expressionsIn(
  yaml: YamlFile,
  own: ReadonlyMap<string, ColumnRule | undefined>,
): readonly WrittenExpression[] {
  const ofColumns = [...own].flatMap(([name, rule]) =>
    rule?.kind === 'sql' ? [{ at: ['columns', name], sql: rule.sql }] : [],
  );
  return [...ofColumns, ...writtenFields(yaml), ...writtenSkip(yaml)].filter(
    ({ sql }) => findPathFault(sql) === undefined,
  );
}

/** Has DuckDB look at the expressions. It is started for that, once, where there is one. */
export async function checkExpressions(
  yaml: YamlFile,
  expressions: readonly WrittenExpression[],
  problems: Problem[],
): Promise<void> {
  const faults = await findExpressionFaults(expressions.map(({ sql }) => sql));
  for (const [index, { at }] of expressions.entries()) {
    const fault = faults[index];
    if (fault !== undefined) problems.push(problemAt(yaml, at, fault));
  }
}

function writtenFields(yaml: YamlFile): WrittenExpression[] {
  const { fields } = contentOf(yaml);
  if (typeof fields !== 'object' || fields === null) return [];
  return Object.entries(fields).flatMap(([name, sql]) =>
    typeof sql === 'string' ? [{ at: ['fields', name], sql }] : [],
  );
}

function writtenSkip(yaml: YamlFile): WrittenExpression[] {
  const { skip } = contentOf(yaml);
  return typeof skip === 'string' ? [{ at: ['skip'], sql: skip }] : [];
}

function contentOf(yaml: YamlFile): Readonly<Record<string, unknown>> {
  return (yaml.content ?? {}) as Readonly<Record<string, unknown>>;
}

function problemAt(yaml: YamlFile, at: readonly string[], message: string): Problem {
  return { file: yaml.file, line: yaml.lineOf(at), path: at.join('.'), message };
}
