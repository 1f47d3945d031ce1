import { identifier } from '../../warehouse/duckdb/translate/names.js';
import { kindOf, peek } from '../../warehouse/duckdb/translate/syntax-tree.js';
import { type ColumnName, columnsIn, filtersIn, hasKind, plainColumn, queriesIn } from './read-expression.js';
import { readQuery } from './read-query.js';
import { readSources, type Source } from './read-sources.js';
import type { Catalog, CommonTables, Filter, Relation, Scan } from './relation.js';

/** A column that a SELECT gives. */
interface Item {
  readonly name: string;
  readonly expression: unknown;
  /** The column that it passes on as it is. */
  readonly passes: { readonly source: Source; readonly column: string } | undefined;
}

export function readSelect(select: unknown, catalog: Catalog, commonTables: CommonTables): Relation {
  const sources = readSources(select, catalog, commonTables);
  const items = listOf(peek(select, 'expressions')).flatMap((item, place) => readItem(item, place, sources));
  const isDistinct = peek(select, 'distinct') === true;
  const where = peek(select, 'where_clause', 'this');
  // A condition on what comes out holds of what goes in, unless rows are put together, numbered or counted in between.
  const isTransparent =
    !isDistinct &&
    ['group_by', 'qualify', 'limit'].every((clause) => isAbsent(peek(select, clause))) &&
    !items.some(({ expression }) => hasKind(expression, 'window_function'));
  const clauses = ['having', 'qualify', 'windows', 'order_by'].map((clause) => peek(select, clause));
  const joins = listOf(peek(select, 'joins')).map((join) => [peek(join, 'on'), peek(join, 'using')]);
  const unnested = sources.map(({ expression }) => expression);
  const grouped = listOf(peek(select, 'group_by', 'expressions')).map((key) => groupKey(key, items));

  const scan = (columns: ReadonlySet<string>, filters: readonly Filter[]): readonly Scan[] => {
    const given = items.filter(({ name }) => isDistinct || columns.has(name));
    const named = [where, ...clauses, ...joins, ...unnested, ...grouped].flatMap(columnsIn);
    // The clauses after WHERE may name what SELECT gives.
    const renamed = items.filter(({ name }) =>
      named.some(({ table, column }) => table === undefined && column === name),
    );
    const read = new Map<Source, Set<string>>(sources.map((source) => [source, new Set()]));
    for (const name of [...named, ...[...given, ...renamed].flatMap(({ expression }) => columnsIn(expression))])
      for (const source of resolve(name, sources)) read.get(source)?.add(name.column);
    for (const { passes } of [...given, ...renamed]) if (passes) read.get(passes.source)?.add(passes.column);
    const reaching = new Map<Source, Filter[]>(sources.map((source) => [source, []]));
    for (const { name, variable } of filtersIn(where)) {
      const [source] = resolve(name, sources);
      if (source !== undefined && !source.isOuter) reaching.get(source)?.push({ column: name.column, variable });
    }
    for (const { column, variable } of isTransparent ? filters : []) {
      const passes = items.find(({ name }) => name === column)?.passes;
      if (passes !== undefined && !passes.source.isOuter)
        reaching.get(passes.source)?.push({ column: passes.column, variable });
    }
    const nested = [given.map(({ expression }) => expression), where, clauses, joins].flatMap(queriesIn);
    return [
      ...sources.flatMap(
        (source) => source.relation?.scan(read.get(source) ?? new Set(), reaching.get(source) ?? []) ?? [],
      ),
      ...nested.flatMap((query) => {
        const relation = readQuery(query, catalog, commonTables);
        return relation.scan(new Set(relation.columns), []);
      }),
    ];
  };
  return { columns: items.map(({ name }) => name), scan };
}

function readItem(item: unknown, place: number, sources: readonly Source[]): readonly Item[] {
  if (kindOf(item) === 'star') return readStar(peek(item, 'star'), sources);
  const expression = kindOf(item) === 'alias' ? peek(item, 'alias', 'this') : item;
  const plain = plainColumn(expression);
  const alias = kindOf(item) === 'alias' ? identifier(peek(item, 'alias', 'alias')).toLowerCase() : undefined;
  const [source] = plain === undefined ? [] : resolve(plain, sources);
  const passes = plain === undefined || source === undefined ? undefined : { source, column: plain.column };
  return [{ name: alias ?? plain?.column ?? `_${place}`, expression, passes }];
}

function readStar(star: unknown, sources: readonly Source[]): readonly Item[] {
  const table = peek(star, 'table');
  const alias = table === null || table === undefined ? undefined : identifier(table).toLowerCase();
  const except = listOf(peek(star, 'except')).map((name) => identifier(name).toLowerCase());
  const replaced = new Map(
    listOf(peek(star, 'replace')).map((entry) => [identifier(peek(entry, 'alias')).toLowerCase(), peek(entry, 'this')]),
  );
  return sources
    .filter((source) => alias === undefined || source.alias === alias)
    .flatMap((source) =>
      (source.relation?.columns ?? [])
        .filter((column) => !except.includes(column))
        .map((column) => ({
          name: column,
          expression: replaced.get(column),
          passes: replaced.has(column) ? undefined : { source, column },
        })),
    );
}

/** A key of GROUP BY: an expression, or the place or name of an item. */
function groupKey(key: unknown, items: readonly Item[]): unknown {
  const place = Number(peek(key, 'literal', 'value'));
  return Number.isInteger(place) && place > 0 ? items[place - 1]?.expression : key;
}

/** The tables that a name is of: more than one only where a JOIN … USING makes one column of two. */
function resolve({ table, column }: ColumnName, sources: readonly Source[]): readonly Source[] {
  if (table !== undefined) return sources.filter(({ alias }) => alias === table);
  return sources.filter(({ relation }) => relation?.columns.includes(column));
}

function listOf(content: unknown): readonly unknown[] {
  return Array.isArray(content) ? content : [];
}

function isAbsent(content: unknown): boolean {
  return content === null || content === undefined;
}
