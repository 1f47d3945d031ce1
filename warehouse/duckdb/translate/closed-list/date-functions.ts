import { datePart, requireString } from '../literals.js';
import { quoteText } from '../names.js';
import type { Printer } from '../printer.js';
import { UnsupportedSql } from '../unsupported-sql.js';
import {
  DATE_STEPS,
  DIFFERENCES,
  EXTRACTS,
  FORMAT_ELEMENTS,
  formatText,
  known,
  MICROSECONDS,
  readInterval,
} from './date-parts.js';
import type { Call, FunctionEntry } from './entry.js';

const section = 'date and time function';

export const dateFunctions: readonly FunctionEntry[] = [
  {
    section,
    name: 'DATE',
    takes: [1, 3],
    googlesql: 'DATE(timestamp), DATE(year, month, day)',
    duckdb: 'CAST($1 AS DATE), make_date($1, $2, $3)',
    note: 'The UTC day. A second argument naming another time zone is refused.',
    print: ({ args, node }, { expression }) => {
      const printed = args.map(expression);
      if (args.length === 3) return `make_date(${printed.join(', ')})`;
      if (args.length === 2 && requireString(args[1], 'a time zone') !== 'UTC')
        throw new UnsupportedSql('DATE in a time zone other than UTC', node);
      return `g_to_date(${printed[0]})`;
    },
  },
  step('DATE_ADD', 'DATE_ADD(date, INTERVAL n DAY|WEEK|MONTH|QUARTER|YEAR)', '', printDateStep),
  step('DATE_SUB', 'DATE_SUB(date, INTERVAL n DAY|WEEK|MONTH|QUARTER|YEAR)', '-', printDateStep),
  step('TIMESTAMP_ADD', 'TIMESTAMP_ADD(timestamp, INTERVAL n MICROSECOND|…|DAY)', '', printTimestampStep),
  step('TIMESTAMP_SUB', 'TIMESTAMP_SUB(timestamp, INTERVAL n MICROSECOND|…|DAY)', '-', printTimestampStep),
  {
    section,
    name: 'DATE_DIFF',
    takes: [3, 3],
    googlesql: 'DATE_DIFF(later, earlier, DAY|ISOWEEK|WEEK(MONDAY)|MONTH|QUARTER|YEAR)',
    duckdb: "date_diff('part', $2, $1)",
    note: 'Counts the boundaries between the two dates.',
    print: ({ args, name }, { expression }) => {
      const part = known(DIFFERENCES, datePart(args[2]), name, args[2]);
      const [later, earlier] = args.slice(0, 2).map((date) => `CAST(${expression(date)} AS DATE)`);
      // DuckDB counts weeks of seven days from the earlier date; GoogleSQL counts Mondays.
      if (part === 'week')
        return `(date_diff('day', date_trunc('week', ${earlier}), date_trunc('week', ${later})) // 7)`;
      return `date_diff(${quoteText(part)}, ${earlier}, ${later})`;
    },
  },
  {
    section,
    name: 'TIMESTAMP_DIFF',
    takes: [3, 3],
    googlesql: 'TIMESTAMP_DIFF(later, earlier, MICROSECOND|…|DAY)',
    duckdb: '((epoch_us($1) - epoch_us($2)) // microseconds)',
    note: 'Whole units, cut towards zero.',
    print: ({ args, name }, { expression }) => {
      const size = known(MICROSECONDS, datePart(args[2]), name, args[2]);
      return `((epoch_us(${expression(args[0])}) - epoch_us(${expression(args[1])})) // ${size})`;
    },
  },
  {
    section,
    name: 'DATE_TRUNC',
    takes: [2, 2],
    googlesql: 'DATE_TRUNC(date, WEEK(MONDAY)|ISOWEEK|MONTH|QUARTER|YEAR)',
    duckdb: "CAST(date_trunc('part', $1) AS DATE)",
    print: ({ args, name }, { expression }) => {
      const part = known(DIFFERENCES, datePart(args[1]), name, args[1]);
      return `CAST(date_trunc(${quoteText(part)}, ${expression(args[0])}) AS DATE)`;
    },
  },
  {
    section,
    name: 'TIMESTAMP_TRUNC',
    takes: [2, 2],
    googlesql: 'TIMESTAMP_TRUNC(timestamp, SECOND|MINUTE|HOUR|DAY)',
    duckdb: "date_trunc('part', $1)",
    note: 'In UTC.',
    print: ({ args, name }, { expression }) => {
      const part = datePart(args[1]);
      known(MICROSECONDS, part, name, args[1]);
      return `date_trunc(${quoteText(part.toLowerCase())}, ${expression(args[0])})`;
    },
  },
  {
    section,
    name: 'LAST_DAY',
    takes: [1, 2],
    googlesql: 'LAST_DAY(date [, MONTH])',
    duckdb: 'last_day($1)',
    print: ({ args, node }, { expression }) => {
      if (args[1] !== undefined && String(args[1]).toUpperCase() !== 'MONTH')
        throw new UnsupportedSql(`LAST_DAY of ${String(args[1]).toUpperCase()}`, node);
      return `last_day(${expression(args[0])})`;
    },
  },
  format('FORMAT_DATE', "FORMAT_DATE('%Y-%m', date)"),
  format('FORMAT_TIMESTAMP', "FORMAT_TIMESTAMP('%Y-%m-%d %H:%M:%S', timestamp)"),
  {
    section,
    name: 'PARSE_DATE',
    takes: [2, 2],
    googlesql: "PARSE_DATE('%Y-%m-%d', text), SAFE.PARSE_DATE(…)",
    duckdb: 'CAST(strptime($2, $1) AS DATE), CAST(try_strptime($2, $1) AS DATE)',
    print: ({ args, name }, { expression }) => {
      const strptime = name.startsWith('SAFE.') ? 'try_strptime' : 'strptime';
      return `CAST(${strptime}(${expression(args[1])}, ${quoteText(formatText(args[0]))}) AS DATE)`;
    },
  },
  {
    section,
    name: 'EXTRACT',
    takes: [2, 2],
    googlesql: 'EXTRACT(DAY|DAYOFWEEK|DAYOFYEAR|ISOWEEK|MONTH|QUARTER|YEAR|HOUR|MINUTE|DATE FROM moment)',
    duckdb: "date_part('part', $1)",
    note: 'DAYOFWEEK counts from Sunday = 1.',
    print: printExtract,
  },
  seconds('TIMESTAMP_SECONDS', 'make_timestamptz($1 * 1000000)'),
  seconds('TIMESTAMP_MILLIS', 'make_timestamptz($1 * 1000)'),
  seconds('TIMESTAMP_MICROS', 'make_timestamptz($1)'),
  {
    section,
    name: 'UNIX_SECONDS',
    takes: [1, 1],
    googlesql: 'UNIX_SECONDS(timestamp)',
    duckdb: "date_diff('second', TIMESTAMPTZ '1970-01-01 00:00:00+00', $1)",
  },
  {
    section,
    name: 'TIMESTAMP',
    takes: [1, 1],
    googlesql: 'TIMESTAMP(date)',
    duckdb: 'CAST($1 AS TIMESTAMPTZ)',
    note: 'Midnight UTC.',
  },
  {
    section,
    name: 'CURRENT_TIMESTAMP',
    takes: [0, 0],
    googlesql: 'CURRENT_TIMESTAMP()',
    duckdb: 'now()',
    note: 'For operations that record when they ran; a model must not depend on the day it runs.',
  },
];

