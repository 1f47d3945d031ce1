import { identifier, quoteName, quoteTable, tableName } from './names.js';
import { printUnnest } from './print-unnest.js';
import type { Printer } from './printer.js';
import { readNode, SyntaxNode } from './syntax-tree.js';
import { UnsupportedSql } from './unsupported-sql.js';

const JOINS = new Map([
  ['Inner', 'INNER JOIN'],
  ['Left', 'LEFT JOIN'],
  ['Right', 'RIGHT JOIN'],
  ['Full', 'FULL JOIN'],
  ['Cross', 'CROSS JOIN'],
  ['Implicit', 'CROSS JOIN'],
]);

/** A comma joins from left to right in GoogleSQL, as CROSS JOIN does. */
export function printFrom(from: unknown, joins: readonly unknown[], printer: Printer): string {
  if (from === undefined) return '';
  const node = new SyntaxNode('FROM', from);
  const sources = node.list('expressions').map((source) => printSource(source, printer));
  node.end();
  return `FROM ${[sources.join(' CROSS JOIN '), ...joins.map((join) => printJoin(join, printer))].join(' ')}`;
}

function printJoin(join: unknown, printer: Printer): string {
  const node = new SyntaxNode('JOIN', join);
  const kind = String(node.required('kind'));
  const words = JOINS.get(kind);
  if (words === undefined) throw new UnsupportedSql(`${kind.toUpperCase()} JOIN`, join);
  const source = printSource(node.required('this'), printer);
  const on = node.take('on');
  const using = node.list('using').map((name) => quoteName(identifier(name)));
  if (node.raw('nesting_group') !== 0) throw new UnsupportedSql('a JOIN inside a JOIN: use a WITH clause', join);
  node.end();
  const isCross = words === 'CROSS JOIN';
  if (isCross !== (on === undefined && using.length === 0))
    throw new UnsupportedSql(isCross ? 'CROSS JOIN with ON' : `${words} without ON or USING`, join);
  if (kind === 'Right' && using.length > 0)
    throw new UnsupportedSql('RIGHT JOIN … USING: turn it into a LEFT JOIN', join);
  const condition =
    on !== undefined ? ` ON ${printer.expression(on)}` : using.length > 0 ? ` USING (${using.join(', ')})` : '';
  return `${words} ${source}${condition}`;
}

function printSource(source: unknown, printer: Printer): string {
  const node = readNode(source);
  switch (node.kind) {
    case 'table': {
      const alias = node.take('alias');
      const printed = printTable(node, printer);
      return alias === undefined ? printed : `${printed} AS ${quoteName(identifier(alias))}`;
    }
    case 'subquery': {
      const alias = node.take('alias');
      const query = printer.query(node.required('this'));
      node.end();
      return alias === undefined ? `(${query})` : `(${query}) AS ${quoteName(identifier(alias))}`;
    }
    case 'unnest':
    case 'alias':
      return printUnnest(node, printer);
    default:
      throw new UnsupportedSql(`${node.kind.replaceAll('_', ' ').toUpperCase()} in FROM`, source);
  }
}

function printTable(node: SyntaxNode, printer: Printer): string {
  const name = tableName({ name: node.required('name'), schema: node.take('schema'), catalog: node.take('catalog') });
  node.end();
  if (name.schema === undefined && !printer.isCommonTable(name.name))
    throw new UnsupportedSql(`table ${name.name} without its dataset`, node.origin);
  return quoteTable(name);
}

/** The target of a statement that writes. */
export function printTarget(target: unknown): string {
  const node = new SyntaxNode('table', target);
  const name = tableName({ name: node.required('name'), schema: node.take('schema'), catalog: node.take('catalog') });
  node.end();
  if (name.schema === undefined) throw new UnsupportedSql(`table ${name.name} without its dataset`, target);
  return quoteTable(name);
}
