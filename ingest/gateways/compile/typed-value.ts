import type { RequestColumn } from '../request-columns.js';

/** No request uses more; a larger count is a slip of unit, and would break sums later on. */
const LARGEST_COUNT = 10_000_000_000;
/** Dollars or cents of one request or batch. */
const LARGEST_COST = 1_000_000_000;
/** Older requests are a slip of unit: no provider sold tokens. */
const FIRST_INSTANT = "TIMESTAMPTZ '2020-01-01 00:00:00+00'";
const LATEST_INSTANT = 'CAST($latest AS TIMESTAMPTZ)';

/** Text that is written as plain digits: nearly all numbers are, and DuckDB reads them a hundred times faster as BIGINT. */
function isPlain(text: string): string {
  return `CAST(TRY_CAST(${text} AS BIGINT) AS VARCHAR) = ${text}`;
}

/** The 64-bit number that JavaScript writes as `{"low": …, "high": …}`, two's complement each. */
function longIn(text: string): string {
  const part = (name: string) => `CAST(json_extract_string(${text}, '$.${name}') AS BIGINT)`;
  return `TRY(${part('high')} * 4294967296 + (${part('low')} & 4294967295))`;
}

/** The whole number that a text is: `12`, `1e3` and `1000.0` alike. NULL for text that is none. */
function wholeNumberIn(text: string): string {
  const exact = `TRY_CAST(${text} AS DECIMAL(38, 9))`;
  return `CASE WHEN ${isPlain(text)} THEN TRY_CAST(${text} AS BIGINT) WHEN ${text} LIKE '{%' THEN ${longIn(text)} WHEN ${exact} = trunc(${exact}) THEN TRY_CAST(${exact} AS BIGINT) END`;
}

/** The decimal number that a text is, rounded at nine decimals. NULL for text that is none. */
function numberIn(text: string): string {
  return `CASE WHEN ${isPlain(text)} THEN CAST(TRY_CAST(${text} AS BIGINT) AS DECIMAL(38, 9)) ELSE TRY_CAST(${text} AS DECIMAL(38, 9)) END`;
}

/**
 * What is read from a text before its value is judged: a number, an instant, the text without what may not be landed. Judged
 * values name it several times, so it is a step of its own. `scrub` takes a text into the record's scrubbed ones.
 */
export function parsedValue({ kind }: RequestColumn, text: string, scrub: (text: string) => string): string {
  switch (kind) {
    case 'count':
      return wholeNumberIn(text);
    case 'money':
      return numberIn(text);
    case 'time':
      return instantIn(text);
    case 'text':
    case 'key':
      return scrub(text);
    case 'url':
      return scrub(bareUrl(text));
    default:
      return text;
  }
}

/** SQL of the value that a column lands, NULL where there is none, from its text and what was parsed of it. */
export function judgedValue({ kind, words = [] }: RequestColumn, text: string, parsed: string): string {
  switch (kind) {
    case 'text':
    case 'url':
      return parsed;
    case 'key':
      return `CASE WHEN starts_with(${text}, 'sk-') THEN sha256(${text}) ELSE ${parsed} END`;
    case 'code':
      return `CASE WHEN regexp_full_match(${text}, '[A-Za-z0-9_.-]{1,80}') THEN ${text} END`;
    case 'choice':
      return `CASE WHEN ${text} IN (${words.map((word) => `'${word}'`).join(', ')}) THEN ${text} END`;
    case 'flag':
      return `CASE WHEN lower(${text}) IN ('true', '1', 'yes') THEN TRUE WHEN lower(${text}) IN ('false', '0', 'no') THEN FALSE END`;
    case 'count':
      return `CASE WHEN ${parsed} BETWEEN 0 AND ${LARGEST_COUNT} THEN ${parsed} END`;
    case 'money':
      return `CASE WHEN ${parsed} BETWEEN -${LARGEST_COST} AND ${LARGEST_COST} THEN ${parsed} END`;
    case 'time':
      return `CASE WHEN ${parsed} BETWEEN ${FIRST_INSTANT} AND ${LATEST_INSTANT} THEN ${parsed} END`;
  }
}

/** An SQL text: why a text has no value, in a person's words. */
export function reasonOf({ kind, words = [] }: RequestColumn, parsed: string): string {
  switch (kind) {
    case 'count':
      return `CASE WHEN ${parsed} < 0 THEN 'is negative' WHEN ${parsed} > ${LARGEST_COUNT} THEN 'is more than any request uses (${LARGEST_COUNT})'
        ELSE 'is not a whole number' END`;
    case 'time':
      return `CASE WHEN ${parsed} IS NULL THEN 'is not a time: write ISO 8601, or epoch seconds, milliseconds, microseconds or nanoseconds'
        WHEN ${parsed} < ${FIRST_INSTANT} THEN 'lies before 2020' ELSE 'lies in the future' END`;
    case 'choice':
      return `'is neither ${words.join(' nor ')}'`;
    case 'flag':
      return "'is neither true nor false'";
    default:
      return "'cannot be read'";
  }
}

/** ISO 8601 with or without a zone (UTC is meant), an epoch whose size tells its unit, or nanoseconds in two halves. Microseconds are kept. */
function instantIn(text: string): string {
  const whole = `TRY_CAST(${text} AS BIGINT)`;
  const broken = `TRY_CAST(${text} AS DOUBLE)`;
  return `CASE WHEN ${text} LIKE '____-__-__%' THEN TRY_CAST(${text} AS TIMESTAMPTZ)
    WHEN ${text} LIKE '{%' THEN make_timestamptz(${longIn(text)} // 1000)
    WHEN ${isPlain(text)} THEN make_timestamptz(CASE WHEN ${whole} < 100000000000 THEN ${whole} * 1000000 WHEN ${whole} < 100000000000000 THEN ${whole} * 1000
      WHEN ${whole} < 100000000000000000 THEN ${whole} ELSE ${whole} // 1000 END)
    WHEN ${broken} BETWEEN 1 AND 1e18 THEN make_timestamptz(CAST(round(${broken} * CASE WHEN ${broken} < 1e11 THEN 1e6 WHEN ${broken} < 1e14 THEN 1e3 ELSE 1 END) AS BIGINT)) END`;
}

/** User, password and query go: some providers take the key as a query parameter. */
function bareUrl(text: string): string {
  return `CASE WHEN regexp_matches(${text}, '[?#@]') THEN regexp_replace(regexp_replace(${text}, '(?s)[?#].*$', ''), '//[^/@]*@', '//') ELSE ${text} END`;
}
