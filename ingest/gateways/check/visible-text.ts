const LONGEST = 40;

/** A value from a log as a person may see it: shortened, and nothing in it that moves a cursor, hides or turns text around. */
export function visibleText(text: string): string {
  const characters = [...text];
  const short = characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join('')}…` : text;
  return short.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu, escaped);
}

function escaped(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
