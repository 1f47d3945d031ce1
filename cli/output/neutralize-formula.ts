/**
 * A text cell that a spreadsheet would run as a formula gets a leading apostrophe, which spreadsheets take for "this is text".
 * https://owasp.org/www-community/attacks/CSV_Injection (the full-width signs are read as formulas by some locales).
 */
export function neutralizeFormula(text: string): string {
  return /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/u.test(text) ? `'${text}` : text;
}
