import { integerLiteral } from './literals.js';
import { identifier, quoteName } from './names.js';
import { printFrom } from './print-from.js';
import { printTail } from './print-query.js';
import { printWindow } from './print-window.js';
import type { Printer } from './printer.js';
import { isRecord, kindOf, peek, readNode, SyntaxNode } from './syntax-tree.js';
import { UnsupportedSql } from './unsupported-sql.js';

export function printSelect(node: SyntaxNode, printer: Printer): string {
  return printer.withoutAliases(() => {
    const items = node.list('expressions');
    const aliases = readAliases(items);
    const clause = (field: string): unknown => peek(node.take(field), 'this');
    const joins = node.list('joins');
    const parts = [
      `SELECT${node.flag('distinct') ? ' DISTINCT' : ''} ${items.map((item) => printItem(item, joins, printer)).join(', ')}`,
      printFrom(node.take('from'), joins, printer),
      prefixed('WHERE', clause('where_clause'), printer),
      printGroupBy(node.take('group_by'), items, aliases, printer),
      printer.withAliases(aliases, () => prefixed('HAVING', clause('having'), printer)),
      printWindows(node.list('windows'), printer),
      printer.withAliases(aliases, () => prefixed('QUALIFY', clause('qualify'), printer)),
    ].filter((part) => part !== '');
    const tail = printer.withAliases(withoutPlainNames(aliases, node), () => printTail(node, printer));
    return `${parts.join(' ')}${tail}`;
  });
}

function prefixed(word: string, condition: unknown, printer: Printer): string {
  return condition === undefined ? '' : `${word} ${printer.expression(condition)}`;
}

function printItem(item: unknown, joins: readonly unknown[], printer: Printer): string {
  const node = readNode(item);
  if (node.kind === 'star') return printStar(node, joins, printer);
  if (node.kind !== 'alias') return printer.expression(item);
  const printed = `${printer.expression(node.required('this'))} AS ${quoteName(identifier(node.required('alias')))}`;
  node.end();
  return printed;
}

function printStar(node: SyntaxNode, joins: readonly unknown[], printer: Printer): string {
  const table = node.take('table');
  const except = node.list('except').map((name) => quoteName(identifier(name)));
  const replace = node.list('replace').map((entry) => {
    const replacement = new SyntaxNode('REPLACE', entry);
    const printed = `${printer.expression(replacement.required('this'))} AS ${quoteName(identifier(replacement.required('alias')))}`;
    replacement.end();
    return printed;
  });
  node.end();
  // GoogleSQL puts the columns of USING first, DuckDB leaves them where they were.
  if (table === undefined && joins.some((join) => isRecord(join) && Array.isArray(join.using) && join.using.length > 0))
    throw new UnsupportedSql('SELECT * over JOIN … USING: name the columns, or write table.*', node.origin);
  return [
    table === undefined ? '*' : `${quoteName(identifier(table))}.*`,
    except.length === 0 ? '' : ` EXCLUDE (${except.join(', ')})`,
    replace.length === 0 ? '' : ` REPLACE (${replace.join(', ')})`,
  ].join('');
}

/** Names of the select list that stand for something else than a column of the same name. */
function readAliases(items: readonly unknown[]): ReadonlyMap<string, unknown> {
  const aliases = new Map<string, unknown>();
  for (const item of items) {
    const name = peek(item, 'alias', 'alias', 'name');
    const meaning = peek(item, 'alias', 'this');
    if (typeof name !== 'string') continue;
    const column = peek(meaning, 'column', 'name', 'name');
    const isSameName = typeof column === 'string' && column.toLowerCase() === name.toLowerCase();
    if (!isSameName) aliases.set(name.toLowerCase(), meaning);
  }
  return aliases;
}

/** A key that is an alias and nothing else orders by that output column in both engines, and is left as it is. */
function withoutPlainNames(aliases: ReadonlyMap<string, unknown>, node: SyntaxNode): ReadonlyMap<string, unknown> {
  const keys = peek(node.raw('order_by'), 'expressions');
  const left = new Map(aliases);
  for (const key of Array.isArray(keys) ? (keys as readonly unknown[]) : []) {
    const name = peek(key, 'this', 'column', 'name', 'name');
    if (typeof name === 'string') left.delete(name.toLowerCase());
  }
  return left;
}

/**
 * In GROUP BY, a name of the select list wins over a column of the same name in GoogleSQL, and loses in DuckDB: such a
 * key is printed as the position of the item it names.
 */
function printGroupBy(
  clause: unknown,
  items: readonly unknown[],
  aliases: ReadonlyMap<string, unknown>,
  printer: Printer,
): string {
  if (clause === undefined) return '';
  const node = new SyntaxNode('GROUP BY', clause);
  const all = node.flag('all');
  const keys = node.list('expressions');
  node.end();
  if (all) return 'GROUP BY ALL';
  const printed = keys.map((key) => {
    const name = peek(key, 'column', 'table') ? undefined : peek(key, 'column', 'name', 'name');
    if (typeof name === 'string' && aliases.has(name.toLowerCase())) return position(name, items, key);
    return integerLiteral(key) ?? printer.expression(key);
  });
  return `GROUP BY ${printed.join(', ')}`;
}

function position(name: string, items: readonly unknown[], key: unknown): number {
  const place = items.findIndex(
    (item) => String(peek(item, 'alias', 'alias', 'name')).toLowerCase() === name.toLowerCase(),
  );
  if (items.slice(0, place).some((item) => kindOf(item) === 'star'))
    throw new UnsupportedSql(`GROUP BY ${name}, which stands after a *`, key);
  return place + 1;
}

function printWindows(windows: readonly unknown[], printer: Printer): string {
  if (windows.length === 0) return '';
  const printed = windows.map((entry) => {
    const node = new SyntaxNode('WINDOW', entry);
    const name = quoteName(identifier(node.required('name')));
    const specification = printWindow(new SyntaxNode('WINDOW', node.required('spec')), printer);
    node.end();
    return `${name} AS ${specification}`;
  });
  return `WINDOW ${printed.join(', ')}`;
}
