import Table from 'cli-table3';
import { showHidden } from './visible-text.js';

/** Lines of a report are at most this wide, so that it can be read on a terminal and pasted into a ticket. */
export const REPORT_WIDTH = 100;

export interface TableColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

const GAP = 2;
const NARROWEST = 8;

const UNDERLINED_HEAD = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  right: '',
  'left-mid': '',
  'right-mid': '',
  mid: '─',
  'mid-mid': ' '.repeat(GAP),
  middle: ' '.repeat(GAP),
};

/**
 * A borderless table of one line a row, hidden characters written out. Text columns give way (with an ellipsis) until it fits
 * the width; numbers never do.
 */
export function renderTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  width: number = REPORT_WIDTH,
): string {
  const printable = rows.map((row) => columns.map((_, index) => showHidden(row[index] ?? '')));
  const whole = drawTable(columns, printable);
  const widths = fitWidths(columns, measureColumns(whole), width);
  const lines = widths === undefined ? whole : drawTable(columns, printable, widths);
  return lines.map((line) => line.trimEnd()).join('\n');
}

/** The lines of the table: titles, the rule below them, rows. Without widths every column is as wide as its widest cell. */
function drawTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  widths?: readonly number[],
): string[] {
  const table = new Table({
    chars: UNDERLINED_HEAD,
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
    head: columns.map((column) => showHidden(column.title)),
    colAligns: columns.map((column) => column.align ?? 'left'),
    ...(widths === undefined ? {} : { colWidths: [...widths] }),
  });
  table.push(...rows.map((row) => [...row]));
  // A character of two units that was cut in half leaves a blank of the same width.
  return table
    .toString()
    .replace(/\p{Cs}/gu, ' ')
    .split('\n');
}

/** Columns of the terminal that each column takes, read off the rule: the library counts wide and combining characters. */
function measureColumns([, rule = '']: readonly string[]): number[] {
  return rule.split(' '.repeat(GAP)).map((part) => part.length);
}

/** The widths at which the table fits; undefined where it does as it is. */
function fitWidths(columns: readonly TableColumn[], whole: readonly number[], width: number): number[] | undefined {
  const widths = [...whole];
  let excess = widths.reduce((total, each) => total + each, GAP * (columns.length - 1)) - width;
  if (excess <= 0) return undefined;
  while (excess > 0) {
    const widest = widths.reduce((best, each, index) => {
      const mayShrink = columns[index]?.align !== 'right' && each > NARROWEST;
      return mayShrink && each > (widths[best] ?? 0) ? index : best;
    }, -1);
    const current = widths[widest];
    if (current === undefined) break;
    widths[widest] = current - 1;
    excess -= 1;
  }
  return widths;
}
