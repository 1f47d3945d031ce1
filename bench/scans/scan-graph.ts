import { type Dialect, parse } from '@polyglot-sql/sdk';
import { type DataformGraph, type DataformTable, targetName } from '../../warehouse/dataform/dataform-graph.js';
import { tableName } from '../../warehouse/duckdb/translate/names.js';
import { kindOf, peek, withoutComments } from '../../warehouse/duckdb/translate/syntax-tree.js';
import type { RawTable } from '../../warehouse/raw-table.js';
import { columnsIn, filtersIn, isQuery } from './read-expression.js';
import { readQuery } from './read-query.js';
import type { Catalog, Relation, Scan } from './relation.js';

/** A statement that a run sends to BigQuery. */
export interface ScannedStatement {
  /** `schema.name` of the action. */
  readonly action: string;
  /** A view reads nothing when it is made: its scans are those of a reader of all of it. */
  readonly kind: 'declare' | 'delete' | 'insert' | 'query' | 'update' | 'view';
  readonly scans: readonly Scan[];
}

/** Which statements: of a run in which every incremental table is there, or is built anew. */
export type RunKind = 'increment' | 'full refresh';

/** What every statement of a run reads, with views and WITH clauses expanded. */
export function scanGraph(
  graph: DataformGraph,
  rawTables: readonly RawTable[],
  run: RunKind,
): readonly ScannedStatement[] {
  const catalog = openCatalog(graph, rawTables);
  const scripts = [
    ...graph.tables.map((table) => ({ ...table, texts: scriptOf(table, run), isView: table.type === 'view' })),
    ...graph.operations.map((operation) => ({ ...operation, texts: operation.queries, isView: false })),
    ...graph.assertions.map((assertion) => ({ ...assertion, texts: [assertion.query], isView: false })),
  ];
  return scripts.flatMap(({ target, texts, isView }) =>
    texts
      .flatMap(parseScript)
      .map((statement) => scanStatement(statement, catalog))
      .filter((scanned) => scanned !== undefined)
      .map(({ kind, scans }) => ({ action: targetName(target), kind: isView ? 'view' : kind, scans })),
  );
}

/** The column that a table is partitioned by. */
export function partitionsOf(graph: DataformGraph, rawTables: readonly RawTable[]): ReadonlyMap<string, string> {
  return new Map([
    ...graph.tables.flatMap(({ target, bigquery }): [string, string][] =>
      typeof bigquery?.partitionBy === 'string' ? [[targetName(target), bigquery.partitionBy]] : [],
    ),
    ...rawTables.flatMap(({ name, partitionBy }): [string, string][] =>
      partitionBy === undefined ? [] : [[`raw.${name}`, partitionBy]],
    ),
  ]);
}

function scriptOf(table: DataformTable, run: RunKind): readonly string[] {
  return table.type === 'incremental' && run === 'increment'
    ? [...table.incrementalPreOps, table.incrementalQuery ?? table.query, ...table.incrementalPostOps]
    : [...table.preOps, table.query, ...table.postOps];
}

function openCatalog(graph: DataformGraph, rawTables: readonly RawTable[]): Catalog {
  const relations = new Map<string, Relation>();
  const tables = new Map(graph.tables.map((table) => [targetName(table.target).toLowerCase(), table]));
  const raw = new Map(rawTables.map(({ name, columns }) => [name, columns.map((column) => column.name)]));
  const open = (name: string): Relation => {
    const table = tables.get(name);
    if (table?.type === 'view') return readQuery(parseScript(table.query)[0], catalog);
    const described = table?.actionDescriptor?.columns.map(({ path }) => path.join('.'));
    const columns = described ?? raw.get(name.replace(/^.*\./, ''));
    if (columns === undefined) throw new Error(`no columns are known of ${name}`);
    return {
      columns: columns.map((column) => column.toLowerCase()),
      scan: (read, filters) => [{ table: name, columns: [...read], filters }],
    };
  };
  const catalog: Catalog = (name) => {
    const relation = relations.get(name) ?? open(name);
    relations.set(name, relation);
    return relation;
  };
  return catalog;
}

function scanStatement(statement: unknown, catalog: Catalog): Omit<ScannedStatement, 'action'> | undefined {
  const whole = (query: unknown): readonly Scan[] => {
    const relation = readQuery(query, catalog);
    return relation.scan(new Set(relation.columns), []);
  };
  if (isQuery(statement)) return { kind: 'query', scans: whole(statement) };
  switch (kindOf(statement)) {
    case 'declare':
      return { kind: 'declare', scans: whole(firstOf(peek(defaultOf(statement), 'function', 'args'))) };
    case 'insert':
      return { kind: 'insert', scans: whole(peek(statement, 'insert', 'query')) };
    case 'delete': {
      const where = peek(statement, 'delete', 'where_clause', 'this');
      const filters = filtersIn(where).map(({ name, variable }) => ({ column: name.column, variable }));
      const table = catalog(nameOf(peek(statement, 'delete', 'table')));
      const named = columnsIn(where).map(({ column }) => column);
      return {
        kind: 'delete',
        scans: table.scan(new Set(named.filter((name) => table.columns.includes(name))), filters),
      };
    }
    case 'update': {
      const table = catalog(nameOf(peek(statement, 'update', 'table')));
      return { kind: 'update', scans: table.scan(new Set(table.columns), []) };
    }
    case 'transaction':
    case 'commit':
      return undefined;
    default:
      throw new Error(`a statement that is not looked at: ${kindOf(statement)}`);
  }
}

function defaultOf(declaration: unknown): unknown {
  return peek(firstOf(peek(declaration, 'declare', 'expressions')), 'declare_item', 'default');
}

function nameOf(table: unknown): string {
  const { schema, name } = tableName({
    name: peek(table, 'name'),
    schema: peek(table, 'schema'),
    catalog: peek(table, 'catalog'),
  });
  return `${schema}.${name}`.toLowerCase();
}

function firstOf(list: unknown): unknown {
  return Array.isArray(list) ? (list as readonly unknown[])[0] : undefined;
}

function parseScript(script: string): readonly unknown[] {
  if (script.trim() === '') return [];
  const parsed = parse(script, 'bigquery' as Dialect);
  if (!parsed.success || !Array.isArray(parsed.ast)) throw new Error(`${parsed.error}:\n${script}`);
  return (parsed.ast as readonly unknown[]).map(withoutComments);
}
