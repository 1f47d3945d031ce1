/** Steps from the record to a value: names of fields and 0-based places in lists. */
export type Path = readonly (string | number)[];

const STEP = /(?:^|\.)(?:"((?:[^"]|"")+)"|([^."[\]]+))|\[(\d+)\]/y;

/**
 * Reads `metadata.usage."cached.tokens"[0].count`; undefined when the text is no path. Names with dots, brackets or quotes
 * stand in double quotes. Text that holds JSON is passed through like an object. The `$` of a JSONPath is refused: it would be
 * taken for a name.
 */
export function parsePath(text: string): Path | undefined {
  const steps: (string | number)[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < text.length) {
    const match = STEP.exec(text);
    if (match === null) return undefined;
    const [, quoted, plain, index] = match;
    if (index !== undefined) steps.push(Number(index));
    else steps.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
  }
  return typeof steps[0] === 'string' && steps[0] !== '$' ? steps : undefined;
}

/** The path as a person writes it. */
export function printPath(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    const name = /^[^."[\]]+$/.test(step) ? step : `"${step.replaceAll('"', '""')}"`;
    return text === '' ? name : `${text}.${name}`;
  }, '');
}
