import { type Macro, numericMacros } from './numeric-macros.js';

// `typeof` of a column is known when a statement is planned, so branches over it cost nothing when it runs. A parameter is
// copied wherever it is named, so bodies name theirs as seldom as they can.

const WHOLE_NUMBER = String.raw`\s*[+-]?[0-9]+\s*`;
const ISO_DATE = '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}';
const isText = (check: string): string => `typeof(x) = 'VARCHAR' AND NOT ${check}`;
const badText = (type: string): string => `error('Bad ${type} value: ' || CAST(x AS VARCHAR))`;
const isWhole = `regexp_full_match(CAST(x AS VARCHAR), '${WHOLE_NUMBER}')`;
const isDate = `regexp_full_match(CAST(x AS VARCHAR), '${ISO_DATE}')`;
const isBool = `(lower(CAST(x AS VARCHAR)) IN ('true', 'false'))`;

export const macros: readonly Macro[] = [
  {
    name: 'g_to_int64',
    signature: '(x)',
    body: `CASE WHEN ${isText(isWhole)} THEN ${badText('int64')} ELSE CAST(x AS BIGINT) END`,
  },
  {
    name: 'g_safe_to_int64',
    signature: '(x)',
    body: `CASE WHEN ${isText(isWhole)} THEN NULL ELSE TRY_CAST(x AS BIGINT) END`,
  },
  {
    name: 'g_to_date',
    signature: '(x)',
    body: `CASE WHEN ${isText(isDate)} THEN ${badText('date')} ELSE CAST(x AS DATE) END`,
  },
  {
    name: 'g_safe_to_date',
    signature: '(x)',
    body: `CASE WHEN ${isText(isDate)} THEN NULL ELSE TRY_CAST(x AS DATE) END`,
  },
  {
    name: 'g_to_bool',
    signature: '(x)',
    body: `CASE WHEN ${isText(isBool)} THEN ${badText('bool')} ELSE CAST(x AS BOOLEAN) END`,
  },
  {
    name: 'g_safe_to_bool',
    signature: '(x)',
    body: `CASE WHEN ${isText(isBool)} THEN NULL ELSE TRY_CAST(x AS BOOLEAN) END`,
  },
  {
    name: 'g_to_string',
    signature: '(x)',
    body: String.raw`CASE
      WHEN typeof(x) LIKE 'DECIMAL%' THEN regexp_replace(regexp_replace(CAST(x AS VARCHAR), '(\.[0-9]*?)0+$', '\1'), '\.$', '')
      WHEN typeof(x) = 'TIMESTAMP WITH TIME ZONE' THEN
        CASE WHEN microsecond(TRY_CAST(CAST(x AS VARCHAR) AS TIMESTAMPTZ)) % 1000000 = 0 THEN CAST(x AS VARCHAR)
             WHEN microsecond(TRY_CAST(CAST(x AS VARCHAR) AS TIMESTAMPTZ)) % 1000 = 0
             THEN strftime(TRY_CAST(CAST(x AS VARCHAR) AS TIMESTAMPTZ), '%Y-%m-%d %H:%M:%S.%g+00')
             ELSE strftime(TRY_CAST(CAST(x AS VARCHAR) AS TIMESTAMPTZ), '%Y-%m-%d %H:%M:%S.%f+00') END
      ELSE CAST(x AS VARCHAR) END`,
  },
  {
    name: 'g_start_position',
    signature: '(text, place)',
    body: 'CASE WHEN place > 0 THEN place WHEN place = 0 THEN 1 ELSE greatest(length(text) + place + 1, 1) END',
  },
  {
    name: 'g_numeric',
    signature: '(x)',
    body: `CASE WHEN typeof(x) LIKE 'DECIMAL%' THEN CAST(x AS DECIMAL(38,9))
      ELSE CAST(error('FLOAT64 result of an INT64 argument: write CAST(… AS NUMERIC)') AS DECIMAL(38,9)) END`,
  },
  {
    name: 'g_numeric_either',
    signature: '(a, b)',
    body: `CASE WHEN typeof(a) LIKE 'DECIMAL%' OR typeof(b) LIKE 'DECIMAL%' THEN CAST(a AS DECIMAL(38,9))
      ELSE CAST(error('INT64 / INT64 is FLOAT64: write CAST(… AS NUMERIC)') AS DECIMAL(38,9)) END`,
  },
  ...numericMacros,
];

/** Statements that put the macros in force, in the database itself: views that use them are then readable by any client. */
export function createMacros(): readonly string[] {
  return macros.map(({ name, signature, body }) => `CREATE OR REPLACE MACRO main.${name}${signature} AS ${body}`);
}
