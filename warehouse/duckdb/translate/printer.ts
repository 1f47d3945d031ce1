/** What the parts of the translation need of each other. */
export interface Printer {
  /** An expression, in parentheses wherever precedence could matter. */
  expression(node: unknown): string;
  /** A query without parentheses around it. */
  query(node: unknown): string;
  /** An expression in which unqualified names do not stand for the aliases of the select list. */
  withoutAliases<T>(print: () => T): T;
  /** An expression in which unqualified names stand for these expressions of the select list. */
  withAliases<T>(aliases: ReadonlyMap<string, unknown>, print: () => T): T;
  /** The expression an unqualified name stands for, if any. */
  alias(name: string): unknown;
  /** Names of the WITH clauses in force. */
  isCommonTable(name: string): boolean;
  withCommonTable<T>(names: readonly string[], print: () => T): T;
  /** A script variable; which ones a statement reads is kept with it. */
  variable(name: string): string;
}
