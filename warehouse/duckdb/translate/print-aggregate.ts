import { printOrder } from './print-order.js';
import type { Printer } from './printer.js';
import type { SyntaxNode } from './syntax-tree.js';
import { UnsupportedSql } from './unsupported-sql.js';

/** An aggregate: the call itself, to which OVER can be appended, and what goes around the result. */
export interface Aggregate {
  readonly call: string;
  readonly finish: (called: string) => string;
}

const PLAIN = new Map([
  ['min', 'min'],
  ['max', 'max'],
  ['logical_or', 'bool_or'],
  ['logical_and', 'bool_and'],
]);

const AGGREGATES: ReadonlySet<string> = new Set([
  ...PLAIN.keys(),
  'count',
  'count_if',
  'sum',
  'any_value',
  'string_agg',
  'array_agg',
]);

export function isAggregate(kind: string): boolean {
  return AGGREGATES.has(kind);
}

/** `asWindow` is true under OVER, where an argument may stand by itself beside the call. */
export function printAggregate(node: SyntaxNode, printer: Printer, asWindow: boolean): Aggregate {
  node.ignore('name');
  const aggregate = printer.withoutAliases(() => printCall(node, printer, asWindow));
  node.end();
  return aggregate;
}

function printCall(node: SyntaxNode, printer: Printer, asWindow: boolean): Aggregate {
  const same = (call: string): Aggregate => ({ call, finish: (called) => called });
  const plain = PLAIN.get(node.kind);
  if (plain !== undefined) return same(`${plain}(${printer.expression(node.required('this'))})`);
  const distinct = node.flag('distinct') ? 'DISTINCT ' : '';
  if (node.kind === 'count') {
    if (node.flag('star')) return same('count(*)');
    return same(`count(${distinct}${printer.expression(node.required('this'))})`);
  }
  const argument = printer.expression(node.required('this'));
  switch (node.kind) {
    case 'count_if':
      if (distinct) throw new UnsupportedSql('COUNTIF(DISTINCT …)', node.origin);
      return same(`count(CASE WHEN ${argument} THEN 1 END)`);
    case 'sum':
      // DuckDB sums BIGINT to HUGEINT, and DECIMAL past 38 digits: the addition and the cast make overflow an error.
      return {
        call: `sum(${distinct}${argument})`,
        finish: (called) => `cast_to_type(${called} + 0, ${asWindow ? argument : `any_value(${argument})`})`,
      };
    case 'any_value': {
      if (distinct) throw new UnsupportedSql('ANY_VALUE(DISTINCT …)', node.origin);
      const having = node.list('having_max');
      if (having.length === 0) return same(`any_value(${argument})`);
      return same(
        `${having[1] === true ? 'arg_max_null' : 'arg_min_null'}(${argument}, ${printer.expression(having[0])})`,
      );
    }
    case 'string_agg': {
      const order = node.list('order_by');
      if (order.length === 0) throw new UnsupportedSql('STRING_AGG without ORDER BY', node.origin);
      const separator = node.take('separator');
      const delimiter = separator === undefined ? "','" : printer.expression(separator);
      return same(`string_agg(${distinct}${argument}, ${delimiter} ${printOrder(order, printer)})`);
    }
    default: {
      if (distinct) throw new UnsupportedSql('ARRAY_AGG(DISTINCT …)', node.origin);
      const order = node.list('order_by');
      if (order.length === 0) throw new UnsupportedSql('ARRAY_AGG without ORDER BY', node.origin);
      node.ignore('limit'); // One item is read from the array, and the first ones are the same with or without it.
      const filter = node.flag('ignore_nulls') ? ` FILTER (WHERE ${argument} IS NOT NULL)` : '';
      return same(`list(${argument} ${printOrder(order, printer)})${filter}`);
    }
  }
}
