import { identifier } from '../../warehouse/duckdb/translate/names.js';
import { kindOf, peek } from '../../warehouse/duckdb/translate/syntax-tree.js';
import { isQuery } from './read-expression.js';
import { readSelect } from './read-select.js';
import type { Catalog, CommonTables, Relation } from './relation.js';

/** What a query of the syntax tree gives and reads. */
export function readQuery(node: unknown, catalog: Catalog, outer: CommonTables = new Map()): Relation {
  const kind = kindOf(node);
  const commonTables = new Map(outer);
  const ctes = peek(node, kind, 'with', 'ctes');
  for (const cte of Array.isArray(ctes) ? (ctes as readonly unknown[]) : [])
    commonTables.set(
      identifier(peek(cte, 'alias')).toLowerCase(),
      readQuery(peek(cte, 'this'), catalog, new Map(commonTables)),
    );
  if (kind === 'select') return readSelect(peek(node, 'select'), catalog, commonTables);
  if (kind === 'subquery') return readQuery(peek(node, 'subquery', 'this'), catalog, commonTables);
  if (!isQuery(node)) throw new Error(`not a query: ${kind}`);
  const left = readQuery(peek(node, kind, 'left'), catalog, commonTables);
  const right = readQuery(peek(node, kind, 'right'), catalog, commonTables);
  const isWhole = peek(node, kind, 'all') !== true;
  return {
    columns: left.columns,
    // Columns correspond by place. What has to be distinct is read whole.
    scan: (columns, filters) => {
      const renamed = (column: string): string => right.columns[left.columns.indexOf(column)] ?? column;
      const needed = isWhole ? left.columns : [...columns];
      return [
        ...left.scan(new Set(needed), filters),
        ...right.scan(
          new Set(needed.map(renamed)),
          filters.map((filter) => ({ ...filter, column: renamed(filter.column) })),
        ),
      ];
    },
  };
}
