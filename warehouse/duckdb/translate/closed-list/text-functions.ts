import { integerLiteral, requireInteger, requireString } from '../literals.js';
import { quoteText } from '../names.js';
import { kindOf, peek } from '../syntax-tree.js';
import { UnsupportedSql } from '../unsupported-sql.js';
import type { FunctionEntry } from './entry.js';

/** Unicode White_Space, which GoogleSQL trims; DuckDB's own default is the space alone. */
const WHITE_SPACE =
  '\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000';

const section = 'text function';

export const textFunctions: readonly FunctionEntry[] = [
  { section, name: 'LOWER', takes: [1, 1], googlesql: 'LOWER(text)', duckdb: 'lower($1)' },
  { section, name: 'UPPER', takes: [1, 1], googlesql: 'UPPER(text)', duckdb: 'upper($1)' },
  {
    section,
    name: 'LENGTH',
    takes: [1, 1],
    googlesql: 'LENGTH(text), CHAR_LENGTH(text)',
    duckdb: 'length($1)',
    note: 'Characters, not bytes.',
  },
  {
    section,
    name: 'TRIM',
    takes: [1, 2],
    googlesql: 'TRIM(text [, characters])',
    duckdb: 'trim($1, characters)',
    note: 'Without characters, every Unicode white space is trimmed.',
    print: ({ args }, { expression }) =>
      `trim(${expression(args[0])}, ${args[1] === undefined ? quoteText(WHITE_SPACE) : expression(args[1])})`,
  },
  {
    section,
    name: 'CONCAT',
    takes: [1, 99],
    googlesql: 'CONCAT(text, …)',
    duckdb: '(a || b || …)',
    note: "NULL if any part is NULL; DuckDB's own concat would skip it.",
    print: ({ args }, { expression }) => `(${args.map(expression).join(' || ')})`,
  },
  {
    section,
    name: 'SUBSTR',
    takes: [2, 3],
    googlesql: 'SUBSTR(text, position [, length])',
    duckdb: 'substr($1, position [, length])',
    note: 'Position 0 counts as 1; a negative one from the end, at most to the start.',
    print: ({ args }, { expression }) => {
      const [text, position, length] = args.map(expression);
      const written = integerLiteral(args[1]);
      if (length !== undefined && (integerLiteral(args[2]) ?? 0) < 0)
        throw new UnsupportedSql('SUBSTR with a negative length', args[2]);
      const start = written !== undefined && written > 0 ? position : `g_start_position(${text}, ${position})`;
      return `substr(${[text, start, length].filter((part) => part !== undefined).join(', ')})`;
    },
  },
  {
    section,
    name: 'STARTS_WITH',
    takes: [2, 2],
    googlesql: 'STARTS_WITH(text, prefix)',
    duckdb: 'starts_with($1, $2)',
  },
  { section, name: 'ENDS_WITH', takes: [2, 2], googlesql: 'ENDS_WITH(text, suffix)', duckdb: 'ends_with($1, $2)' },
  { section, name: 'STRPOS', takes: [2, 2], googlesql: 'STRPOS(text, part)', duckdb: 'strpos($1, $2)' },
  { section, name: 'REPLACE', takes: [3, 3], googlesql: 'REPLACE(text, from, to)', duckdb: 'replace($1, $2, $3)' },
  {
    section,
    name: 'LPAD',
    takes: [3, 3],
    googlesql: 'LPAD(text, length, pattern)',
    duckdb: 'lpad($1, CAST($2 AS INTEGER), $3)',
  },
  {
    section,
    name: 'REGEXP_CONTAINS',
    takes: [2, 2],
    googlesql: "REGEXP_CONTAINS(text, r'…')",
    duckdb: 'regexp_matches($1, $2)',
    note: 'Both engines use RE2; a match anywhere counts.',
  },
  {
    section,
    name: 'REGEXP_EXTRACT',
    takes: [2, 2],
    googlesql: "REGEXP_EXTRACT(text, r'…')",
    duckdb: 'CASE WHEN regexp_matches($1, $2) THEN regexp_extract($1, $2, group) END',
    note: 'The pattern is a literal with at most one group. NULL where nothing matches; DuckDB alone would give an empty text.',
    print: ({ args }, { expression }) => {
      const pattern = requireString(args[1], 'a REGEXP_EXTRACT pattern');
      const groups = countGroups(pattern);
      if (groups > 1) throw new UnsupportedSql('REGEXP_EXTRACT with more than one group', args[1]);
      const text = expression(args[0]);
      const quoted = quoteText(pattern);
      return `CASE WHEN regexp_matches(${text}, ${quoted}) THEN regexp_extract(${text}, ${quoted}, ${groups}) END`;
    },
  },
  {
    section,
    name: 'REGEXP_REPLACE',
    takes: [3, 3],
    googlesql: "REGEXP_REPLACE(text, r'…', replacement)",
    duckdb: "regexp_replace($1, $2, $3, 'g')",
    note: 'Every match is replaced; `\\1` names a group in both.',
  },
  {
    section,
    name: 'SPLIT',
    takes: [1, 2],
    googlesql: 'SPLIT(text [, delimiter])[SAFE_OFFSET(n)]',
    duckdb: 'string_split($1, $2)[n + 1]',
    note: 'Only with SAFE_OFFSET: arrays are not values here.',
    print: ({ node }) => {
      throw new UnsupportedSql('SPLIT without [SAFE_OFFSET(n)]', node);
    },
  },
  {
    section,
    name: 'TO_HEX',
    takes: [1, 1],
    googlesql: 'TO_HEX(SHA256(text)), TO_HEX(MD5(text))',
    duckdb: 'sha256($1), md5($1)',
    note: 'Only around SHA256 and MD5: bytes are not values here.',
    print: ({ args, node }, { expression }) => {
      const hash = String(peek(args[0], 'function', 'name')).toUpperCase();
      const hashed = peek(args[0], 'function', 'args');
      if (kindOf(args[0]) !== 'function' || !['SHA256', 'MD5'].includes(hash) || !Array.isArray(hashed))
        throw new UnsupportedSql('TO_HEX of anything but SHA256 or MD5', node);
      if (hashed.length !== 1) throw new UnsupportedSql(`${hash} with ${hashed.length} arguments`, node);
      return `${hash.toLowerCase()}(${expression(hashed[0])})`;
    },
  },
];

/** `SPLIT(text, delimiter)[SAFE_OFFSET(n)]`, where `n` counts from 0 and NULL is beyond the end. */
export function printSplitItem(
  args: readonly unknown[],
  offset: unknown,
  expression: (node: unknown) => string,
): string {
  const place = requireInteger(offset, 'SAFE_OFFSET');
  if (place < 0) return 'CAST(NULL AS VARCHAR)';
  const delimiter = args[1] === undefined ? "','" : expression(args[1]);
  return `(string_split(${expression(args[0])}, ${delimiter}))[${place + 1}]`;
}

/** Groups of a regular expression that capture: `(`, and `(?P<name>`, but not `(?:` nor what is escaped or in a class. */
function countGroups(pattern: string): number {
  const bare = pattern.replaceAll(/\\./g, '').replaceAll(/\[\^?\]?[^\]]*\]/g, '');
  return (bare.match(/\((?!\?)|\(\?P?</g) ?? []).length;
}
