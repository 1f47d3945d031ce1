/**
 * What a terminal obeys or does not show: C0 and C1 controls, DEL, line separators, bidi controls and other invisible format
 * characters, halves of a surrogate pair. https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/** One line of text for a person: every hidden character, line breaks too, is written out as `\u{1b}`. */
export function showHidden(text: string): string {
  return text.replace(HIDDEN, spell);
}

/** The same for text of several lines: line breaks and tabs stay. */
export function showHiddenInLines(text: string): string {
  return text.replace(HIDDEN, (character) => (character === '\n' || character === '\t' ? character : spell(character)));
}

/** JSON text that a terminal shows as it is, and that any parser reads as before. */
export function escapeHiddenInJson(json: string): string {
  return json.replace(HIDDEN, (character) => (character === '\n' ? character : escapeUnits(character)));
}

function spell(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

function escapeUnits(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
