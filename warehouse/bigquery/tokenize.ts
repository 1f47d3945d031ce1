const KINDS = ['comment', 'text', 'quoted', 'space', 'number', 'word', 'other'] as const;

/** `text` is a string literal, `quoted` a name in back quotes, `other` any single character. */
export type TokenKind = (typeof KINDS)[number];

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

/**
 * GoogleSQL's tokens as far as names need telling from text: strings may be raw, bytes or triple-quoted.
 * https://cloud.google.com/bigquery/docs/reference/standard-sql/lexical
 */
const TOKEN = new RegExp(
  [
    String.raw`(?<comment>--[^\n]*|#[^\n]*|/\*[\s\S]*?\*/)`,
    String.raw`(?<text>(?:\b[rRbB]{1,2})?(?:"""(?:\\[\s\S]|[^\\])*?"""|'''(?:\\[\s\S]|[^\\])*?'''|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'))`,
    '(?<quoted>`(?:\\\\[\\s\\S]|[^`\\\\])*`)',
    String.raw`(?<space>\s+)`,
    String.raw`(?<number>\d[\w]*(?:\.\d+)?)`,
    String.raw`(?<word>[A-Za-z_]\w*)`,
    String.raw`(?<other>[\s\S])`,
  ].join('|'),
  'g',
);

/** The tokens of a statement; joined they are the statement again. */
export function tokenize(sql: string): readonly Token[] {
  return [...sql.matchAll(TOKEN)].map(({ 0: text, groups }) => ({
    kind: KINDS.find((kind) => groups?.[kind] !== undefined) ?? 'other',
    text,
  }));
}

/** Neither white space nor a comment. */
export function isSignificant({ kind }: Token): boolean {
  return kind !== 'space' && kind !== 'comment';
}
