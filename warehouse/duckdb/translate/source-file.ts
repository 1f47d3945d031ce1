/** The SQLX file a compiled statement came from. Without its text, lines are those of the compiled statement. */
export interface SourceFile {
  readonly name: string;
  readonly text?: string;
}

/**
 * The line in the SQLX file that became line `line` of the compiled statement, both counted from 1. Compilation drops the
 * config block and fills in templates, so lines are matched by their text; where that says nothing, undefined.
 */
export function sourceLine(file: SourceFile, statement: string, line: number): number | undefined {
  if (file.text === undefined) return undefined;
  const source = file.text.split('\n').map((text) => text.trim());
  const compiled = statement.split('\n').map((text) => text.trim());
  // The nearest line that occurs once in the file, and from there by distance: templates seldom add lines.
  for (let distance = 0; distance < compiled.length; distance += 1)
    for (const near of [line - 1 - distance, line - 1 + distance]) {
      const text = compiled[near];
      if (text === undefined || text.length < 2) continue;
      const found = source.indexOf(text);
      if (found >= 0 && source.lastIndexOf(text) === found) return Math.max(1, found + line - near);
    }
  return undefined;
}
