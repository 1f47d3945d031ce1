import { requireString } from '../literals.js';
import { kindOf, peek, readNode } from '../syntax-tree.js';
import { UnsupportedSql } from '../unsupported-sql.js';

/** Elements of format strings that mean the same in both engines. */
export const FORMAT_ELEMENTS = new Map(
  ['Y', 'm', 'd', 'H', 'M', 'S', 'j', 'b', 'B', 'a', 'A', '%'].map((e) => [e, `%${e}`]),
);
FORMAT_ELEMENTS.set('F', '%Y-%m-%d').set('T', '%H:%M:%S');

export const DATE_STEPS = new Map([
  ['DAY', (date: string, n: string) => `(${date} + CAST(${n} AS INTEGER))`],
  ['WEEK', (date: string, n: string) => `(${date} + 7 * CAST(${n} AS INTEGER))`],
  ['MONTH', (date: string, n: string) => `CAST(${date} + to_months(CAST(${n} AS INTEGER)) AS DATE)`],
  ['QUARTER', (date: string, n: string) => `CAST(${date} + to_months(3 * CAST(${n} AS INTEGER)) AS DATE)`],
  ['YEAR', (date: string, n: string) => `CAST(${date} + to_years(CAST(${n} AS INTEGER)) AS DATE)`],
]);

export const MICROSECONDS = new Map([
  ['MICROSECOND', 1],
  ['MILLISECOND', 1_000],
  ['SECOND', 1_000_000],
  ['MINUTE', 60_000_000],
  ['HOUR', 3_600_000_000],
  ['DAY', 86_400_000_000],
]);

export const DIFFERENCES = new Map([
  ['DAY', 'day'],
  ['ISOWEEK', 'week'],
  ['WEEK(MONDAY)', 'week'],
  ['MONTH', 'month'],
  ['QUARTER', 'quarter'],
  ['YEAR', 'year'],
]);

export const EXTRACTS = new Map([
  ['DAY', 'day'],
  ['DAYOFYEAR', 'dayofyear'],
  ['ISOWEEK', 'week'],
  ['MONTH', 'month'],
  ['QUARTER', 'quarter'],
  ['YEAR', 'year'],
  ['HOUR', 'hour'],
  ['MINUTE', 'minute'],
]);

/** `INTERVAL n UNIT`. The parser gives a written number as a string. */
export function readInterval(node: unknown, inside: string): { readonly count: unknown; readonly unit: string } {
  if (kindOf(node) !== 'interval') throw new UnsupportedSql(`${inside} without INTERVAL`, node);
  const interval = readNode(node);
  const written = interval.required('this');
  const unit = peek(interval.required('unit'), 'unit');
  interval.end();
  const text = peek(written, 'literal', 'value');
  const isNumber = peek(written, 'literal', 'literal_type') === 'string' && /^\d+$/.test(String(text));
  const count = isNumber ? { literal: { literal_type: 'number', value: text } } : written;
  return { count, unit: String(unit).toUpperCase() };
}

export function formatText(node: unknown): string {
  return requireString(node, 'a format').replaceAll(/%(.?)/g, (_, element: string) =>
    known(FORMAT_ELEMENTS, element, 'format', node, `%${element}`),
  );
}

export function known<T>(list: ReadonlyMap<string, T>, word: string, inside: string, node: unknown, shown = word): T {
  const found = list.get(word);
  if (found === undefined) throw new UnsupportedSql(`${shown} in ${inside}`, node);
  return found;
}
