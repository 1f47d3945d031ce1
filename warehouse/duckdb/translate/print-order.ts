import { integerLiteral } from './literals.js';
import type { Printer } from './printer.js';
import { SyntaxNode } from './syntax-tree.js';

/** `ORDER BY`, with GoogleSQL's place of NULL written out: first when ascending, last when descending. */
export function printOrder(items: readonly unknown[], printer: Printer): string {
  const printed = items.map((item) => {
    const node = new SyntaxNode('ORDER BY', item);
    const key = node.required('this');
    const descending = node.flag('desc');
    const nullsFirst = node.raw('nulls_first');
    node.end();
    const place = integerLiteral(key);
    const first = typeof nullsFirst === 'boolean' ? nullsFirst : !descending;
    return `${place ?? printer.expression(key)} ${descending ? 'DESC' : 'ASC'} NULLS ${first ? 'FIRST' : 'LAST'}`;
  });
  return `ORDER BY ${printed.join(', ')}`;
}