function step(
  name: string,
  googlesql: string,
  sign: '' | '-',
  print: (call: Call, sign: string, printer: Printer) => string,
): FunctionEntry {
  const duckdb = name.startsWith('DATE')
    ? `($1 ${sign || '+'} n), CAST($1 + to_months(${sign}n) AS DATE)`
    : `($1 + to_microseconds(${sign}n * microseconds))`;
  return { section, name, takes: [2, 2], googlesql, duckdb, print: (call, printer) => print(call, sign, printer) };
}

function printDateStep({ name, args }: Call, sign: string, { expression }: Printer): string {
  const { count, unit } = readInterval(args[1], name);
  return known(DATE_STEPS, unit, name, args[1])(expression(args[0]), `(${sign}${expression(count)})`);
}

function printTimestampStep({ name, args }: Call, sign: string, { expression }: Printer): string {
  const { count, unit } = readInterval(args[1], name);
  const size = known(MICROSECONDS, unit, name, args[1]);
  return `(${expression(args[0])} + to_microseconds((${sign}${expression(count)}) * ${size}))`;
}

function format(name: string, googlesql: string): FunctionEntry {
  return {
    section,
    name,
    takes: [2, 2],
    googlesql,
    duckdb: 'strftime($2, $1)',
    note: `The format is a literal made of ${[...FORMAT_ELEMENTS.keys()].map((e) => `%${e}`).join(' ')}.`,
    print: ({ args }, { expression }) => `strftime(${expression(args[1])}, ${quoteText(formatText(args[0]))})`,
  };
}

function seconds(name: string, duckdb: string): FunctionEntry {
  return { section, name, takes: [1, 1], googlesql: `${name}(int64)`, duckdb };
}

function printExtract({ args, name }: Call, { expression }: Printer): string {
  const part = String(args[0]).toUpperCase();
  const moment = expression(args[1]);
  if (part === 'DATE') return `CAST(${moment} AS DATE)`;
  if (part === 'DAYOFWEEK') return `(date_part('dayofweek', ${moment}) + 1)`;
  return `date_part(${quoteText(known(EXTRACTS, part, name, args[1]))}, ${moment})`;
}
