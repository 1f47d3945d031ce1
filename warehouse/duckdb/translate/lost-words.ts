import { UnsupportedSql } from './unsupported-sql.js';

/** Words the parser reads as something else, so that the tree no longer shows them. */
const LOST_WORDS = /\b(BIGNUMERIC|BIGDECIMAL|DECIMAL)\b/i;

/** Strings, quoted names and comments, whose words do not count. */
const QUOTED = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`|--[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\//g;

/** Refuses words that change the meaning and that the parser would lose: it reads BIGNUMERIC '1' as NUMERIC '1'. */
export function refuseLostWords(script: string): void {
  const bare = script.replaceAll(QUOTED, (quoted) => quoted.replaceAll(/[^\n]/g, ' '));
  const found = LOST_WORDS.exec(bare);
  if (found === null) return;
  const line = bare.slice(0, found.index).split('\n').length;
  throw new UnsupportedSql(`type ${found[0].toUpperCase()}`, { span: { line, column: 1 } });
}
