import { identifier, quoteName } from './names.js';
import { printTarget } from './print-from.js';
import type { Printer } from './printer.js';
import { readType } from './read-type.js';
import { isRecord, peek, readNode, SyntaxNode } from './syntax-tree.js';
import { UnsupportedSql } from './unsupported-sql.js';

export type StatementKind = 'declare' | 'query' | 'begin' | 'commit' | 'write';

export interface Statement {
  readonly kind: StatementKind;
  readonly sql: string;
  /** The script variable that it sets. */
  readonly declares?: string;
  /** The script variables that it reads. */
  readonly reads?: readonly string[];
}

const QUERIES: ReadonlySet<string> = new Set(['select', 'union', 'except', 'intersect', 'subquery']);

export function printStatement(unread: unknown, printer: Printer): Statement {
  const node = readNode(unread);
  if (QUERIES.has(node.kind)) return { kind: 'query', sql: printer.query(unread) };
  const statement = printOther(node, printer);
  node.end();
  return statement;
}

function printOther(node: SyntaxNode, printer: Printer): Statement {
  const write = (sql: string): Statement => ({ kind: 'write', sql });
  switch (node.kind) {
    case 'declare':
      return printDeclare(node, printer);
    case 'transaction':
      node.ignore('mark'); // The word TRANSACTION.
      return { kind: 'begin', sql: 'BEGIN TRANSACTION' };
    case 'commit':
      node.ignore('this'); // The word TRANSACTION.
      return { kind: 'commit', sql: 'COMMIT' };
    case 'delete': {
      const alias = node.take('alias');
      const name = alias === undefined ? '' : ` AS ${quoteName(identifier(alias))}`;
      return write(`DELETE FROM ${printTarget(node.required('table'))}${name} ${printWhere(node, printer)}`);
    }
    case 'truncate':
      node.ignore('target');
      return write(`DELETE FROM ${printTarget(node.required('table'))}`);
    case 'insert':
      return write(printInsert(node, printer));
    case 'update':
      return write(printUpdate(node, printer));
    case 'create_table':
      return write(printCreateTable(node));
    default:
      throw new UnsupportedSql(`statement ${node.kind.replaceAll('_', ' ').toUpperCase()}`, node.origin);
  }
}

/** The types of arrays that a script variable may hold. */
const ARRAYS = new Map([
  ['Array { element_type: Date, dimension: None }', 'DATE[]'],
  ['Array { element_type: String { length: None }, dimension: None }', 'VARCHAR[]'],
]);

/** A variable is an array that a query fills: all that a window needs. */
function printDeclare(node: SyntaxNode, printer: Printer): Statement {
  const refused = new UnsupportedSql(
    'DECLARE of anything but one ARRAY<DATE | STRING> DEFAULT ARRAY(query)',
    node.origin,
  );
  const [unread, ...others] = node.list('expressions');
  const item = readNode(unread);
  const name = identifier(peek(item.required('this'), 'identifier'));
  const type = ARRAYS.get(String(item.required('kind')));
  const array = readNode(item.required('default'));
  item.end();
  const [query, ...rest] = array.kind === 'function' && array.required('name') === 'ARRAY' ? array.list('args') : [];
  if (type === undefined || query === undefined || others.length + rest.length > 0) throw refused;
  const content = `SELECT list("item") FROM (${printer.query(query)}) AS items("item")`;
  return {
    kind: 'declare',
    sql: `SET VARIABLE ${quoteName(name)} = coalesce((${content}), CAST([] AS ${type}))`,
    declares: name.toLowerCase(),
  };
}

function printWhere(node: SyntaxNode, printer: Printer): string {
  const condition = peek(node.take('where_clause'), 'this');
  if (condition === undefined) throw new UnsupportedSql(`${node.kind.toUpperCase()} without WHERE`, node.origin);
  return `WHERE ${printer.expression(condition)}`;
}

function printInsert(node: SyntaxNode, printer: Printer): string {
  const columns = node.list('columns').map((name) => quoteName(identifier(name)));
  if (columns.length === 0) throw new UnsupportedSql('INSERT without a list of columns', node.origin);
  const query = node.take('query');
  const rows = node.list('values').map((row) => {
    if (!Array.isArray(row)) throw new UnsupportedSql('this INSERT', row);
    return `(${row.map(printer.expression).join(', ')})`;
  });
  const content = query === undefined ? `VALUES ${rows.join(', ')}` : printer.query(query);
  return `INSERT INTO ${printTarget(node.required('table'))} (${columns.join(', ')}) ${content}`;
}

function printUpdate(node: SyntaxNode, printer: Printer): string {
  const assignments = node.list('set').map((pair) => {
    const [name, content] = Array.isArray(pair) ? (pair as readonly unknown[]) : [];
    return `${quoteName(identifier(name))} = ${printer.expression(content)}`;
  });
  return `UPDATE ${printTarget(node.required('table'))} SET ${assignments.join(', ')} ${printWhere(node, printer)}`;
}

/** Partitioning and clustering lay out storage on BigQuery and mean nothing here. */
const LAYOUT_PROPERTIES: ReadonlySet<string> = new Set(['partition_by_property', 'cluster_by_columns_property']);

function printCreateTable(node: SyntaxNode): string {
  if (!node.flag('if_not_exists')) throw new UnsupportedSql('CREATE TABLE without IF NOT EXISTS', node.origin);
  const columns = node.list('columns').map((column) => {
    const definition = new SyntaxNode('CREATE TABLE', column);
    const name = quoteName(identifier(definition.required('name')));
    const type = readType(definition.required('data_type')).duckdb;
    const constraints = definition.list('constraint_order').map((constraint) => {
      if (constraint !== 'NotNull') throw new UnsupportedSql(`constraint ${String(constraint)}`, column);
      return ' NOT NULL';
    });
    definition.ignore('nullable');
    definition.end();
    return `${name} ${type}${constraints.join('')}`;
  });
  if (columns.length === 0) throw new UnsupportedSql('CREATE TABLE without columns', node.origin);
  for (const property of node.list('properties'))
    if (!isRecord(property) || !LAYOUT_PROPERTIES.has(Object.keys(property)[0] ?? ''))
      throw new UnsupportedSql('this option of CREATE TABLE', property);
  return `CREATE TABLE IF NOT EXISTS ${printTarget(peek(node.required('name')) ?? undefined)} (${columns.join(', ')})`;
}
