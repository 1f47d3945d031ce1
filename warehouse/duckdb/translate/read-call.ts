import type { Call } from './closed-list/entry.js';
import { kindOf, type SyntaxNode } from './syntax-tree.js';
import { UnsupportedSql } from './unsupported-sql.js';

/** Functions for which the parser has a node of their own: name, and the fields that are the arguments, in order. */
const FUNCTION_NODES = new Map<string, readonly [string, ...string[]]>([
  ['lower', ['LOWER', 'this']],
  ['upper', ['UPPER', 'this']],
  ['length', ['LENGTH', 'this']],
  ['trim', ['TRIM', 'this', 'characters']],
  ['substring', ['SUBSTR', 'this', 'start', 'length']],
  ['starts_with', ['STARTS_WITH', 'this', 'expression']],
  ['ends_with', ['ENDS_WITH', 'this', 'expression']],
  ['str_position', ['STRPOS', 'this', 'substr']],
  ['round', ['ROUND', 'this', 'decimals']],
  ['floor', ['FLOOR', 'this']],
  ['ceil', ['CEIL', 'this']],
  ['abs', ['ABS', 'this']],
  ['mod_func', ['MOD', 'this', 'expression']],
  ['safe_divide', ['SAFE_DIVIDE', 'this', 'expression']],
  ['last_day', ['LAST_DAY', 'this', 'unit']],
  ['timestamp', ['TIMESTAMP', 'this', 'zone']],
  ['if_func', ['IF', 'condition', 'true_value', 'false_value']],
  ['extract', ['EXTRACT', 'field', 'this']],
]);

/** Other spellings GoogleSQL has for the same function. */
const SYNONYMS = new Map([
  ['CEILING', 'CEIL'],
  ['SUBSTRING', 'SUBSTR'],
  ['CHAR_LENGTH', 'LENGTH'],
  ['CHARACTER_LENGTH', 'LENGTH'],
]);

/** Reads a node as a function call; undefined when it is something else. */
export function readCall(node: SyntaxNode): Call | undefined {
  if (node.kind === 'function') {
    const name = node.text('name')?.toUpperCase() ?? '';
    const args = node.list('args');
    node.end();
    return { name: SYNONYMS.get(name) ?? name, args, node: node.origin };
  }
  if (node.kind === 'coalesce') {
    const name = node.text('original_name')?.toUpperCase() ?? 'COALESCE';
    const args = node.list('expressions');
    node.end();
    return { name, args, node: node.origin };
  }
  const [name, ...fields] = FUNCTION_NODES.get(node.kind) ?? [];
  if (name === undefined) return undefined;
  node.ignore('with_tz', ...(node.kind === 'trim' ? ['position'] : []));
  const args = fields.map((field) => node.take(field));
  node.end();
  if (node.kind === 'extract') args[0] = readField(args[0]);
  while (args.length > 0 && args.at(-1) === undefined) args.pop();
  return { name, args, node: node.origin };
}

/** `EXTRACT(DAY FROM …)` names its part as a word, or as `{ Custom: word }`. */
function readField(field: unknown): unknown {
  if (typeof field === 'string') return field;
  const [word] = kindOf(field) === 'Custom' ? Object.values(field as Record<string, unknown>) : [];
  if (typeof word !== 'string') throw new UnsupportedSql('EXTRACT of this part', field);
  return word;
}
