import { identifier, quoteName } from './names.js';
import type { Printer } from './printer.js';
import { readCall } from './read-call.js';
import { kindOf, peek, readNode, type SyntaxNode } from './syntax-tree.js';
import { UnsupportedSql } from './unsupported-sql.js';

/**
 * `UNNEST(array) AS name` in FROM, for arrays written in place. It becomes a subquery with one column, or one column a
 * field; the array may use columns of the tables before it, which DuckDB resolves sideways.
 */
export function printUnnest(source: SyntaxNode, printer: Printer): string {
  const { unnest, name } = readUnnest(source);
  const array = unnest.required('this');
  unnest.end();
  const alias = name === undefined ? '' : ` AS ${quoteName(name)}`;
  if (kindOf(array) === 'array_func') {
    const literal = readNode(array);
    const items = literal.list('expressions');
    literal.end();
    const isStructs = items.some(
      (item) => peek(item, 'function', 'name') !== undefined && structFields(item) !== undefined,
    );
    if (isStructs) return `(${printStructs(items, printer)})${alias}`;
    return `(SELECT unnest([${items.map(printer.expression).join(', ')}]) AS ${quoteName(requireName(name, source))})${alias}`;
  }
  const generated = printGenerated(array, printer);
  return `(SELECT unnest(${generated}) AS ${quoteName(requireName(name, source))})${alias}`;
}

/** The parser wraps UNNEST in an alias node, or puts the alias inside. */
function readUnnest(source: SyntaxNode): { readonly unnest: SyntaxNode; readonly name: string | undefined } {
  if (source.kind === 'unnest') {
    const alias = source.take('alias');
    return { unnest: source, name: alias === undefined ? undefined : identifier(alias) };
  }
  const inner = source.required('this');
  const alias = identifier(source.required('alias'));
  source.end();
  if (kindOf(inner) !== 'unnest') throw new UnsupportedSql(`${kindOf(inner).toUpperCase()} in FROM`, inner);
  return { unnest: readNode(inner), name: alias };
}

function requireName(name: string | undefined, source: SyntaxNode): string {
  if (name === undefined) throw new UnsupportedSql('UNNEST without AS name', source.origin);
  return name;
}

interface StructField {
  readonly name: string | undefined;
  readonly content: unknown;
}

function structFields(item: unknown): readonly StructField[] | undefined {
  if (kindOf(item) !== 'function' || String(peek(item, 'function', 'name')).toUpperCase() !== 'STRUCT')
    return undefined;
  const args = peek(item, 'function', 'args');
  if (!Array.isArray(args)) return undefined;
  return args.map((argument: unknown): StructField => {
    if (kindOf(argument) !== 'alias') {
      const column = peek(argument, 'column', 'name', 'name');
      return { name: typeof column === 'string' ? column : undefined, content: argument };
    }
    return { name: identifier(peek(argument, 'alias', 'alias')), content: peek(argument, 'alias', 'this') };
  });
}

/** One list a field, unnested side by side: the same rows as a list of structs, without making structs. */
function printStructs(items: readonly unknown[], printer: Printer): string {
  const rows = items.map((item) => {
    const fields = structFields(item);
    if (fields === undefined) throw new UnsupportedSql('UNNEST of STRUCTs and other values together', item);
    return fields;
  });
  const names = (rows[0] ?? []).map(({ name, content }) => {
    if (name === undefined) throw new UnsupportedSql('a field of the first STRUCT without a name', content);
    return name;
  });
  const columns = names.map((name, place) => {
    const contents = rows.map((fields, row) => {
      const field = fields[place];
      if (field === undefined || fields.length !== names.length)
        throw new UnsupportedSql('STRUCTs with different numbers of fields', items[row]);
      return printer.expression(field.content);
    });
    return `unnest([${contents.join(', ')}]) AS ${quoteName(name)}`;
  });
  return `SELECT ${columns.join(', ')}`;
}

function printGenerated(array: unknown, printer: Printer): string {
  const call = kindOf(array) === 'function' ? readCall(readNode(array)) : undefined;
  const [from, to, step] = call?.args ?? [];
  if (call?.name === 'GENERATE_ARRAY' && call.args.length === 2)
    return `generate_series(${printer.expression(from)}, ${printer.expression(to)})`;
  if (call?.name !== 'GENERATE_DATE_ARRAY' || from === undefined || to === undefined)
    throw new UnsupportedSql('UNNEST of an array that is not written in place', array);
  const unit = String(peek(step, 'interval', 'unit', 'unit') ?? 'Day').toUpperCase();
  const count = String(peek(step, 'interval', 'this', 'literal', 'value') ?? '1');
  if (!['DAY', 'WEEK', 'MONTH'].includes(unit) || !/^\d+$/.test(count))
    throw new UnsupportedSql('this step of GENERATE_DATE_ARRAY', step);
  const series = `generate_series(${printer.expression(from)}, ${printer.expression(to)}, INTERVAL ${count} ${unit})`;
  return `CAST(${series} AS DATE[])`;
}
