import { requireInteger } from './literals.js';
import { identifier, quoteName } from './names.js';
import { type Aggregate, isAggregate, printAggregate } from './print-aggregate.js';
import { printOrder } from './print-order.js';
import type { Printer } from './printer.js';
import { isRecord, readNode, SyntaxNode } from './syntax-tree.js';
import { UnsupportedSql } from './unsupported-sql.js';

const RANKS: ReadonlySet<string> = new Set(['row_number', 'rank', 'dense_rank']);
const VALUES: ReadonlySet<string> = new Set(['lag', 'lead', 'first_value', 'last_value']);
const WINDOWED_AGGREGATES: ReadonlySet<string> = new Set([
  'sum',
  'count',
  'count_if',
  'min',
  'max',
  'any_value',
  'logical_or',
  'logical_and',
]);

export function printWindowFunction(node: SyntaxNode, printer: Printer): string {
  const { call, finish } = printWindowed(readNode(node.required('this')), printer);
  const over = printWindow(new SyntaxNode('OVER', node.required('over')), printer);
  node.end();
  return finish(`${call} OVER ${over}`);
}

/** `(PARTITION BY … ORDER BY … frame)`, or the name of a window. */
export function printWindow(over: SyntaxNode, printer: Printer): string {
  const name = over.take('window_name');
  const partition = over.list('partition_by').map(printer.expression);
  const order = over.list('order_by');
  const frame = over.take('frame');
  over.end();
  const parts = [
    name === undefined ? '' : quoteName(identifier(name)),
    partition.length === 0 ? '' : `PARTITION BY ${partition.join(', ')}`,
    order.length === 0 ? '' : printOrder(order, printer),
    frame === undefined ? '' : printFrame(new SyntaxNode('window frame', frame), printer),
  ].filter((part) => part !== '');
  return name !== undefined && parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(' ')})`;
}

function printWindowed(node: SyntaxNode, printer: Printer): Aggregate {
  if (isAggregate(node.kind)) {
    if (!WINDOWED_AGGREGATES.has(node.kind))
      throw new UnsupportedSql(`${node.kind.toUpperCase()} with OVER`, node.origin);
    return printAggregate(node, printer, true);
  }
  const same = (call: string): Aggregate => ({ call, finish: (called) => called });
  if (RANKS.has(node.kind)) {
    node.end();
    return same(`${node.kind}()`);
  }
  if (!VALUES.has(node.kind)) throw new UnsupportedSql(`${node.kind.toUpperCase()} with OVER`, node.origin);
  const argument = printer.expression(node.required('this'));
  const offset = node.take('offset');
  const fallback = node.take('default');
  const nulls = node.flag('ignore_nulls') ? ' IGNORE NULLS' : '';
  node.end();
  const places = [
    argument,
    ...(offset === undefined ? [] : [String(requireInteger(offset, 'an offset'))]),
    ...(fallback === undefined ? [] : [printer.expression(fallback)]),
  ];
  return same(`${node.kind}(${places.join(', ')}${nulls})`);
}

function printFrame(frame: SyntaxNode, printer: Printer): string {
  const kind = frame.text('kind')?.toUpperCase();
  if (kind !== 'ROWS' && kind !== 'RANGE') throw new UnsupportedSql(`window frame ${kind}`, frame.origin);
  const start = printBound(frame.required('start'), printer);
  const end = frame.take('end');
  frame.end();
  return `${kind} BETWEEN ${start} AND ${end === undefined ? 'CURRENT ROW' : printBound(end, printer)}`;
}

const BOUNDS = new Map([
  ['CurrentRow', 'CURRENT ROW'],
  ['UnboundedPreceding', 'UNBOUNDED PRECEDING'],
  ['UnboundedFollowing', 'UNBOUNDED FOLLOWING'],
]);

function printBound(bound: unknown, printer: Printer): string {
  const fixed = typeof bound === 'string' ? BOUNDS.get(bound) : undefined;
  if (fixed !== undefined) return fixed;
  if (isRecord(bound)) {
    if (bound.Preceding !== undefined) return `${printer.expression(bound.Preceding)} PRECEDING`;
    if (bound.Following !== undefined) return `${printer.expression(bound.Following)} FOLLOWING`;
  }
  throw new UnsupportedSql('this window frame', bound);
}
