import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteName, quoteText } from '../../../warehouse/duckdb/translate/names.js';
import { type CompiledMapping, OWN } from '../compile/compile-mapping.js';
import { computedFields } from '../compile/computed-fields.js';
import type { Mapping } from '../mapping/read-mapping.js';
import type { LogFormat } from './log-format.js';
import type { LogJob } from './log-job.js';
import { fieldsOf, nestedSql, outermostFields } from './nested-records.js';
import { quotePath } from './quote-path.js';

/** Bytes of a record that is taken into memory, and of one in a file that has longer ones. */
export const LARGEST_RECORD = 32 * 1024 * 1024;
export const LARGEST_LONG_RECORD = 256 * 1024 * 1024;

const FILE = '"own file"';

export interface RecordsOptions {
  /** Records are numbered in the order of the file, which then must be one. */
  readonly hasPlace?: boolean | undefined;
  /** Only so many at the beginning. */
  readonly limit?: number | undefined;
  readonly largestRecord?: number | undefined;
}

/**
 * The records of files under a mapping as a relation: its fields as text, and the columns of `OWN`. All files are of one
 * format.
 */
export async function recordsOf(
  connection: DuckDBConnection,
  jobs: readonly LogJob[],
  gateway: string,
  { mapping, fields }: Pick<CompiledMapping, 'mapping' | 'fields'>,
  options: RecordsOptions = {},
): Promise<string> {
  const [first] = jobs;
  if (first === undefined) throw new Error('no file to read');
  const place = options.hasPlace === true ? `, row_number() OVER () AS ${OWN.place}` : '';
  const computed = computedFields(mapping, fields);
  const read = await readFiles(connection, jobs, mapping, computed.read, options.largestRecord ?? LARGEST_RECORD);
  const from = computed.over(read, FILE);
  const files = jobs.map(({ path, batchId }) => `(${quoteText(path)}, ${quoteText(batchId)})`).join(', ');
  const known = fields.map((field) => `records.${quoteName(field)}`).join(', ');
  const limit = options.limit === undefined ? '' : ` LIMIT ${options.limit}`;
  return jobs.length === 1
    ? `(SELECT ${quoteText(first.batchId)} AS ${OWN.batch}, ${quoteText(gateway)} AS ${OWN.gateway}${place}, ${known} FROM ${from} AS records${limit})`
    : `(SELECT files.batch AS ${OWN.batch}, ${quoteText(gateway)} AS ${OWN.gateway}${place}, ${known}
        FROM ${from} AS records JOIN (VALUES ${files}) AS files (path, batch) ON files.path = records.${FILE}${limit})`;
}

async function readFiles(
  connection: DuckDBConnection,
  jobs: readonly LogJob[],
  mapping: Mapping,
  fields: readonly string[],
  largestRecord: number,
): Promise<string> {
  const [first] = jobs;
  if (first === undefined) throw new Error('no file to read');
  const { format } = first;
  const paths = `[${jobs.map(({ path }) => quotePath(path)).join(', ')}]`;
  const compression = `compression = '${format.compression}'`;
  const wanted = outermostFields(mapping, fields);
  const columns = wanted.map((field) => `${quoteText(field)}: 'VARCHAR'`).join(', ');
  // DuckDB would take sixteen times the longest line for a buffer.
  const lineSize = `max_line_size = ${largestRecord}, buffer_size = ${2 * largestRecord}`;
  const shape = `filename = 'own file', ${compression}, maximum_object_size = ${largestRecord}, columns = {${columns}}`;
  const nested = (read: string) => nestedSql(mapping, FILE, fields, read);
  switch (format.layout) {
    case 'lines':
      return nested(`read_json(${paths}, format = 'newline_delimited', ignore_errors = true, ${shape})`);
    case 'array':
      return nested(`read_json(${paths}, format = 'array', ${shape})`);
    case 'objects':
      return nested(`read_json(${paths}, format = 'unstructured', ${shape})`);
    case 'marked lines': {
      const lines = `read_csv(${paths}, columns = {'line': 'VARCHAR'}, header = false, auto_detect = false, delim = chr(0), quote = '', escape = '',
        filename = 'own file', ${compression}, ${lineSize}, strict_mode = false)`;
      return nested(
        `(SELECT ${FILE}, unnest(${fieldsOf('line', wanted)}) FROM ${lines} WHERE trim(line, ' \t\r') <> '')`,
      );
    }
    case 'csv':
      return withMissing(
        connection,
        fields,
        readCsv(paths, format, `union_by_name = true, filename = 'own file', ${lineSize}`),
      );
    case 'parquet':
      return withMissing(connection, fields, `read_parquet(${paths}, union_by_name = true, filename = 'own file')`);
  }
}

/** Rows of CSV files, fields as text. Nothing is guessed that could leave a row out. */
export function readCsv(paths: string, { compression, separator = ',' }: LogFormat, options: string): string {
  return `read_csv(${paths}, all_varchar = true, header = true, delim = ${quoteText(separator)}, quote = '"', escape = '"', comment = '', skip = 0,
    compression = '${compression}', ${options})`;
}

/** Fields that a file does not have are NULL; what is not text is written as text, structures as JSON. */
async function withMissing(connection: DuckDBConnection, fields: readonly string[], read: string): Promise<string> {
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${read}`);
  const types = new Map(
    described
      .getRows()
      .map(([name, type]) => [String(name).trim().toLowerCase(), { name: String(name), type: String(type) }]),
  );
  const columns = fields.map((field) => {
    const found = types.get(field.toLowerCase());
    if (found === undefined) return `CAST(NULL AS VARCHAR) AS ${quoteName(field)}`;
    const isNested = /^(STRUCT|MAP)|\[\d*\]$/.test(found.type);
    const text = isNested ? `to_json(${quoteName(found.name)})` : quoteName(found.name);
    return `CAST(${text} AS VARCHAR) AS ${quoteName(field)}`;
  });
  return `(SELECT ${FILE}, ${columns.join(', ')} FROM ${read})`;
}
