import { z } from 'zod';
import { word } from '../../files/fields.js';
import { requestColumns } from '../request-columns.js';
import { parsePath } from './parse-path.js';

const path = word.refine((text) => parsePath(text) !== undefined, {
  error: 'is not a path: write usage.input, tags[0] or "name.with.dots".x, from the top of the record',
});

const paths = z.array(path, 'must be a list of paths').min(1, 'must name at least one path');

const list = z.array(path, 'must be a list of paths');

/** Where a column of a request stands in its record. */
export const columnRule = z.union(
  [
    path.transform((first) => ({ kind: 'first' as const, paths: [first] })),
    paths.transform((all) => ({ kind: 'first' as const, paths: all })),
    z
      .strictObject({
        paths: z.union([path.transform((one) => [one]), paths], 'must be a path or a list of paths'),
        words: z.record(z.string(), word, 'must be the words of the log and what they mean: { theirs: ours }'),
      })
      .transform((rule) => ({ kind: 'first' as const, ...rule })),
    z.strictObject({ largest: paths }).transform(({ largest }) => ({ kind: 'largest' as const, paths: largest })),
    z.strictObject({ value: word }).transform(({ value }) => ({ kind: 'value' as const, value })),
    z.strictObject({ sql: word }).transform(({ sql }) => ({ kind: 'sql' as const, sql })),
  ],
  'must be a path, a list of paths, { paths, words }, { largest: [paths] }, { value: word } or { sql: expression }',
);

export type ColumnRule = z.infer<typeof columnRule>;

const name = word.regex(
  /^[a-z][a-z0-9_-]*$/,
  'must be lower-case letters, digits, hyphens and underscores, and begin with a letter',
);

const listsAt = word.refine((text) => text.split('[].').every((step) => parsePath(step)?.every(isName)), {
  error: 'must be the path of the list that holds the records: events, data.events or outer[].inner',
});

const namePath = word.refine((text) => parsePath(text)?.every(isName), {
  error: 'must be the path of a field without places in lists: resource.attributes',
});

const fieldName = word.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be a name of letters, digits and underscores');

function isName(step: string | number): boolean {
  return typeof step === 'string' && !/\s/.test(step);
}

/** One mapping file: how the records of one log format become rows of raw.gateway_requests. */
export const mappingSchema = z.strictObject({
  /** Stands in every row it makes. */
  mapping: name,
  /** Raise it with every change that changes rows: files that an older version landed are then landed again. */
  version: word,
  /** `type` of the source in tokenledger.yaml; a user's own mapping has none and is named by `type: mapped`. */
  gateway: name.optional(),
  /** Another mapping of the same gateway, whose columns, tags and ignored fields hold where this one does not say otherwise. */
  extends: name.optional(),
  /** The page that describes the format. */
  source: word.optional(),
  records: z
    .strictObject({
      format: z.enum(['json', 'csv', 'parquet'], 'must be json (one object a line, or one array), csv or parquet'),
      /** Lists inside lists that hold the records: `data.events` or `resourceSpans[].scopeSpans[].spans`; alternatives of one depth. */
      at: z
        .union([listsAt.transform((one) => [one]), z.array(listsAt).min(1)], 'must be a path or a list of paths')
        .refine((all) => new Set(all.map((text) => text.split('[].').length)).size === 1, {
          error: 'must be alternatives of one depth: as many [] in each',
        })
        .optional(),
      /** Fields of the objects around a list that its records take along: their name in the record, and where they stand. */
      around: z.record(fieldName, namePath, 'must be names and paths: { resource: resource.attributes }').default({}),
    })
    .refine(({ format, at }) => format === 'json' || at === undefined, {
      path: ['at'],
      error: 'is for json only: a row of a CSV or Parquet file is one record',
    })
    .refine(({ at, around }) => at !== undefined || Object.keys(around).length === 0, {
      path: ['around'],
      error: 'goes with `at`: without lists there is nothing around a record',
    })
    .prefault({ format: 'json' }),
  /**
   * Fields of the mapping's own making: expressions over the record, whose values are read like any other field. They are
   * computed first, from the record alone.
   */
  fields: z
    .record(fieldName, word, 'must be names of letters, digits and underscores, and expressions: { usage: expression }')
    .default({}),
  /** One of `fields` that is a list: a record counts once for each of its elements. */
  each: fieldName.optional(),
  /** Alternatives: a record is of this format when it has all fields of one of them. */
  recognize: z.array(paths, 'must be a list of lists of paths: [[id, started]]').default([]),
  /** A DuckDB expression like those of columns: where it is true, the record is no request and is left out, counted and nothing more. */
  skip: word.optional(),
  columns: z
    .strictObject(
      Object.fromEntries(requestColumns.map((column) => [column.name, columnRule.optional()])) as Record<
        string,
        z.ZodOptional<typeof columnRule>
      >,
      'must be the columns of a request and where they stand: { request_id: id, … }',
    )
    .prefault({}),
  /** Lists of `name:value` or `name=value`, or objects of name and value; the configured names among them are landed. */
  tags: list.optional(),
  /** What may stand before the name of a tag. */
  tag_prefixes: z.array(word, 'must be a list of texts').optional(),
  /** Fields whose text need not be JSON, though paths lead into it: where it is not, those paths give nothing. */
  optional: list.default([]),
  /** Fields that are known and left out. */
  ignored: list.default([]),
});

export type MappingFile = z.infer<typeof mappingSchema>;
