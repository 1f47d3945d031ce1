import { isRecord, peek } from './syntax-tree.js';
import { UnsupportedSql } from './unsupported-sql.js';

/** Always quoted, so that no name is ever read as a keyword. DuckDB compares quoted names without regard to case, as GoogleSQL does. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** The text of the parser's identifier. */
export function identifier(node: unknown): string {
  const name = peek(node, 'name');
  if (typeof name !== 'string') throw new UnsupportedSql('a name that is not an identifier', node);
  if (name.startsWith('@')) throw new UnsupportedSql(`query parameter ${name}`, node);
  return name;
}

export interface TableName {
  readonly schema: string | undefined;
  readonly name: string;
}

/** `project.dataset.table` in any of GoogleSQL's quotings. The project is dropped: a DuckDB file is one project. */
export function tableName(fields: {
  readonly name: unknown;
  readonly schema: unknown;
  readonly catalog: unknown;
}): TableName {
  const words = [fields.catalog, fields.schema, fields.name]
    .filter(isRecord)
    .flatMap((part) => identifier(part).split('.'));
  const [name, schema] = words.reverse();
  if (name === undefined || words.length > 3) throw new UnsupportedSql(`table name ${words.join('.')}`, fields.name);
  return { schema, name };
}

export function quoteTable({ schema, name }: TableName): string {
  return schema === undefined ? quoteName(name) : `${quoteName(schema)}.${quoteName(name)}`;
}
