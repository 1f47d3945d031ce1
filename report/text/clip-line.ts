import { REPORT_WIDTH } from './render-table.js';
import { showHidden } from './visible-text.js';

/** One line of text that is shown in full, no longer than the width: no hidden characters, no wrapping. */
export function clipLine(text: string, width: number = REPORT_WIDTH): string {
  const characters = [...showHidden(text)];
  return characters.length > width ? `${characters.slice(0, width - 1).join('')}…` : characters.join('');
}
