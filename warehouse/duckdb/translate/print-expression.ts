import { fillTemplate } from './closed-list/entry.js';
import { findFunction } from './closed-list/functions.js';
import { printSplitItem } from './closed-list/text-functions.js';
import { requireInteger } from './literals.js';
import { identifier, quoteName } from './names.js';
import { isNumeric } from './numeric.js';
import { isAggregate, printAggregate } from './print-aggregate.js';
import { printLiteral } from './print-literal.js';
import { isOperator, printOperator } from './print-operator.js';
import { printWindowFunction } from './print-window.js';
import type { Printer } from './printer.js';
import { readCall } from './read-call.js';
import { readType } from './read-type.js';
import { kindOf, peek, readNode, type SyntaxNode } from './syntax-tree.js';
import { UnsupportedSql } from './unsupported-sql.js';

export function printExpression(unread: unknown, printer: Printer): string {
  const node = readNode(unread);
  const { kind } = node;
  if (isOperator(kind)) return printOperator(node, printer);
  if (isAggregate(kind)) {
    if (kind === 'array_agg') throw new UnsupportedSql('ARRAY_AGG without [SAFE_OFFSET(n)]', unread);
    const { call, finish } = printAggregate(node, printer, false);
    return finish(call);
  }
  switch (kind) {
    case 'column':
      return printColumn(node, printer);
    case 'literal':
      return printLiteral(node);
    case 'boolean':
      return node.raw('value') === true ? 'TRUE' : 'FALSE';
    case 'null':
      return 'NULL';
    case 'paren':
      return printer.expression(finished(node, node.required('this')));
    case 'cast':
    case 'safe_cast':
      return printCast(node, printer);
    case 'case':
      return printCase(node, printer);
    case 'window_function':
      return printWindowFunction(node, printer);
    case 'subquery':
      return `(${printer.query(finished(node, node.required('this')))})`;
    case 'exists':
      return `${node.flag('not') ? 'NOT ' : ''}EXISTS (${printer.query(finished(node, node.required('this')))})`;
    case 'subscript':
      return printSubscript(node, printer);
    default:
      return printCall(node, printer);
  }
}

function finished<T>(node: SyntaxNode, content: T): T {
  node.end();
  return content;
}

function printColumn(node: SyntaxNode, printer: Printer): string {
  const name = identifier(node.required('name'));
  const table = node.take('table');
  node.end();
  if (table !== undefined) return `${quoteName(identifier(table))}.${quoteName(name)}`;
  const alias = printer.alias(name);
  return alias === undefined ? quoteName(name) : `(${printer.withoutAliases(() => printer.expression(alias))})`;
}

function printCast(node: SyntaxNode, printer: Printer): string {
  const argument = node.required('this');
  const type = readType(node.required('to'));
  node.end();
  if (kindOf(argument) === 'null') return `CAST(NULL AS ${type.duckdb})`;
  if (node.kind === 'cast' && type.name === 'INT64' && isNumeric(argument))
    return `g_numeric_to_int64(${printer.expression(argument)})`;
  return fillTemplate(node.kind === 'cast' ? type.cast : type.safeCast, [printer.expression(argument)]);
}

function printCase(node: SyntaxNode, printer: Printer): string {
  const operand = node.take('operand');
  const whens = node.list('whens').map((pair) => {
    const [condition, result] = Array.isArray(pair) ? (pair as readonly unknown[]) : [];
    return `WHEN ${printer.expression(condition)} THEN ${printer.expression(result)}`;
  });
  const otherwise = node.take('else_');
  node.end();
  const start = operand === undefined ? 'CASE' : `CASE ${printer.expression(operand)}`;
  const rest = otherwise === undefined ? '' : ` ELSE ${printer.expression(otherwise)}`;
  return `${start} ${whens.join(' ')}${rest} END`;
}

/** Arrays exist only for the moment between being made and one item being taken out. */
function printSubscript(node: SyntaxNode, printer: Printer): string {
  const array = node.required('this');
  const index = readCall(readNode(node.required('index')));
  node.end();
  const isAggregated = kindOf(array) === 'array_agg';
  if (index?.name !== 'SAFE_OFFSET' && !(isAggregated && index?.name === 'OFFSET'))
    throw new UnsupportedSql(`[${index?.name ?? 'index'}]: use [SAFE_OFFSET(n)]`, node.origin);
  if (isAggregated) {
    const { call } = printAggregate(readNode(array), printer, false);
    return `(${call})[${requireInteger(index.args[0], 'an offset') + 1}]`;
  }
  if (String(peek(array, 'function', 'name')).toUpperCase() !== 'SPLIT')
    throw new UnsupportedSql('[SAFE_OFFSET(n)] of anything but SPLIT or ARRAY_AGG', node.origin);
  const split = readCall(readNode(array));
  return printSplitItem(split?.args ?? [], index.args[0], printer.expression);
}

function printCall(node: SyntaxNode, printer: Printer): string {
  const call = readCall(node);
  if (call === undefined) throw new UnsupportedSql(node.kind.replaceAll('_', ' ').toUpperCase(), node.origin);
  const entry = findFunction(call.name);
  if (entry === undefined) throw new UnsupportedSql(`function ${call.name}`, node.origin);
  const [fewest, most] = entry.takes;
  if (call.args.length < fewest || call.args.length > most)
    throw new UnsupportedSql(`${call.name} with ${call.args.length} arguments`, node.origin);
  if (entry.print !== undefined) return entry.print(call, printer);
  return fillTemplate(entry.duckdb, call.args.map(printer.expression));
}
