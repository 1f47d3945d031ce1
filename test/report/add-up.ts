import Big from 'big.js';

/** A table of a report's text: its heads, and its rows as cells. */
interface TextTable {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The tables of a text: a line of heads, a line of dashes that says where each column stands, and rows up to the next blank. */
export function tablesOf(text: string): readonly TextTable[] {
  const lines = text.split('\n');
  return lines.flatMap((line, at) => {
    if (!/^ *─[─ ]*$/.test(line)) return [];
    const spans = [...line.matchAll(/─+/g)].map(({ index, 0: dashes }) => [index, index + dashes.length] as const);
    const cut = (row: string): string[] => spans.map(([from, to]) => row.slice(from, to).trim());
    const rest = lines.slice(at + 1);
    const end = rest.indexOf('');
    return [{ heads: cut(lines[at - 1] ?? ''), rows: rest.slice(0, end < 0 ? undefined : end).map(cut) }];
  });
}

/** The rows of a table up to and with its total: notes stand below. */
export function rowsUpTo(table: TextTable | undefined, total: string): TextTable['rows'] {
  return table?.rows.slice(0, table.rows.findIndex(([first]) => first === total) + 1) ?? [];
}

/** The columns in which the rows above `total` do not add up to it as they are shown: `head: sum, not total`. */
export function columnsThatDoNotAddUp(table: TextTable, total: string): readonly string[] {
  const at = table.rows.findIndex(([first]) => first === total);
  const last = table.rows[at];
  if (last === undefined) return [];
  return table.heads.flatMap((head, column) => {
    const shown = amountOf(last[column]);
    if (shown === null || NOT_ADDITIVE.includes(head)) return [];
    const sum = table.rows.slice(0, at).reduce((added, row) => added.plus(amountOf(row[column]) ?? 0), new Big(0));
    return sum.eq(shown) ? [] : [`${head}: ${sum.toFixed()}, not ${shown.toFixed()}`];
  });
}

/** Ratios, and what the report says of itself that it does not add up. */
const NOT_ADDITIVE = [
  '%',
  'Change',
  'Forecast',
  'Between',
  'and',
  'Budget',
  'Over/under',
  'Per 1k good',
  'Per 1M tok.',
  'Cache hit',
];

function amountOf(cell: string | undefined): Big | null {
  return cell !== undefined && /^-?[\d,]+(\.\d+)?%?$/.test(cell) ? new Big(cell.replace(/[,%]/g, '')) : null;
}
