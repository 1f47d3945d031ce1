import { basename } from 'node:path';
import type { LogCheck } from '../../ingest/gateways/check/check-log.js';
import type { ColumnCheck } from '../../ingest/gateways/check/count-columns.js';
import type { Mapping } from '../../ingest/gateways/mapping/read-mapping.js';
import { isOneALine, type Layout } from '../../ingest/gateways/read/log-format.js';
import { formatCount } from '../../report/text/format-amount.js';
import { renderTable } from '../../report/text/render-table.js';

const LAYOUTS: Readonly<Record<Layout, string>> = {
  lines: 'one JSON object a line',
  'marked lines': 'one JSON object a line',
  array: 'one JSON array',
  objects: 'JSON objects',
  csv: 'CSV',
  parquet: 'Parquet',
};

/** Characters that are shown of a path (its end, which tells it from its neighbours) and of a value: a row fits a report. */
const LONGEST_PATH = 34;
const LONGEST_VALUE = 26;

/** What a mapping makes of a log, for a terminal. */
export function formatLogCheck(mapping: Mapping, check: LogCheck): string {
  const { format, records, rejected, leftOut, columns } = check;
  const requests = records - leftOut;
  const others = leftOut === 0 ? '' : `, ${formatCount(leftOut)} left out that are no requests`;
  const compression = format.compression === 'uncompressed' ? '' : `, ${format.compression}`;
  const isOfLines = isOneALine(format, mapping);
  const never = columns.filter((column) => column.records === 0);
  const lacking = columns.filter((column) => column.isRequired && column.records < requests);
  return `${[
    `${mapping.name}, version ${mapping.version}, on ${basename(check.path)} (${LAYOUTS[format.layout]}${compression})`,
    `${counted(records, 'record')} read, ${formatCount(requests - rejected)} would land, ${formatCount(rejected)} rejected${others}`,
    ...formatColumns(columns),
    ...part('Mapped, and never filled:', wrapWords(never.filter((each) => each.isMapped).map(({ column }) => column))),
    ...part('Not mapped:', wrapWords(never.filter((each) => !each.isMapped).map(({ column }) => column))),
    ...part(
      'Required, and not there or not readable:',
      lacking.map((column) => `${column.column} in ${counted(requests - column.records, 'record')}`),
    ),
    ...part(
      'Rejected:',
      check.rejections.map(
        ({ field, reason, records: count, firstLine }) =>
          `${counted(count, 'record')}, first in ${isOfLines ? 'line' : 'record'} ${firstLine}: ${field === null ? '' : `${field} `}${reason}`,
      ),
    ),
    ...part(
      'Left empty, because the text could not be read:',
      check.unreadable.map(
        ({ column, records: count, firstRecord }) =>
          `${column} in ${counted(count, 'record')}, first in record ${firstRecord}`,
      ),
    ),
    ...part(
      'Neither read nor ignored:',
      wrapWords(check.unknownFields.map(({ field, records: count }) => `${field} (${formatCount(count)})`)),
    ),
    ...part('Mind:', check.warnings),
  ].join('\n')}\n`;
}

/** A row for every source of every column that has a value; the column is named once. */
function formatColumns(columns: readonly ColumnCheck[]): string[] {
  const rows = columns.flatMap(({ column, from, example }) =>
    from.map(({ source, records }, index) => [
      index === 0 ? column : '',
      formatCount(records),
      source.length > LONGEST_PATH ? `…${source.slice(1 - LONGEST_PATH)}` : source,
      index === 0 ? clipped(example ?? '') : '',
    ]),
  );
  const head = [
    { title: 'Column' },
    { title: 'Records', align: 'right' as const },
    { title: 'From' },
    { title: 'First value' },
  ];
  return rows.length === 0 ? [] : ['', renderTable(head, rows)];
}

function clipped(text: string): string {
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1)}…` : text;
}

function part(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return ['', title, ...lines.map((line) => `  ${line}`)];
}

function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Words with commas between them, in lines that fit a report. */
function wrapWords(words: readonly string[]): string[] {
  const lines: string[] = [];
  for (const [index, word] of words.entries()) {
    const text = index === words.length - 1 ? word : `${word},`;
    const line = lines.at(-1);
    if (line !== undefined && line.length + text.length < WIDTH) lines[lines.length - 1] = `${line} ${text}`;
    else lines.push(text);
  }
  return lines;
}

const WIDTH = 96;
