import { type TypeEntry, typeNamed } from './closed-list/types.js';
import { SyntaxNode } from './syntax-tree.js';
import { UnsupportedSql } from './unsupported-sql.js';

/** The parser's own words for GoogleSQL's types. */
const PARSER_WORDS = new Map([
  ['decimal', 'NUMERIC'],
  ['string', 'STRING'],
  ['date', 'DATE'],
  ['timestamp', 'TIMESTAMP'],
  ['boolean', 'BOOL'],
  ['big_int', 'INT64'],
]);

export function readType(dataType: unknown): TypeEntry {
  const node = new SyntaxNode('type', dataType);
  const word = node.text('data_type') ?? '';
  const name = word === 'custom' ? (node.text('name') ?? '').toUpperCase() : PARSER_WORDS.get(word);
  const entry = typeNamed(name ?? word);
  if (entry === undefined) throw new UnsupportedSql(`type ${(name ?? word).toUpperCase()}`, dataType);
  node.ignore('timezone');
  node.end();
  return entry;
}
