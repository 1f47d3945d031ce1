import Table from 'cli-table3';

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

/** A borderless table of one line a row. Text columns give way (with an ellipsis) until it fits the width; numbers never do. */
export function renderTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  width: number = REPORT_WIDTH,
): string {
  const printable = rows.map((row) => columns.map((_, index) => toOneLine(row[index] ?? '')));
  const table = new Table({
    chars: UNDERLINED_HEAD,
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
    head: columns.map((column) => column.title),
    colAligns: columns.map((column) => column.align ?? 'left'),
    colWidths: fitWidths(columns, printable, width),
  });
  table.push(...printable);
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

function fitWidths(columns: readonly TableColumn[], rows: readonly (readonly string[])[], width: number): number[] {
  const widths = columns.map((column, index) =>
    Math.max(column.title.length, 1, ...rows.map((row) => (row[index] ?? '').length)),
  );
  let excess = widths.reduce((total, each) => total + each, GAP * (columns.length - 1)) - width;
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

// Names come from logs: a control character in one must not move the cursor or colour the terminal.
function toOneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}
