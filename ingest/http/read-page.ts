import type { Page, PageRequest } from './fetch-page.js';
import { parseExactJson } from './parse-exact-json.js';

/** A whole answer that is no JSON: a proxy's page, nothing at all, or the beginning of a page. It never quotes the answer. */
export class NotJsonError extends Error {
  override readonly name = 'NotJsonError';
}

export function readPage(text: string, request: Pick<PageRequest, 'decimalFields'>): Page {
  try {
    const { body, quotedCount } = parseExactJson(text, request.decimalFields);
    return { body, bytes: Buffer.byteLength(text), hasBinaryDecimals: quotedCount > 0 };
  } catch (error) {
    // The parser's own message quotes what it could not read, so it is not handed on.
    if (error instanceof SyntaxError) throw new NotJsonError(text.trim() === '' ? 'empty' : 'not JSON');
    throw error;
  }
}
