export interface ExactJson {
  readonly body: unknown;
  /** How many decimal fields came as JSON numbers. */
  readonly quotedCount: number;
}

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/**
 * Parses JSON and keeps the numbers of the named fields as text, digit by digit: JSON.parse would make
 * 0.1234567890123456789 a binary float before anyone could look at it. Node 20 has no source text access in a reviver,
 * so the literals are put in quotes before parsing.
 */
export function parseExactJson(text: string, decimalFields: readonly string[]): ExactJson {
  const fields = new Set(decimalFields);
  const parts: string[] = [];
  let copied = 0;
  let quotedCount = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at)) {
    const end = endOfString(text, at);
    if (end === -1) break;
    const name = text.slice(at + 1, end);
    at = end + 1;
    if (!fields.has(name)) continue;
    const colon = skipSpace(text, at);
    if (text[colon] !== ':') continue;
    const start = skipSpace(text, colon + 1);
    let stop = start;
    while (stop < text.length && '+-.0123456789eE'.includes(text.charAt(stop))) stop++;
    const literal = text.slice(start, stop);
    // What is not a number is left for JSON.parse to accept or to refuse.
    if (!NUMBER.test(literal)) continue;
    parts.push(text.slice(copied, start), '"', literal, '"');
    copied = stop;
    at = stop;
    quotedCount++;
  }
  parts.push(text.slice(copied));
  return { body: JSON.parse(parts.join('')) as unknown, quotedCount };
}

/** Index of the closing quote of the string that opens at `open`, or -1. */
function endOfString(text: string, open: number): number {
  let at = text.indexOf('"', open + 1);
  while (at !== -1) {
    let backslashes = 0;
    while (text[at - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return at;
    at = text.indexOf('"', at + 1);
  }
  return -1;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at++;
  return at;
}
