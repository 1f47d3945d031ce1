import { type RequestColumn, requestColumns } from './request-columns.js';

/** The table of columns in docs/mappings.md, padded as a formatter would. */
export function renderColumns(columns: readonly RequestColumn[] = requestColumns): string {
  const rows = [
    ['column', 'kind', 'what it means', 'a wrong text'],
    ...columns.map((column) => [
      `\`${column.name}\`${column.isRequired === true ? ' (required)' : ''}`,
      kindOf(column),
      column.meaning,
      consequenceOf(column),
    ]),
  ];
  const widths = rows[0]?.map((_, place) => Math.max(...rows.map((row) => row[place]?.length ?? 0))) ?? [];
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, place) => cell.padEnd(widths[place] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [head, widths.map((width) => '-'.repeat(width)), ...body].map(line).join('\n');
}

function kindOf({ kind, words }: RequestColumn): string {
  return words === undefined ? kind : words.map((word) => `\`${word}\``).join(' or ');
}

function consequenceOf({ kind, isRequired, isEvidence }: RequestColumn): string {
  if (isRequired === true) return 'rejects the record, as does none';
  if (isEvidence === true) return 'is left out and counted';
  return ['text', 'key', 'url'].includes(kind) ? 'cannot be' : 'rejects the record';
}
