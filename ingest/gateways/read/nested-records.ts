import { quoteName, quoteText } from '../../../warehouse/duckdb/translate/names.js';
import type { Path } from '../mapping/parse-path.js';
import type { Mapping } from '../mapping/read-mapping.js';
import { asObject, type Json, toJson, toObject, valueAt } from './json-values.js';

/** Where the records of a file lie: lists inside lists, and what the records take along of the objects around them. */
export type Nesting = Pick<Mapping, 'at' | 'around'>;

/** Fields at the top of a file's own objects that are read to reach its records. */
export function outermostFields({ at, around }: Nesting, fields: readonly string[]): readonly string[] {
  const [outermost] = at;
  if (outermost === undefined) return fields;
  const wanted = [...outermost, ...carriedFields(around, fields).map(([, path]) => path)];
  return [...new Set(wanted.map(([name]) => String(name)))];
}

/**
 * The records inside lists inside lists as a relation of `file` and the fields as text, from a relation of `file` and
 * `outermostFields`. Where a list should be and is not, one empty record stands for it, to be rejected.
 */
export function nestedSql({ at, around }: Nesting, file: string, fields: readonly string[], read: string): string {
  const [outermost, ...inner] = at;
  if (outermost === undefined) return read;
  const carried = carriedFields(around, fields);
  const own = fields.filter((field) => !around.has(field));
  const columns = (level: (path: Path, name: string) => string) =>
    carried.map(([name, path]) => `, ${level(path, carriedName(name))} AS ${carriedName(name)}`).join('');
  const atTop = ([root, ...below]: Path) => textAt(quoteName(String(root)), below);
  const top = `(SELECT ${file}${columns(atTop)}, ${elements(outermost.map(atTop))} FROM ${read})`;
  const unpacked = inner.reduce(
    (from, lists) =>
      `(SELECT ${file}${columns(nearest)}, ${elements(lists.map((path) => textAt('element', path)))} FROM ${from})`,
    top,
  );
  const named = carried.map(([name]) => `, ${carriedName(name)} AS ${quoteName(name)}`).join('');
  return `(SELECT ${file}${named}${own.length === 0 ? '' : `, unnest(${fieldsOf('element', own)})`} FROM
    (SELECT ${file}, element${columns(nearest)} FROM ${unpacked}))`;
}

/** The fields of a JSON object as a structure of texts. */
export function fieldsOf(text: string, fields: readonly string[]): string {
  const structure = `{${fields.map((field) => `${JSON.stringify(field)}:"VARCHAR"`).join(',')}}`;
  return `coalesce(TRY(json_transform(${text}, ${quoteText(structure)})), json_transform('{}', ${quoteText(structure)}))`;
}

/** The same records of a sample. */
export function nestedRecords({ at, around }: Nesting, outer: readonly Json[]): readonly Json[] {
  const carry = (record: Json, carried: Json): Json =>
    Object.fromEntries([...around].map(([name, path]) => [name, valueAt(record, path) ?? carried[name]]));
  let level = outer.map((record) => ({ record, carried: carry(record, {}) }));
  for (const lists of at) {
    level = level.flatMap(({ record, carried }) =>
      lists
        .flatMap((path) => objectsAt(record, path))
        .map((element) => ({ record: element, carried: carry(element, carried) })),
    );
  }
  return level.map(({ record, carried }) => (around.size === 0 ? record : { ...record, ...carried }));
}

function carriedFields(around: Nesting['around'], fields: readonly string[]): readonly (readonly [string, Path])[] {
  return [...around].filter(([name]) => fields.includes(name));
}

function carriedName(name: string): string {
  return quoteName(`around ${name}`);
}

/** What the nearest object around a record says. */
function nearest(path: Path, carried: string): string {
  return `coalesce(${textAt('element', path)}, ${carried})`;
}

/** The elements of every list that is there; of none, one that is NULL. */
function elements(lists: readonly string[]): string {
  const read = lists.map((list) => `TRY(json_transform(${list}, '["VARCHAR"]'))`);
  const all = read.length === 1 ? read[0] : `list_concat(${read.join(', ')})`;
  return `unnest(CASE WHEN coalesce(${read.join(', ')}) IS NULL THEN [CAST(NULL AS VARCHAR)] ELSE ${all} END) AS element`;
}

function textAt(text: string, path: Path): string {
  if (path.length === 0) return text;
  const place = `$${path.map((name) => `.${JSON.stringify(name)}`).join('')}`;
  return `TRY(json_extract_string(${text}, ${quoteText(place)}))`;
}

function objectsAt(record: Json, path: Path): Json[] {
  const list = valueAt(record, path);
  const found: unknown = typeof list === 'string' ? toJson(list) : list;
  if (!Array.isArray(found)) return [];
  return found
    .map((element: unknown) => (typeof element === 'string' ? toObject(element) : asObject(element)))
    .filter((element) => element !== undefined);
}
