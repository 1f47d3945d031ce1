import { CsvError, parse } from 'csv-parse/sync';
import type { z } from 'zod';
import { didYouMean } from './did-you-mean.js';
import type { Problem } from './problems.js';
import { readText } from './read-text.js';

/** A line of a CSV file, checked. */
export interface CsvRow<Entry> {
  readonly entry: Entry;
  readonly line: number;
}

interface ParsedRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** What spreadsheets and databases put between columns in place of the comma. */
const OTHER_SEPARATORS: readonly (readonly [separator: string, name: string])[] = [
  [';', 'semicolons'],
  ['\t', 'tabs'],
  ['|', 'bars'],
];

/**
 * Reads a CSV file with a header against a schema of its columns; an empty cell counts as left out.
 * Columns may stand in any order. What is wrong is added to `problems`, with the line.
 */
export function readCsvFile<Schema extends z.ZodObject>(
  file: string,
  schema: Schema,
  problems: Problem[],
): CsvRow<z.infer<Schema>>[] {
  const lines = parseRecords(file, problems);
  if (lines === undefined) return [];
  const [header, ...records] = lines;
  const columns = header?.record.map((name) => name.trim()) ?? [];
  const faults = headerFaults(columns, schema);
  problems.push(...faults.map((fault) => ({ file, line: header?.info.lines ?? 1, ...fault })));
  if (faults.length > 0) return [];
  return records.flatMap(({ record, info: { lines: line } }) => {
    if (record.length !== columns.length) {
      problems.push({ file, line, message: describeWidth(record, columns.length) });
      return [];
    }
    const cells = columns.map((column, index) => [column, record[index]?.trim() ?? ''] as const);
    const result = schema.safeParse(Object.fromEntries(cells.filter(([, cell]) => cell !== '')));
    if (result.success) return [{ entry: result.data, line }];
    for (const issue of result.error.issues) {
      problems.push({ file, line, path: issue.path.map(String).join('.'), message: issue.message });
    }
    return [];
  });
}

type Fault = Pick<Problem, 'path' | 'message'>;

/** What is wrong with the names of the columns; one fault only where the whole file is not what it should be. */
function headerFaults(columns: readonly string[], schema: z.ZodObject): Fault[] {
  const known = Object.keys(schema.shape);
  const list = `Columns: ${known.join(',')}`;
  const other = OTHER_SEPARATORS.find(([separator]) => columns.length === 1 && columns[0]?.includes(separator));
  if (other !== undefined)
    return [
      {
        message: `columns are separated by ${other[1]}. Save the file with commas, and with a point in decimal numbers. ${list}`,
      },
    ];
  if (!columns.some((column) => known.includes(column.toLowerCase())))
    return [{ message: `there is no header: the first line must name the columns. ${list}` }];
  const faults: Fault[] = [];
  columns.forEach((column, index) => {
    if (column === '' && columns.indexOf('') < index) return;
    if (column === '')
      faults.push({ message: `column ${index + 1} has no name: take it out, with the commas that make it. ${list}` });
    else if (!known.includes(column))
      faults.push({ path: column, message: `unknown column${didYouMean(column, known) || '.'} ${list}` });
    else if (columns.indexOf(column) < index)
      faults.push({ path: column, message: `the column is there twice: take one of the two out. ${list}` });
  });
  for (const column of known) {
    const isOptional = schema.shape[column]?.safeParse(undefined).success ?? false;
    if (!columns.includes(column) && !isOptional)
      faults.push({ path: column, message: `the column is missing. ${list}` });
  }
  return faults;
}

function describeWidth(record: readonly string[], columns: number): string {
  const other = OTHER_SEPARATORS.find(([separator]) => record.length === 1 && record[0]?.includes(separator));
  if (other !== undefined) return `values are separated by ${other[1]}: separate them with commas, as the header is`;
  const count = `has ${record.length} ${record.length === 1 ? 'value' : 'values'} for ${columns} columns`;
  return record.length > columns
    ? `${count}: a comma inside a value splits it. Write 1250.50 and not 1,250.50, and put text that has a comma in quotes`
    : `${count}: every column needs its comma, also where nothing stands in it`;
}

function parseRecords(file: string, problems: Problem[]): ParsedRecord[] | undefined {
  const text = readText(file, problems);
  if (text === undefined) return undefined;
  try {
    return parse(text, {
      info: true,
      skip_empty_lines: true,
      // What a spreadsheet leaves of rows that were emptied.
      skip_records_with_empty_values: true,
      relax_column_count: true,
    }) as unknown as ParsedRecord[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === 'number' ? error.lines : undefined;
    problems.push({ file, line, message: `is not valid CSV: ${error.message}` });
    return undefined;
  }
}
