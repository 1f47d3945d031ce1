import { closedList } from './closed-list/closed-list.js';
import type { ClosedListEntry, Section } from './closed-list/entry.js';

const TITLES: Readonly<Record<Section, string>> = {
  type: 'Types',
  literal: 'Literals',
  operator: 'Operators',
  'text function': 'Text functions',
  'date and time function': 'Date and time functions',
  'number function': 'Number functions',
  'conditional function': 'Conditional functions',
  'aggregate function': 'Aggregate functions',
  'window function': 'Window functions',
  query: 'Queries',
  statement: 'Statements in operations',
};

const INTRODUCTION = `# GoogleSQL on DuckDB

The models are written in GoogleSQL. On BigQuery they run as they are; on DuckDB each statement is parsed and printed again,
and this is the whole of what it may contain. Anything else stops the run before a table is touched, with the file, the line
and the name of what is not supported.

Names that begin with \`g_\` are macros kept in the database (\`warehouse/duckdb/translate/macros.ts\`).

This page is generated from \`warehouse/duckdb/translate/closed-list\`: \`UPDATE_DOCS=1 npx vitest run test/warehouse/duckdb\`.
`;

/** The text of docs/googlesql.md. */
export function renderClosedList(entries: readonly ClosedListEntry[] = closedList): string {
  const sections = (Object.keys(TITLES) as Section[]).map((section) => {
    const rows = entries.filter((entry) => entry.section === section).map(readCells);
    return `## ${TITLES[section]}\n\n${renderTable(['GoogleSQL', 'DuckDB', 'Notes'], rows)}\n`;
  });
  return [INTRODUCTION, ...sections].join('\n');
}

function readCells({ googlesql, duckdb, note }: ClosedListEntry): readonly string[] {
  const isWords = duckdb.startsWith('the ');
  return [code(googlesql), isWords ? duckdb : code(duckdb), note?.replaceAll('|', '\\|') ?? ''];
}

/** Columns are padded to one width, as the formatter would. */
function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const length = (text: string): number => [...text].length;
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => length(row[column] ?? ''))));
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => (cells[column] ?? '') + ' '.repeat(width - length(cells[column] ?? ''))).join(' | ')} |`;
  return [head, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('\n');
}

/** Code in a table cell: a pipe would end the cell even inside backticks, and a backtick needs two around it. */
function code(text: string): string {
  const escaped = text.replaceAll('|', '\\|');
  return text.includes('`') ? `\`\` ${escaped} \`\`` : `\`${escaped}\``;
}
