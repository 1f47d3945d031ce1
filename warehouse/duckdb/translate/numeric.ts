import { kindOf, peek, unwrapParens } from './syntax-tree.js';

export const NUMERIC = 'DECIMAL(38,9)';

/** Functions whose result is NUMERIC when an argument is. */
const NUMERIC_KEEPERS: ReadonlySet<string> = new Set(['ABS', 'DIV', 'SIGN', 'LEAST', 'GREATEST', 'NULLIF', 'TRUNC']);

/**
 * Whether an expression is NUMERIC by its own wording: a cast, a literal, or arithmetic over one. A column may be NUMERIC
 * too, which only DuckDB knows; such cases are left to a macro that looks at the type.
 */
export function isNumeric(wrapped: unknown): boolean {
  const node = unwrapParens(wrapped);
  const kind = kindOf(node);
  const child = (...path: string[]): unknown => peek(node, kind, ...path);
  const some = (nodes: unknown): boolean => Array.isArray(nodes) && nodes.some(isNumeric);
  switch (kind) {
    case 'cast':
    case 'safe_cast':
      return child('to', 'data_type') === 'decimal';
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
      return kind === 'div' || isNumeric(child('left')) || isNumeric(child('right'));
    case 'neg':
    case 'abs':
    case 'sum':
    case 'min':
    case 'max':
    case 'any_value':
    case 'lag':
    case 'lead':
    case 'first_value':
    case 'last_value':
      return isNumeric(child('this'));
    case 'window_function':
      return isNumeric(child('this'));
    case 'round':
    case 'floor':
    case 'ceil':
    case 'safe_divide':
      return true;
    case 'mod_func':
      return isNumeric(child('this')) || isNumeric(child('expression'));
    case 'coalesce':
      return some(child('expressions'));
    case 'if_func':
      return isNumeric(child('true_value')) || isNumeric(child('false_value'));
    case 'case':
      return isNumeric(child('else_')) || some(pairResults(child('whens')));
    case 'function': {
      const name = child('name');
      return typeof name === 'string' && NUMERIC_KEEPERS.has(name.toUpperCase()) && some(child('args'));
    }
    default:
      return false;
  }
}

/** Whether a divisor can be seen not to be zero: a literal, or NULLIF(…, 0). */
export function isNeverZero(wrapped: unknown): boolean {
  const node = unwrapParens(wrapped);
  if (kindOf(node) === 'literal') return /[1-9]/.test(String(peek(node, 'literal', 'value')));
  if (kindOf(node) === 'cast') return isNeverZero(peek(node, 'cast', 'this'));
  if (kindOf(node) !== 'function' || String(peek(node, 'function', 'name')).toUpperCase() !== 'NULLIF') return false;
  const args = peek(node, 'function', 'args');
  return Array.isArray(args) && String(peek(unwrapParens(args[1]), 'literal', 'value')) === '0';
}

function pairResults(whens: unknown): readonly unknown[] {
  return Array.isArray(whens) ? whens.map((pair: unknown) => (Array.isArray(pair) ? pair[1] : undefined)) : [];
}
