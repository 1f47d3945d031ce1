import { quoteName, quoteText } from '../../../warehouse/duckdb/translate/names.js';
import type { TagNames } from '../../source.js';
import { replacePaths } from '../mapping/check-expression.js';
import type { ColumnRule } from '../mapping/mapping-schema.js';
import { type Path, parsePath } from '../mapping/parse-path.js';
import { type RequestColumn, requestColumns } from '../request-columns.js';
import { firstNamedTag, firstTag, hasConflict } from './tags.js';
import { judgedValue, parsedValue, reasonOf } from './typed-value.js';

/** `expression AS name`, each in a step of its own over the step before. */
interface Named {
  readonly name: string;
  readonly sql: string;
}

/** How the columns of a request are made, step by step; every step names what the one before made. */
export interface ColumnPlan {
  /** The text of a column, or of each candidate of a column that takes the largest. */
  readonly texts: readonly Named[];
  /** Texts that have to be scrubbed, by name. */
  readonly sensitive: readonly string[];
  readonly parsed: readonly Named[];
  readonly values: readonly Named[];
  /** WHEN branches that give `field|reason`. */
  readonly faults: readonly string[];
  /** Expressions that give the name of a column whose text could not be read and does not matter. */
  readonly unreadable: readonly string[];
}

/** The name of a column's value in the last step. */
export function valueName(column: string): string {
  return quoteName(`value of ${column}`);
}

/** Plans every column. `use` notes a path that is read and gives the name of its text; `scrubbed` that of a scrubbed text. */
export function planColumns(
  rules: ReadonlyMap<string, ColumnRule>,
  tagNames: TagNames | undefined,
  use: (path: Path) => string,
  scrubbed: (place: number, text: string) => string,
): ColumnPlan {
  const plan = { texts: [] as Named[], sensitive: [] as string[], parsed: [] as Named[], values: [] as Named[] };
  const faults: string[] = [];
  const unreadable: string[] = [];
  const read = (column: RequestColumn, label: string, sql: string) => {
    const [text, parsed] = [quoteName(`text ${label}`), quoteName(`parsed ${label}`)];
    const scrub = (clean: string) => scrubbed(plan.sensitive.push(clean), clean);
    plan.texts.push({ name: text, sql });
    plan.parsed.push({ name: parsed, sql: parsedValue(column, text, scrub) });
    return { text, parsed, value: judgedValue(column, text, parsed) };
  };
  for (const column of requestColumns) {
    const { name, isRequired, isEvidence } = column;
    const own = valueName(name);
    if (name === 'has_conflicting_tags') {
      plan.values.push({ name: own, sql: tagNames === undefined ? 'FALSE' : hasConflict('tag_list') });
      continue;
    }
    const rule = rules.get(name);
    const candidates = rule === undefined ? [] : readRule(rule, use);
    if (rule?.kind === 'largest') {
      const values = candidates.map(({ sql, field }, place) => {
        const { text, parsed, value } = read(column, `${name} ${place}`, sql);
        faults.push(
          `WHEN ${text} IS NOT NULL AND (${value}) IS NULL THEN ${quoteText(`${field}|`)} || ${reasonOf(column, parsed)}`,
        );
        return value;
      });
      plan.values.push({ name: own, sql: `greatest(${values.join(', ')})` });
      continue;
    }
    const tag = tagNames === undefined ? undefined : tagText(name, tagNames);
    const choices = [...(tag === undefined ? [] : [tag]), ...candidates.map(({ sql }) => sql)];
    const { text, parsed, value } = read(
      column,
      name,
      choices.length === 0 ? 'CAST(NULL AS VARCHAR)' : `coalesce(${choices.join(', ')})`,
    );
    plan.values.push({ name: own, sql: value });
    const isBroken = `${own} IS NULL AND ${text} IS NOT NULL`;
    if (isRequired) faults.push(`WHEN ${text} IS NULL THEN '${name}|is missing'`);
    if (isEvidence) unreadable.push(`CASE WHEN ${isBroken} THEN '${name}' END`);
    else if (!['text', 'key', 'url'].includes(column.kind))
      faults.push(`WHEN ${isBroken} THEN '${name}|' || ${reasonOf(column, parsed)}`);
  }
  return { ...plan, faults, unreadable };
}

interface Candidate {
  readonly sql: string;
  /** The path, for messages. */
  readonly field: string;
}

function readRule(rule: ColumnRule, use: (path: Path) => string): Candidate[] {
  if (rule.kind === 'value') return [{ sql: quoteText(rule.value), field: '' }];
  if (rule.kind === 'sql') return [{ sql: `CAST(${withPaths(rule.sql, use)} AS VARCHAR)`, field: '' }];
  return rule.paths.map((field): Candidate => {
    const name = use(toPath(field));
    return { sql: 'words' in rule ? translated(name, rule.words) : name, field };
  });
}

/** An expression over the texts at its paths. */
export function withPaths(sql: string, use: (path: Path) => string): string {
  return `(${replacePaths(sql, use)})`;
}

function translated(text: string, words: Readonly<Record<string, string>>): string {
  const cases = Object.entries(words).map(([from, to]) => `WHEN ${quoteText(from)} THEN ${quoteText(to)}`);
  return `CASE ${text} ${cases.join(' ')} ELSE ${text} END`;
}

function tagText(column: string, names: TagNames): string | undefined {
  switch (column) {
    case 'service_tag':
      return firstNamedTag('tag_list', names.service);
    case 'feature_tag':
      return firstTag('tag_list', names.feature);
    case 'environment_tag':
      return firstTag('tag_list', names.environment);
    case 'customer_tag':
      return firstTag('tag_list', names.customer);
    default:
      return undefined;
  }
}

/** A path that a mapping has been checked for. */
export function toPath(text: string): Path {
  const path = parsePath(text);
  if (path === undefined) throw new Error(`"${text}" is not a path`);
  return path;
}
