import { parse } from 'csv-parse/sync';
import type { z } from 'zod';
import { UserError } from '../warehouse/user-error.js';

export interface CsvLine<T> {
  readonly value: T;
  readonly line: number;
}

/** Parses a CSV text against a schema of its columns. An error names file, line, column and what is wrong with the value. */
export function readCsvLines<T>(text: string, file: string, schema: z.ZodType<T>): CsvLine<T>[] {
  return parseCsv(text, file).map(({ record, info }) => {
    const parsed = schema.safeParse(record);
    if (parsed.success) return { value: parsed.data, line: info.lines };
    const faults = parsed.error.issues.map((issue) => {
      const column = String(issue.path[0] ?? 'line');
      const found = record[column];
      return `${column}${found === undefined ? '' : ` "${found}"`}: ${issue.message}`;
    });
    throw new UserError(`${file}:${info.lines}: ${faults.join('; ')}. Correct the line in the book`);
  });
}

interface ParsedRecord {
  readonly record: Record<string, string>;
  readonly info: { readonly lines: number };
}

function parseCsv(text: string, file: string): ParsedRecord[] {
  try {
    return parse(text, { columns: true, info: true, bom: true, skip_empty_lines: true }) as unknown as ParsedRecord[];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${file}: not a readable CSV file: ${reason}. Correct it or restore it from version control`, {
      cause: error,
    });
  }
}
