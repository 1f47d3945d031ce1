import { type Dialect, parse } from '@polyglot-sql/sdk';
import { refuseLostWords } from './lost-words.js';
import { quoteText } from './names.js';
import { printExpression } from './print-expression.js';
import { printQuery } from './print-query.js';
import { printStatement, type Statement } from './print-statement.js';
import type { Printer } from './printer.js';
import { ScriptScope } from './script-scope.js';
import { type SourceFile, sourceLine } from './source-file.js';
import { withoutComments } from './syntax-tree.js';
import { UnsupportedSql } from './unsupported-sql.js';

export type { Statement } from './print-statement.js';

/** A parser's message ends in where it was: `… at line 3, column 9: …`. */
const PARSER_LINE = /line (\d+), column \d+/;

/**
 * Translates GoogleSQL scripts to DuckDB, each only once. Whatever is not on the closed list is an error that names the
 * construct, the file and the line: nothing is dropped or passed through.
 */
export class Translator {
  readonly #done: Map<string, readonly Statement[]>;

  /** Scripts whose translation is known already. */
  constructor(known: Iterable<readonly [string, readonly Statement[]]> = []) {
    this.#done = new Map(known);
  }

  /** Every script translated so far, with its statements. */
  done(): readonly (readonly [string, readonly Statement[]])[] {
    return [...this.#done];
  }

  /** The statements of a script, in order. The scope is that of the script which this text is a part of, if it is one. */
  translate(script: string, file: SourceFile, scope = new ScriptScope()): readonly Statement[] {
    const statements = this.#done.get(script) ?? translateScript(script, file);
    this.#done.set(script, statements);
    scope.enter(statements, file);
    return statements;
  }

  /** A script, or a part of one, that has to be one query. */
  translateQuery(script: string, file: SourceFile, scope = new ScriptScope()): string {
    const [first, ...others] = this.translate(script, file, scope);
    if (first?.kind !== 'query' || others.length > 0)
      throw new Error(`${file.name}: expected one SELECT statement, found ${others.length + (first ? 1 : 0)}`);
    return first.sql;
  }
}

function translateScript(script: string, file: SourceFile): readonly Statement[] {
  if (script.trim() === '') return [];
  try {
    refuseLostWords(script);
  } catch (error) {
    throw located(error, script, file);
  }
  const parsed = parse(script, 'bigquery' as Dialect);
  if (!parsed.success) {
    const line = Number(PARSER_LINE.exec(parsed.error ?? '')?.[1] ?? 1);
    throw new Error(`${place(file, script, line)}: not understood as GoogleSQL: ${parsed.error ?? ''}`);
  }
  if (!Array.isArray(parsed.ast)) throw new Error(`${file.name}: the parser gave no statements`);
  return parsed.ast.map((statement: unknown) => {
    try {
      const variables = new Set<string>();
      const printed = printStatement(withoutComments(statement), createPrinter(variables));
      return variables.size === 0 ? printed : { ...printed, reads: [...variables] };
    } catch (error) {
      throw located(error, script, file);
    }
  });
}

function located(error: unknown, script: string, file: SourceFile): unknown {
  if (!(error instanceof UnsupportedSql)) return error;
  const where = place(file, script, error.span?.line ?? 1);
  return new Error(`${where}: not supported: ${error.what}`, { cause: error });
}

function place(file: SourceFile, script: string, line: number): string {
  const known = sourceLine(file, script, line);
  return known === undefined ? `${file.name} (line ${line} of the compiled statement)` : `${file.name}:${known}`;
}

/** `variables` takes in every script variable that is read. */
function createPrinter(variables: Set<string>): Printer {
  let aliases: ReadonlyMap<string, unknown> = new Map();
  let commonTables: ReadonlySet<string> = new Set();
  const withAliases = <T>(next: ReadonlyMap<string, unknown>, print: () => T): T => {
    const before = aliases;
    aliases = next;
    try {
      return print();
    } finally {
      aliases = before;
    }
  };
  const printer: Printer = {
    expression: (node) => printExpression(node, printer),
    query: (node) => withAliases(new Map(), () => printQuery(node, printer)),
    withoutAliases: (print) => withAliases(new Map(), print),
    withAliases,
    alias: (name) => aliases.get(name.toLowerCase()),
    isCommonTable: (name) => commonTables.has(name.toLowerCase()),
    withCommonTable: (names, print) => {
      const before = commonTables;
      commonTables = new Set([...before, ...names.map((name) => name.toLowerCase())]);
      try {
        return print();
      } finally {
        commonTables = before;
      }
    },
    variable: (name) => {
      variables.add(name.toLowerCase());
      return `getvariable(${quoteText(name.toLowerCase())})`;
    },
  };
  return printer;
}
