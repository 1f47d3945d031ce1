import { didYouMean } from '../../files/did-you-mean.js';
import type { Problem } from '../../files/problems.js';
import type { YamlFile } from '../../files/yaml-file.js';
import { type RequestColumn, requestColumns } from '../request-columns.js';
import { findPathFault } from './check-expression.js';
import { type ColumnRule, columnRule } from './mapping-schema.js';

/**
 * The rules of a mapping file that are well-formed, by column, whatever else is wrong with the file; undefined for a column that
 * is given and is not.
 */
export function writtenRules(yaml: YamlFile): Map<string, ColumnRule | undefined> {
  const { columns } = (yaml.content ?? {}) as { columns?: unknown };
  if (typeof columns !== 'object' || columns === null) return new Map();
  return new Map(
    Object.entries(columns)
      .filter(([, rule]) => rule !== null)
      .map(([name, rule]) => [name, columnRule.safeParse(rule).data]),
  );
}

/** What no single rule can know: whether it suits its column, and whether every column that must be is there. */
export function checkColumns(
  yaml: YamlFile,
  own: ReadonlyMap<string, ColumnRule | undefined>,
  inherited: ReadonlyMap<string, ColumnRule>,
  problems: Problem[],
): void {
  for (const column of requestColumns) {
    const { name, isRequired } = column;
    const rule = own.get(name);
    if (isRequired && !own.has(name) && !inherited.has(name))
      problems.push(problemOf(yaml, name, `must be given: a request without it cannot be landed${wordsOf(column)}`));
    const fault = rule === undefined ? undefined : findRuleFault(column, rule);
    if (fault !== undefined) problems.push(problemOf(yaml, name, fault));
  }
}

function findRuleFault(column: RequestColumn, rule: ColumnRule): string | undefined {
  if (column.name === 'has_conflicting_tags') return 'is told by the tags of a record: leave it out';
  switch (rule.kind) {
    case 'largest':
      return column.kind === 'count'
        ? undefined
        : `\`largest\` is for counts, and this is a ${column.kind}: write a list of paths, of which the first with a text is taken`;
    case 'value':
      return findValueFault(column, rule.value);
    case 'first':
      return 'words' in rule
        ? Object.values(rule.words)
            .map((word) => findValueFault(column, word))
            .find((fault) => fault !== undefined)
        : undefined;
    case 'sql':
      return findPathFault(rule.sql);
  }
}

/** Why a text that the mapping itself gives cannot be the column's. */
function findValueFault({ kind, words = [] }: RequestColumn, value: string): string | undefined {
  if (kind === 'choice' && !words.includes(value))
    return `"${value}" must be one of ${words.join(', ')}${didYouMean(value, words)}`;
  if (kind === 'flag' && !['true', 'false'].includes(value)) return `"${value}" must be true or false`;
  if (kind === 'count' && !/^\d+$/.test(value)) return `"${value}" must be a whole number`;
  return undefined;
}

function wordsOf({ words }: RequestColumn): string {
  return words === undefined ? '' : ` (its words: ${words.join(', ')})`;
}

function problemOf(yaml: YamlFile, name: string, message: string): Problem {
  return { file: yaml.file, line: yaml.lineOf(['columns', name]), path: `columns.${name}`, message };
}
