import { requireInteger } from './literals.js';
import { identifier, quoteName } from './names.js';
import { printOrder } from './print-order.js';
import { printSelect } from './print-select.js';
import type { Printer } from './printer.js';
import { kindOf, peek, readNode, SyntaxNode } from './syntax-tree.js';
import { UnsupportedSql } from './unsupported-sql.js';

const SET_OPERATIONS = new Map([
  ['union', 'UNION'],
  ['except', 'EXCEPT'],
  ['intersect', 'INTERSECT'],
]);

export function printQuery(unread: unknown, printer: Printer): string {
  const node = readNode(unread);
  const printed = printWith(node, printer, () => printBody(node, printer));
  node.end();
  return printed;
}

function printBody(node: SyntaxNode, printer: Printer): string {
  if (node.kind === 'select') return printSelect(node, printer);
  if (node.kind === 'subquery') return `(${printer.query(node.required('this'))})`;
  const operation = SET_OPERATIONS.get(node.kind);
  if (operation === undefined)
    throw new UnsupportedSql(`${node.kind.replaceAll('_', ' ').toUpperCase()} as a query`, node.origin);
  const all = node.flag('all');
  if (!all && !node.flag('distinct')) throw new UnsupportedSql(`${operation} without ALL or DISTINCT`, node.origin);
  const left = printer.query(node.required('left'));
  const right = printer.query(node.required('right'));
  return `(${left}) ${operation}${all ? ' ALL' : ''} (${right})${printTail(node, printer)}`;
}

/** `ORDER BY … LIMIT … OFFSET …` at the end of a query. */
export function printTail(node: SyntaxNode, printer: Printer): string {
  const order = node.take('order_by');
  const limit = node.take('limit');
  const offset = node.take('offset');
  const parts = [
    order === undefined ? '' : printOrder(orderKeys(order), printer),
    limit === undefined ? '' : `LIMIT ${requireInteger(unwrapLimit(limit), 'LIMIT')}`,
    offset === undefined ? '' : `OFFSET ${requireInteger(unwrapLimit(offset), 'OFFSET')}`,
  ];
  return parts
    .filter((part) => part !== '')
    .map((part) => ` ${part}`)
    .join('');
}

function orderKeys(order: unknown): readonly unknown[] {
  const node = new SyntaxNode('ORDER BY', order);
  const keys = node.list('expressions');
  node.end();
  return keys;
}

/** The parser gives a LIMIT of a set operation bare, and one of a SELECT inside `{ this }`. */
function unwrapLimit(limit: unknown): unknown {
  return kindOf(limit) === 'this' ? peek(limit, 'this') : limit;
}

function printWith(node: SyntaxNode, printer: Printer, body: () => string): string {
  const clause = node.take('with');
  if (clause === undefined) return body();
  const read = new SyntaxNode('WITH', clause);
  const tables = read.list('ctes').map((table) => new SyntaxNode('WITH', table));
  read.end();
  const names: string[] = [];
  const printed: string[] = [];
  // Each table sees the ones before it only: a name that is also a real table's must not be taken for itself.
  for (const table of tables) {
    const name = identifier(table.required('alias'));
    const query = table.required('this');
    table.end();
    printed.push(`${quoteName(name)} AS (${printer.withCommonTable(names, () => printer.query(query))})`);
    names.push(name);
  }
  return `WITH ${printed.join(', ')} ${printer.withCommonTable(names, body)}`;
}
