import { readFileSync } from 'node:fs';
import type { Problem } from './problems.js';

const NEWLINE = 0x0a;

/**
 * The text of a file that a person wrote, without its byte order mark. A file that cannot be read, or is no UTF-8 text, is one
 * problem that says what it is instead, and gives undefined.
 */
export function readText(file: string, problems: Problem[]): string | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    problems.push({ file, message: `cannot be read (${error instanceof Error ? error.message : String(error)})` });
    return undefined;
  }
  const other = otherFormat(bytes);
  if (other !== undefined) {
    problems.push({ file, message: other });
    return undefined;
  }
  const text = decode(bytes);
  if (text === undefined) {
    const line = firstWrongLine(bytes);
    const message = `is not UTF-8 text (line ${line} is the first to show it; Latin-1 or Windows-1252 is likely): save it again as UTF-8 (in Excel: "CSV UTF-8")`;
    problems.push({ file, line, message });
  }
  return text;
}

/** What the first bytes say, where they are not those of a text of one byte a letter. */
function otherFormat(bytes: Buffer): string | undefined {
  const [first = 0, second = 0] = bytes;
  if (bytes.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004')
    return 'is an Excel workbook (or another zip archive), not text: save the sheet as "CSV UTF-8"';
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (isUtf16 || bytes.subarray(0, 1000).includes(0))
    return 'is not UTF-8 text (UTF-16, which Excel calls "Unicode Text", is likely): save it again as UTF-8 (in Excel: "CSV UTF-8")';
  if (first === 0x1f && second === 0x8b) return 'is compressed (gzip): unpack it first';
  return undefined;
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function firstWrongLine(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(NEWLINE, start);
    const stop = end === -1 ? bytes.length : end;
    if (decode(bytes.subarray(start, stop)) === undefined) return line;
    start = stop + 1;
  }
  return line;
}
