import { quoteText } from './names.js';
import type { SyntaxNode } from './syntax-tree.js';
import { UnsupportedSql } from './unsupported-sql.js';

const LARGEST_INT64 = 9_223_372_036_854_775_807n;

/** Integers are BIGINT, as INT64 is, so that arithmetic on them neither overflows early nor widens. */
export function printLiteral(node: SyntaxNode): string {
  const type = node.text('literal_type') ?? '';
  const value = node.raw('value');
  node.end();
  if (typeof value !== 'string') throw new UnsupportedSql(`a ${type} literal`, node.origin);
  switch (type) {
    case 'number':
      if (!/^\d+$/.test(value))
        throw new UnsupportedSql(`FLOAT64 literal ${value}: write NUMERIC '${value}'`, node.origin);
      if (BigInt(value) > LARGEST_INT64) throw new UnsupportedSql(`integer ${value} beyond INT64`, node.origin);
      return `${BigInt(value)}::BIGINT`;
    case 'string':
    case 'raw_string':
      return quoteText(value);
    case 'date':
      return `DATE ${quoteText(value)}`;
    case 'timestamp':
      return `TIMESTAMPTZ ${quoteText(value)}`;
    default:
      throw new UnsupportedSql(`${type.replaceAll('_', ' ')} literal`, node.origin);
  }
}
