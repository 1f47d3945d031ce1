import { z } from 'zod';
import { word } from '../../files/fields.js';
import { requestColumns } from '../request-columns.js';
import { parsePath } from './parse-path.js';

const path = word.refine((text) => parsePath(text) !== undefined, {
  error: 'is not a path: names are separated by dots, places in lists stand in brackets, other names in double quotes',
});

const paths = z.array(path).min(1, 'must name at least one path');

/** Where a column of a request stands in its record. */
const columnRule = z.union(
  [
    path.transform((first) => ({ kind: 'first' as const, paths: [first] })),
    paths.transform((all) => ({ kind: 'first' as const, paths: all })),
    z
      .strictObject({ paths: z.union([path.transform((one) => [one]), paths]), words: z.record(z.string(), word) })
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
      /** Lists inside lists that hold the records: `events` or `resourceSpans[].scopeSpans[].spans`. */
      at: word.regex(/^[^\s[\]]+(\[\]\.[^\s[\]]+)*$/, 'must read name, or outer[].inner').optional(),
    })
    .prefault({ format: 'json' }),
  /** Alternatives: a record is of this format when it has all fields of one of them. */
  recognize: z.array(paths).default([]),
  columns: z.strictObject(
    Object.fromEntries(requestColumns.map((column) => [column.name, columnRule.optional()])) as Record<
      string,
      z.ZodOptional<typeof columnRule>
    >,
  ),
  /** Lists of `name:value` or `name=value`, or objects of name and value; the configured names among them are landed. */
  tags: z.array(path).optional(),
  /** Fields whose text need not be JSON, though paths lead into it: where it is not, those paths give nothing. */
  optional: z.array(path).default([]),
  /** Fields that are known and left out. */
  ignored: z.array(path).default([]),
});

export type MappingFile = z.infer<typeof mappingSchema>;
