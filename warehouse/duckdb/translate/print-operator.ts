import { checkedDividend } from './closed-list/number-functions.js';
import { stringLiteral } from './literals.js';
import { identifier } from './names.js';
import { isNeverZero, isNumeric } from './numeric.js';
import type { Printer } from './printer.js';
import { kindOf, peek, type SyntaxNode } from './syntax-tree.js';
import { UnsupportedSql } from './unsupported-sql.js';

const COMPARISONS = new Map([
  ['eq', '='],
  ['neq', '<>'],
  ['lt', '<'],
  ['lte', '<='],
  ['gt', '>'],
  ['gte', '>='],
  ['null_safe_eq', 'IS NOT DISTINCT FROM'],
  ['null_safe_neq', 'IS DISTINCT FROM'],
]);

const BINARY = new Map([
  ['and', 'AND'],
  ['or', 'OR'],
  ['add', '+'],
  ['sub', '-'],
  ['concat', '||'],
]);

const TESTS = new Map([
  ['is_null', 'NULL'],
  ['is_true', 'TRUE'],
  ['is_false', 'FALSE'],
]);

const OTHERS: ReadonlySet<string> = new Set(['mul', 'div', 'not', 'neg', 'in', 'between', 'like']);

export function isOperator(kind: string): boolean {
  return COMPARISONS.has(kind) || BINARY.has(kind) || TESTS.has(kind) || OTHERS.has(kind);
}

export function printOperator(node: SyntaxNode, printer: Printer): string {
  const { kind } = node;
  const test = TESTS.get(kind);
  if (test !== undefined) {
    const operand = printer.expression(node.required('this'));
    const not = node.flag('not') ? 'NOT ' : '';
    node.end();
    return `(${operand} IS ${not}${test})`;
  }
  switch (kind) {
    case 'not':
    case 'neg': {
      const operand = printer.expression(node.required('this'));
      node.end();
      return kind === 'not' ? `(NOT ${operand})` : `(- ${operand})`;
    }
    case 'in':
      return printIn(node, printer);
    case 'between': {
      const operand = printer.expression(node.required('this'));
      const low = printer.expression(node.required('low'));
      const high = printer.expression(node.required('high'));
      const not = node.flag('not') ? 'NOT ' : '';
      node.end();
      return `(${operand} ${not}BETWEEN ${low} AND ${high})`;
    }
    default:
      return printBinary(node, printer);
  }
}

function printBinary(node: SyntaxNode, printer: Printer): string {
  const { kind } = node;
  const left = node.required('left');
  const right = node.required('right');
  node.end();
  refuseUnclear(kind, left, right, node);
  const a = printer.expression(left);
  const b = printer.expression(right);
  switch (kind) {
    case 'mul':
      // The cast rounds NUMERIC × NUMERIC back to nine decimals; to other types it does nothing.
      return isNumeric(left) || isNumeric(right)
        ? `g_numeric_multiply(${a}, ${b})`
        : `cast_to_type(${a} * ${b}, ${a} + ${b})`;
    case 'div':
      return isNeverZero(right)
        ? `g_numeric_divide(${checkedDividend(left, right, printer)}, ${b})`
        : `g_numeric_divide_by_nonzero(${checkedDividend(left, right, printer)}, ${b})`;
    case 'like':
      return `(${a} LIKE ${b}${/^[^\\]*$/.test(stringLiteral(right) ?? '\\') ? '' : " ESCAPE '\\'"})`;
    default:
      return `(${a} ${BINARY.get(kind) ?? COMPARISONS.get(kind)} ${b})`;
  }
}

/**
 * Where the parser and GoogleSQL may group differently, parentheses are asked for: comparisons do not chain in GoogleSQL,
 * and there `||` binds like `*`.
 */
function refuseUnclear(kind: string, left: unknown, right: unknown, node: SyntaxNode): void {
  const isComparison = (operand: string): boolean => COMPARISONS.has(operand) || operand === 'like';
  const operands = [kindOf(left), kindOf(right)];
  const mixed = isComparison(kind)
    ? operands.some(isComparison)
    : kind === 'concat'
      ? operands.some((operand) => ['add', 'sub', 'mul', 'div'].includes(operand))
      : ['add', 'sub', 'mul', 'div'].includes(kind) && operands.includes('concat');
  if (mixed) throw new UnsupportedSql('operators that need parentheses between them', node.origin);
  if (kind === 'sub' && kindOf(left) === 'literal' && kindOf(right) === 'literal' && !isNumberPair(left, right))
    throw new UnsupportedSql('date - date: use DATE_DIFF', node.origin);
}

function isNumberPair(left: unknown, right: unknown): boolean {
  return [left, right].every((literal) => JSON.stringify(literal).includes('"number"'));
}

function printIn(node: SyntaxNode, printer: Printer): string {
  const operand = printer.expression(node.required('this'));
  const query = node.take('query');
  const list = node.list('expressions');
  const array = node.take('unnest');
  const not = node.flag('not') ? 'NOT ' : '';
  node.end();
  const choices =
    array !== undefined
      ? `SELECT unnest(${printVariable(array, printer)})`
      : query !== undefined
        ? printer.query(query)
        : list.map(printer.expression).join(', ');
  return `(${operand} ${not}IN (${choices}))`;
}

/** No table has an array, so the name of one is a script variable. */
function printVariable(array: unknown, printer: Printer): string {
  if (kindOf(array) !== 'column' || peek(array, 'column', 'table') !== null)
    throw new UnsupportedSql('IN UNNEST of anything but a script variable', array);
  return printer.variable(identifier(peek(array, 'column', 'name')));
}
