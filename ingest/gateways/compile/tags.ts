import { quoteText } from '../../../warehouse/duckdb/translate/names.js';
import type { TagNames } from '../../source.js';

/** Of a record: every configured tag that it carries, as a list of {name, value}; values of one name may differ. `prefixes` may stand before its name. */
export function tagList(texts: readonly string[], names: TagNames, prefixes: readonly string[] = []): string {
  const wanted = [names.service, names.feature, names.environment, names.customer].flat();
  const prefix = `\\s*${prefixes.length === 0 ? '' : `(?:${prefixes.map(escapedPattern).join('|')})?`}`;
  const name = `${prefix}(${wanted.map(escapedPattern).join('|')})\\s*`;
  const lists = texts.map(
    (text) =>
      `CASE WHEN ${text} LIKE '[%' THEN ${fromList(text, prefix, name)} WHEN ${text} LIKE '{%' THEN ${fromObject(text, name)} ELSE [] END`,
  );
  const all = lists.length === 1 ? lists[0] : `list_concat(${lists.join(', ')})`;
  const clean = `list_transform(${all}, lambda tag: {'name': lower(trim(tag.name)), 'value': trim(tag.value)})`;
  return `list_filter(${clean}, lambda tag: tag.value NOT IN ('', 'None', 'null'))`;
}

/** `name:value` or `name=value`. Patterns are several times faster here than functions on text. */
function fromList(text: string, prefix: string, name: string): string {
  return `list_transform(
    list_filter(TRY(json_transform(${text}, '["VARCHAR"]')), lambda word: regexp_matches(word, ${quoteText(`(?i)^${name}[:=]`)})),
    lambda word: regexp_extract(word, ${quoteText(`(?is)^${prefix}([^:=]*)[:=](.*)$`)}, ['name', 'value']))`;
}

function fromObject(text: string, name: string): string {
  return `list_transform(
    list_filter(map_entries(TRY(json_transform(${text}, '"MAP(VARCHAR,VARCHAR)"'))), lambda tag: regexp_full_match(tag.key, ${quoteText(`(?i)${name}`)})),
    lambda tag: {'name': regexp_extract(tag.key, ${quoteText(`(?i)^${name}$`)}, 1), 'value': tag.value})`;
}

function escapedPattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** The value of the first of the names that the record carries, or NULL. */
export function firstTag(tags: string, names: readonly string[]): string {
  return `coalesce(${names.map((name) => tagValue(tags, name)).join(', ')})`;
}

/** The same as `name=value`. */
export function firstNamedTag(tags: string, names: readonly string[]): string {
  return `coalesce(${names.map((name) => `${quoteText(`${name}=`)} || ${tagValue(tags, name)}`).join(', ')})`;
}

/** One name came with two values. */
export function hasConflict(tags: string): string {
  return `coalesce(length(list_distinct(${tags})) > length(list_distinct(list_transform(${tags}, lambda tag: tag.name))), FALSE)`;
}

function tagValue(tags: string, name: string): string {
  return `list_filter(${tags}, lambda tag: tag.name = ${quoteText(name.toLowerCase())})[1].value`;
}
