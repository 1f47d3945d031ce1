import { readFileSync } from 'node:fs';
import { CsvError, parse } from 'csv-parse/sync';
import type { z } from 'zod';
import { didYouMean } from './did-you-mean.js';
import type { Problem } from './problems.js';

/** A line of a CSV file, checked. */
export interface CsvRow<Entry> {
  readonly entry: Entry;
  readonly line: number;
}

interface ParsedRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * Reads a CSV file with a header against a schema of its columns; an empty cell counts as left out.
 * Columns may stand in any order. What is wrong is added to `problems`, with the line.
 */
export function readCsvFile<Schema extends z.ZodObject>(
  file: string,
  schema: Schema,
  problems: Problem[],
): CsvRow<z.infer<Schema>>[] {
  const records = parseRecords(file, problems);
  const header = records[0];
  if (header === undefined) return [];
  const columns = header.record.map((name) => name.trim());
  const known = Object.keys(schema.shape);
  const before = problems.length;
  for (const column of columns) {
    if (known.includes(column)) continue;
    problems.push({
      file,
      line: 1,
      path: column,
      message: `unknown column${didYouMean(column, known) || '.'} Columns: ${known.join(',')}`,
    });
  }
  for (const column of known) {
    const isOptional = schema.shape[column]?.safeParse(undefined).success ?? false;
    if (!columns.includes(column) && !isOptional) {
      problems.push({ file, line: 1, path: column, message: `the column is missing. Columns: ${known.join(',')}` });
    }
  }
  if (problems.length > before) return [];
  return records.slice(1).flatMap(({ record, info }) => {
    const cells = columns.map((column, index) => [column, record[index]?.trim() ?? ''] as const);
    const result = schema.safeParse(Object.fromEntries(cells.filter(([, cell]) => cell !== '')));
    if (result.success) return [{ entry: result.data, line: info.lines }];
    for (const issue of result.error.issues) {
      problems.push({ file, line: info.lines, path: issue.path.map(String).join('.'), message: issue.message });
    }
    return [];
  });
}

function parseRecords(file: string, problems: Problem[]): ParsedRecord[] {
  try {
    const text = readFileSync(file, 'utf8');
    return parse(text, { info: true, bom: true, skip_empty_lines: true }) as unknown as ParsedRecord[];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const line = error instanceof CsvError && typeof error.lines === 'number' ? error.lines : undefined;
    problems.push({
      file,
      line,
      message: line === undefined ? `cannot be read (${reason})` : `is not valid CSV: ${reason}`,
    });
    return [];
  }
}
