import { identifier } from '../../warehouse/duckdb/translate/names.js';
import { isRecord, kindOf, peek, unwrapParens } from '../../warehouse/duckdb/translate/syntax-tree.js';
import type { Filter } from './relation.js';

/** A column as written. */
export interface ColumnName {
  readonly table: string | undefined;
  readonly column: string;
}

const QUERIES: ReadonlySet<string> = new Set(['select', 'union', 'intersect', 'except']);

/** Whether a node of the syntax tree is a query. */
export function isQuery(node: unknown): boolean {
  return QUERIES.has(kindOf(node));
}

/** The column that an expression is and nothing else. */
export function plainColumn(node: unknown): ColumnName | undefined {
  const bare = unwrapParens(node);
  if (kindOf(bare) !== 'column') return undefined;
  const table = peek(bare, 'column', 'table');
  return {
    table: isRecord(table) ? identifier(table).toLowerCase() : undefined,
    column: identifier(peek(bare, 'column', 'name')).toLowerCase(),
  };
}

/** Every column that an expression names, those of its subqueries too: they may be of the query around them. */
export function columnsIn(node: unknown): readonly ColumnName[] {
  const column = plainColumn(node);
  return column === undefined ? childrenOf(node).flatMap(columnsIn) : [column];
}

/** The outermost queries within an expression. */
export function queriesIn(node: unknown): readonly unknown[] {
  return isQuery(node) ? [node] : childrenOf(node).flatMap(queriesIn);
}

/** Whether the expression has a node of this kind outside of its subqueries. */
export function hasKind(node: unknown, kind: string): boolean {
  if (isQuery(node)) return false;
  return kindOf(node) === kind || childrenOf(node).some((child) => hasKind(child, kind));
}

const COMPARISONS: ReadonlySet<string> = new Set(['eq', 'lt', 'lte', 'gt', 'gte']);

/** The conditions among the conjuncts of an expression that compare a column with constants or a script variable. */
export function filtersIn(node: unknown): readonly (Omit<Filter, 'column'> & { readonly name: ColumnName })[] {
  const bare = unwrapParens(node);
  const kind = kindOf(bare);
  const at = (field: string): unknown => peek(bare, kind, field);
  if (kind === 'and') return [...filtersIn(at('left')), ...filtersIn(at('right'))];
  const name = plainColumn(at(COMPARISONS.has(kind) ? 'left' : 'this'));
  if (name === undefined || at('not') === true) return [];
  if (COMPARISONS.has(kind)) return isConstant(at('right')) ? [{ name, variable: undefined }] : [];
  if (kind !== 'in') return [];
  const variable = plainColumn(at('unnest'));
  if (variable !== undefined) return [{ name, variable: variable.column }];
  const list = at('expressions');
  return Array.isArray(list) && list.length > 0 && list.every(isConstant) ? [{ name, variable: undefined }] : [];
}

function isConstant(node: unknown): boolean {
  return kindOf(unwrapParens(node)) === 'literal';
}

function childrenOf(node: unknown): readonly unknown[] {
  if (Array.isArray(node)) return node;
  return isRecord(node) ? Object.values(node) : [];
}
