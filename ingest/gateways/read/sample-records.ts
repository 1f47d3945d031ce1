import { readLines } from '../../files/read-lines.js';
import { UnknownFields } from '../../landing/unknown-fields.js';
import { pathsIn } from '../mapping/check-expression.js';
import { type Path, parsePath } from '../mapping/parse-path.js';
import type { Mapping } from '../mapping/read-mapping.js';
import { asFields, type Json, toObject, valueAt } from './json-values.js';
import type { LogFormat } from './log-format.js';
import { type Nesting, nestedRecords } from './nested-records.js';
import { quotePath } from './quote-path.js';
import { readCsv } from './records-sql.js';
import { withScratch } from './scratch.js';

/** Records at the beginning of a file, inside their lists where a nesting is given; those that are no objects are left out. */
export async function sampleRecords(
  path: string,
  format: LogFormat,
  limit: number,
  nesting: Nesting = { at: [], around: new Map() },
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
  return nestedRecords(nesting, records).slice(0, limit);
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

/** The mapping that knows most of the records of a sample without nesting; the first where several do, undefined where none does. */
export function chooseMapping(mappings: readonly Mapping[], records: readonly Json[]): Mapping | undefined {
  const known = mappings.map(
    (mapping) => nestedRecords(mapping, records).filter((record) => recognizes(mapping, record)).length,
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

/** Counts fields that the mapping neither reads nor ignores: at the top, and below the fields of which it knows some parts and ignores no whole. */
export function countUnknownFields(mapping: Mapping, used: readonly Path[], records: readonly Json[]): UnknownFields {
  const unknown = new UnknownFields();
  const ignored = mapping.ignored.map((text) => parsePath(text) ?? []);
  const computedFrom = [...mapping.fields.values()].flatMap((sql) => pathsIn(sql).map(({ path }) => path ?? []));
  const known = [...used, ...computedFrom, ...ignored];
  const top = new Set(known.map(([name]) => String(name)));
  const below = new Map<string, Set<string>>();
  const closed = new Set(ignored.filter(({ length }) => length === 1).map(([name]) => name));
  for (const [name, child] of known)
    if (child !== undefined && !closed.has(name))
      below.set(String(name), (below.get(String(name)) ?? new Set()).add(String(child)));
  for (const record of records) {
    unknown.addUnknown(record, top);
    for (const [name, children] of below) {
      const value = asFields(record[name]);
      if (value !== undefined) unknown.addUnknown(value, children, `${name}.`);
    }
  }
  return unknown;
}
