import { markdownTable } from './markdown-table.js';
import { type RequestColumn, requestColumns } from './request-columns.js';

/** The table of columns in docs/mappings.md. */
export function renderColumns(columns: readonly RequestColumn[] = requestColumns): string {
  return markdownTable([
    ['column', 'kind', 'what it means', 'a wrong text'],
    ...columns.map((column) => [
      `\`${column.name}\`${column.isRequired === true ? ' (required)' : ''}`,
      kindOf(column),
      column.meaning,
      consequenceOf(column),
    ]),
  ]);
}

function kindOf({ kind, words }: RequestColumn): string {
  return words === undefined ? kind : words.map((word) => `\`${word}\``).join(' or ');
}

function consequenceOf({ kind, isRequired, isEvidence }: RequestColumn): string {
  if (isRequired === true) return 'rejects the record, as does none';
  if (isEvidence === true) return 'is left out and counted';
  return ['text', 'key', 'url'].includes(kind) ? 'cannot be' : 'rejects the record';
}
