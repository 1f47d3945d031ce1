import { identifier, tableName } from '../../warehouse/duckdb/translate/names.js';
import { kindOf, peek } from '../../warehouse/duckdb/translate/syntax-tree.js';
import { readQuery } from './read-query.js';
import type { Catalog, CommonTables, Relation } from './relation.js';

/** One table, view, CTE, subquery or UNNEST of a FROM clause. */
export interface Source {
  readonly alias: string;
  /** What it reads; an UNNEST reads nothing by itself. */
  readonly relation: Relation | undefined;
  /** The array of an UNNEST, which may name columns of the tables before it. */
  readonly expression: unknown;
  /** It may have no row of its own in the result: a condition on the result does not prune it. */
  readonly isOuter: boolean;
}

export function readSources(select: unknown, catalog: Catalog, commonTables: CommonTables): readonly Source[] {
  const first = listOf(peek(select, 'from', 'expressions')).map((source) => ({ source, kind: 'Inner' }));
  const joined = listOf(peek(select, 'joins')).map((join) => ({
    source: peek(join, 'this'),
    kind: String(peek(join, 'kind')),
  }));
  const isAnyFull = joined.some(({ kind }) => kind === 'Full' || kind === 'Right');
  return [...first, ...joined].map(({ source, kind }) => ({
    ...readSource(source, catalog, commonTables),
    isOuter: isAnyFull || kind === 'Left',
  }));
}

function readSource(source: unknown, catalog: Catalog, commonTables: CommonTables): Omit<Source, 'isOuter'> {
  const kind = kindOf(source);
  const alias = nameOf(peek(source, kind, 'alias'));
  switch (kind) {
    case 'table': {
      const { schema, name } = tableName({
        name: peek(source, 'table', 'name'),
        schema: peek(source, 'table', 'schema'),
        catalog: peek(source, 'table', 'catalog'),
      });
      const common = schema === undefined ? commonTables.get(name.toLowerCase()) : undefined;
      const relation = common ?? catalog(`${schema}.${name}`.toLowerCase());
      return { alias: alias ?? name.toLowerCase(), relation, expression: undefined };
    }
    case 'subquery': {
      const relation = readQuery(peek(source, 'subquery', 'this'), catalog, commonTables);
      return { alias: alias ?? '', relation, expression: undefined };
    }
    case 'unnest':
    case 'alias':
      return { alias: alias ?? '', relation: undefined, expression: peek(source, kind, 'this') };
    default:
      throw new Error(`${kind} in FROM`);
  }
}

function nameOf(alias: unknown): string | undefined {
  return alias === null || alias === undefined ? undefined : identifier(alias).toLowerCase();
}

function listOf(content: unknown): readonly unknown[] {
  return Array.isArray(content) ? content : [];
}
