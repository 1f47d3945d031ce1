import type { Printer } from '../printer.js';

/** A call as written: its arguments are nodes of the tree, not yet printed. */
export interface Call {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly node: unknown;
}

export type Section =
  | 'type'
  | 'literal'
  | 'operator'
  | 'text function'
  | 'date and time function'
  | 'number function'
  | 'conditional function'
  | 'aggregate function'
  | 'window function'
  | 'query'
  | 'statement';

/** One thing the models may use, and what it becomes. The documentation is printed from these entries. */
export interface ClosedListEntry {
  readonly section: Section;
  /** Unique; for functions, the name it is called by. */
  readonly name: string;
  readonly googlesql: string;
  /** DuckDB's form. For a function without `print`, the translation itself: `$1`, `$2`, … stand for the arguments, `$*` for all. */
  readonly duckdb: string;
  readonly note?: string;
}

export interface FunctionEntry extends ClosedListEntry {
  /** Fewest and most arguments. */
  readonly takes: readonly [number, number];
  readonly print?: (call: Call, printer: Printer) => string;
}

/** Fills `$1`, `$2`, … and `$*` in an entry's DuckDB form. */
export function fillTemplate(template: string, printed: readonly string[]): string {
  return template.replaceAll(/\$(\*|\d)/g, (_, place: string) =>
    place === '*' ? printed.join(', ') : (printed[Number(place) - 1] ?? 'NULL'),
  );
}
