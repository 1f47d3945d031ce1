import { kindOf, peek, unwrapParens } from './syntax-tree.js';
import { UnsupportedSql } from './unsupported-sql.js';

const STRING_LITERALS: readonly unknown[] = ['string', 'raw_string', 'triple_quoted_string'];

/** The text of a string literal, or undefined for anything else. */
export function stringLiteral(node: unknown): string | undefined {
  const inner = unwrapParens(node);
  if (kindOf(inner) !== 'literal' || !STRING_LITERALS.includes(peek(inner, 'literal', 'literal_type')))
    return undefined;
  const value = peek(inner, 'literal', 'value');
  return typeof value === 'string' ? value : undefined;
}

/** An integer written out, a minus sign included; undefined for anything else. */
export function integerLiteral(node: unknown): number | undefined {
  const inner = unwrapParens(node);
  if (kindOf(inner) === 'neg') {
    const value = integerLiteral(peek(inner, 'neg', 'this'));
    return value === undefined ? undefined : -value;
  }
  if (kindOf(inner) !== 'literal') return undefined;
  const type = peek(inner, 'literal', 'literal_type');
  const value = peek(inner, 'literal', 'value');
  if ((type !== 'number' && type !== 'string') || typeof value !== 'string' || !/^\d{1,15}$/.test(value))
    return undefined;
  return Number(value);
}

export function requireString(node: unknown, what: string): string {
  const text = stringLiteral(node);
  if (text === undefined) throw new UnsupportedSql(`${what} that is not a string literal`, node);
  return text;
}

export function requireInteger(node: unknown, what: string): number {
  const value = integerLiteral(node);
  if (value === undefined) throw new UnsupportedSql(`${what} that is not an integer literal`, node);
  return value;
}

/** The word of a date part: `MONTH`, `WEEK(MONDAY)`. */
export function datePart(node: unknown): string {
  const word = peek(node, 'var', 'this');
  if (typeof word === 'string') return word.toUpperCase();
  const column = peek(node, 'column', 'name', 'name');
  if (typeof column === 'string') return column.toUpperCase();
  const name = peek(node, 'function', 'name');
  const args = peek(node, 'function', 'args');
  if (typeof name === 'string' && Array.isArray(args) && args.length === 1)
    return `${name.toUpperCase()}(${datePart(args[0])})`;
  throw new UnsupportedSql('a date part that is not a word', node);
}
