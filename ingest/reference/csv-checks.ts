import type { CsvRow } from '../files/csv-file.js';
import type { Problem } from '../files/problems.js';
import { type Dated, findOverlaps } from './find-overlaps.js';

/** Adds a problem, or a warning, at a column of one line. */
export interface LineComplaint {
  readonly error: (path: string, message: string) => void;
  readonly warning: (path: string, message: string) => void;
}

export function complainAt(file: string, line: number, problems: Problem[]): LineComplaint {
  return {
    error: (path, message) => problems.push({ file, line, path, message }),
    warning: (path, message) => problems.push({ file, line, path, message, isWarning: true }),
  };
}

export function expectUnique<Entry>(
  file: string,
  rows: readonly CsvRow<Entry>[],
  keyOf: (entry: Entry) => readonly (string | null | undefined)[],
  what: string,
  problems: Problem[],
): void {
  const seen = new Map<string, number>();
  for (const { entry, line } of rows) {
    const key = JSON.stringify(keyOf(entry).map((part) => part ?? null));
    const before = seen.get(key);
    if (before === undefined) seen.set(key, line);
    else
      problems.push({ file, line, message: `${what} is given twice (first on line ${before}); keep one of the lines` });
  }
}

export function expectApart<Entry>(
  file: string,
  rows: readonly CsvRow<Entry>[],
  keyOf: (entry: Entry) => readonly (string | null | undefined)[],
  datesOf: (entry: Entry) => Dated,
  describe: (entry: Entry, lineBefore: number) => string,
  problems: Problem[],
): void {
  const overlaps = findOverlaps(
    rows,
    ({ entry }) => keyOf(entry),
    ({ entry }) => datesOf(entry),
  );
  for (const { item, before } of overlaps)
    problems.push({ file, line: item.line, message: describe(item.entry, before.line) });
}
