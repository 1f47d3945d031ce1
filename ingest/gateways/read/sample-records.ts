import { readLines } from '../../files/read-lines.js';
import { UnknownFields } from '../../landing/unknown-fields.js';
import { pathsIn } from '../mapping/check-expression.js';
import { type Path, parsePath } from '../mapping/parse-path.js';
import type { Mapping } from '../mapping/read-mapping.js';
import type { LogFormat } from './log-format.js';
import { quotePath } from './quote-path.js';
import { readCsv } from './records-sql.js';
import { withScratch } from './scratch.js';

export type Json = Readonly<Record<string, unknown>>;

/** Records at the beginning of a file, of the lists at `at` where there are some; those that are no objects are left out. */
export async function sampleRecords(
  path: string,
  format: LogFormat,
  limit: number,
  at: Mapping['at'] = [],
): Promise<Json[]> {
  const texts: string[] = [];
  if (format.layout === 'lines' || format.layout === 'marked lines') {
    await readLines(path, format.compression, (line) => {
      texts.push(line.toString('utf8').replace(/^\uFEFF/, ''));
      return texts.length < limit;
    });
  } else {
    texts.push(...(await sampleByDuckDb(path, format, limit)));
  }
  const records = texts.map(toObject).filter((record) => record !== undefined);
  return recordsIn(at, records).slice(0, limit);
}

/** The records inside the lists that a mapping names. */
function recordsIn(at: Mapping['at'], outer: readonly Json[]): Json[] {
  return at.reduce<readonly Json[]>(
    (records, path) => records.flatMap((record) => objectsAt(record, path)),
    outer,
  ) as Json[];
}

function objectsAt(record: Json, path: Path): Json[] {
  const list = valueAt(record, path);
  const elements: unknown = typeof list === 'string' ? toJson(list) : list;
  if (!Array.isArray(elements)) return [];
  return elements
    .map((element: unknown) => (typeof element === 'string' ? toObject(element) : asObject(element)))
    .filter((element) => element !== undefined);
}

function sampleByDuckDb(path: string, format: LogFormat, limit: number): Promise<string[]> {
  const { layout, compression } = format;
  const file = quotePath(path);
  const read = {
    array: `(SELECT json FROM read_json_objects(${file}, format = 'array', compression = '${compression}'))`,
    objects: `(SELECT json FROM read_json_objects(${file}, format = 'unstructured', compression = '${compression}'))`,
    csv: `(SELECT to_json(record) AS json FROM ${readCsv(`[${file}]`, format, 'union_by_name = true')} AS record)`,
    parquet: `(SELECT to_json(record) AS json FROM read_parquet(${file}) AS record)`,
  }[layout as 'array' | 'objects' | 'csv' | 'parquet'];
  return withScratch(async (connection) => {
    const found = await connection.runAndReadAll(`SELECT CAST(json AS VARCHAR) FROM ${read} LIMIT ${limit}`);
    return found.getRows().map(([json]) => String(json));
  });
}

/** The mapping that knows most of the records of a sample without `at`; the first where several do, undefined where none does. */
export function chooseMapping(mappings: readonly Mapping[], records: readonly Json[]): Mapping | undefined {
  const known = mappings.map(
    (mapping) => recordsIn(mapping.at, records).filter((record) => recognizes(mapping, record)).length,
  );
  const most = Math.max(...known);
  return most > 0 || records.length === 0 || mappings.length === 1 ? mappings[known.indexOf(most)] : undefined;
}

function recognizes({ recognize }: Mapping, record: Json): boolean {
  return (
    recognize.length === 0 ||
    recognize.some((fields) => fields.every((field) => valueAt(record, parsePath(field) ?? []) != null))
  );
}

function valueAt(record: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => {
    const parent = typeof value === 'string' ? toObject(value) : value;
    return typeof parent === 'object' && parent !== null ? (parent as Json)[step] : undefined;
  }, record);
}

/** Counts fields that the mapping neither reads nor ignores: at the top, and below the fields of which it knows some parts. */
export function countUnknownFields(mapping: Mapping, used: readonly Path[], records: readonly Json[]): UnknownFields {
  const unknown = new UnknownFields();
  const ignored = mapping.ignored.map((text) => parsePath(text) ?? []);
  const computedFrom = [...mapping.fields.values()].flatMap((sql) => pathsIn(sql).map(({ path }) => path ?? []));
  const known = [...used, ...computedFrom, ...ignored];
  const top = new Set(known.map(([name]) => String(name)));
  const below = new Map<string, Set<string>>();
  for (const [name, child] of known)
    if (child !== undefined) below.set(String(name), (below.get(String(name)) ?? new Set()).add(String(child)));
  for (const record of records) {
    unknown.addUnknown(record, top);
    for (const [name, children] of below) {
      const value = typeof record[name] === 'string' ? toObject(record[name]) : asObject(record[name]);
      if (value !== undefined) unknown.addUnknown(value, children, `${name}.`);
    }
  }
  return unknown;
}

function toObject(text: string): Json | undefined {
  const parsed = toJson(text);
  return typeof parsed === 'string' && parsed !== text ? toObject(parsed) : asObject(parsed);
}

function asObject(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
