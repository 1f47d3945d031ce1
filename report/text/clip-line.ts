import { REPORT_WIDTH } from './render-table.js';

/** One line of a report: no control characters, no wrapping. */
export function clipLine(text: string): string {
  const line = text.replace(/\p{Cc}+/gu, ' ');
  return line.length > REPORT_WIDTH ? `${line.slice(0, REPORT_WIDTH - 1)}…` : line;
}
