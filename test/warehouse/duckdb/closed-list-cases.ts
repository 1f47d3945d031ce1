import type { Cell } from '../../../warehouse/warehouse.js';

/** An expression and its value in GoogleSQL. Integers and decimals are strings, as everywhere outside the engine. */
export type Case = readonly [expression: string, value: Cell];

const D = "DATE '2026-11-24'"; // a Tuesday
const T = "TIMESTAMP '2026-11-24 23:59:59.25+00'";

/** For every scalar entry of the closed list, what GoogleSQL's reference says it gives. */
export const scalarCases: Readonly<Record<string, readonly Case[]>> = {
  INT64: [
    ["CAST('12' AS INT64)", '12'],
    ["SAFE_CAST('1.5' AS INT64)", null],
    ["SAFE_CAST('x' AS INT64)", null],
    ["SAFE_CAST('' AS INT64)", null],
    ["CAST(NUMERIC '2.5' AS INT64)", '3'],
    ["CAST(NUMERIC '-2.5' AS INT64)", '-3'],
    ['CAST(NULL AS INT64)', null],
  ],
  NUMERIC: [
    ["CAST('1.23' AS NUMERIC)", '1.23'],
    ["CAST('3.45e-05' AS NUMERIC)", '0.0000345'],
    ["CAST('0.0000000005' AS NUMERIC)", '0.000000001'],
    ["CAST('-0.0000000005' AS NUMERIC)", '-0.000000001'],
    ["CAST('0.0000000004999' AS NUMERIC)", '0'],
    ["SAFE_CAST('x' AS NUMERIC)", null],
    ['CAST(7 AS NUMERIC)', '7'],
  ],
  STRING: [
    ['CAST(5 AS STRING)', '5'],
    ["CAST(NUMERIC '1.50' AS STRING)", '1.5'],
    ["CAST(NUMERIC '100' AS STRING)", '100'],
    ["CAST(NUMERIC '-0.000000001' AS STRING)", '-0.000000001'],
    ['CAST(TRUE AS STRING)', 'true'],
    [`CAST(${D} AS STRING)`, '2026-11-24'],
    ["CAST(TIMESTAMP '2026-01-01 10:00:00' AS STRING)", '2026-01-01 10:00:00+00'],
    ["CAST(TIMESTAMP '2026-01-01 10:00:00.12' AS STRING)", '2026-01-01 10:00:00.120+00'],
    ["CAST(TIMESTAMP '2026-01-01 10:00:00.0005' AS STRING)", '2026-01-01 10:00:00.000500+00'],
  ],
  DATE: [
    ["CAST('2026-01-02' AS DATE)", '2026-01-02'],
    ["SAFE_CAST('2026-02-30' AS DATE)", null],
    ["SAFE_CAST('2026-01-02 10:00:00' AS DATE)", null],
    [`CAST(${T} AS DATE)`, '2026-11-24'],
    ["DATE(TIMESTAMP '2026-11-24 23:30:00-05')", '2026-11-25'],
    ['DATE(2026, 2, 3)', '2026-02-03'],
    [`DATE(${T}, 'UTC')`, '2026-11-24'],
  ],
  TIMESTAMP: [
    ["CAST('2026-01-01T00:00:00Z' AS TIMESTAMP)", '2026-01-01T00:00:00Z'],
    ["CAST('2026-01-01 00:00:00+02' AS TIMESTAMP)", '2025-12-31T22:00:00Z'],
    ["SAFE_CAST('x' AS TIMESTAMP)", null],
    [`TIMESTAMP(${D})`, '2026-11-24T00:00:00Z'],
  ],
  BOOL: [
    ["CAST('TRUE' AS BOOL)", true],
    ["SAFE_CAST('yes' AS BOOL)", null],
    ["SAFE_CAST('1' AS BOOL)", null],
    ['CAST(0 AS BOOL)', false],
  ],
  integer: [
    ['42', '42'],
    ['9223372036854775807', '9223372036854775807'],
  ],
  'NUMERIC literal': [["NUMERIC '1.5'", '1.5']],
  text: [
    ["'it''s'", "it's"],
    ["'it\\'s'", "it's"],
    ['"quoted"', 'quoted'],
    ["r'a\\d'", 'a\\d'],
    ["''", ''],
  ],
  'DATE literal': [[D, '2026-11-24']],
  'TIMESTAMP literal': [["TIMESTAMP '2026-01-01'", '2026-01-01T00:00:00Z']],
  'TRUE FALSE NULL': [
    ['TRUE', true],
    ['FALSE', false],
    ['NULL', null],
  ],
  comparison: [
    ["'a' < 'b' AND 'B' < 'a'", true], // by code point, not by alphabet
    ['1 <> 2 AND 1 != 2 AND 1 <= 1 AND 2 >= 1 AND 2 > 1 AND 1 = 1', true],
    ['NULL = 1', null],
    [`${D} = '2026-11-24'`, true],
  ],
  'IS DISTINCT FROM': [
    ['NULL IS DISTINCT FROM 1', true],
    ['NULL IS NOT DISTINCT FROM NULL', true],
  ],
  IS: [
    ['NULL IS NULL', true],
    ['1 IS NOT NULL', true],
    ['(NULL = 1) IS TRUE', false],
    ['(NULL = 1) IS NOT FALSE', true],
  ],
  logic: [
    ['NOT TRUE OR FALSE AND TRUE', false],
    ['TRUE OR FALSE AND FALSE', true],
    ['NULL AND FALSE', false],
  ],
  BETWEEN: [
    ['2 BETWEEN 1 AND 2', true],
    ['2 NOT BETWEEN 1 AND 2', false],
  ],
  IN: [
    ['1 IN (1, 2)', true],
    ['1 NOT IN (2, NULL)', null],
    ['1 IN (SELECT x FROM UNNEST([1, 2]) AS x)', true],
    ['3 NOT IN (SELECT x FROM UNNEST([1, 2]) AS x)', true],
  ],
  EXISTS: [
    ['EXISTS (SELECT x FROM UNNEST([1]) AS x WHERE x > 1)', false],
    ['NOT EXISTS (SELECT x FROM UNNEST([1]) AS x WHERE x > 1)', true],
  ],
  LIKE: [
    ["'gpt-5' LIKE 'gpt%'", true],
    ["'gpt-5' NOT LIKE '_pt-5'", false],
    ["'a%' LIKE r'a\\%'", true],
    ["'ab' LIKE r'a\\%'", false],
  ],
  CASE: [
    ["CASE WHEN 1 = 2 THEN 'a' ELSE 'b' END", 'b'],
    ["CASE 1 WHEN 1 THEN 'a' END", 'a'],
    ["CASE 2 WHEN 1 THEN 'a' END", null],
  ],
  '+ -': [
    ['1 + 2 - 4', '-1'],
    ["-(NUMERIC '1.5')", '-1.5'],
    ["NUMERIC '0.1' + NUMERIC '0.2'", '0.3'],
    ['2 - (3 - 4)', '3'],
  ],
  '*': [
    ['3 * 4', '12'],
    ["NUMERIC '1.5' * 3", '4.5'],
    ['2 + 3 * 4', '14'],
    ['(2 + 3) * 4', '20'],
  ],
  '/': [
    ["NUMERIC '1' / 3", '0.333333333'],
    ['CAST(1 AS NUMERIC) / NULLIF(0, 0)', null],
  ],
  '||': [
    ["'a' || 'b'", 'ab'],
    ["'a' || NULL", null],
  ],
  LOWER: [["LOWER('ÄB')", 'äb']],
  UPPER: [["UPPER('äb')", 'ÄB']],
  LENGTH: [
    ["LENGTH('äb')", '2'],
    ["CHAR_LENGTH('ab')", '2'],
  ],
  TRIM: [
    ["TRIM(' \\ta b\\n ')", 'a b'],
    ["TRIM('xaxbx', 'x')", 'axb'],
  ],
  CONCAT: [
    ["CONCAT('a', 'b', 'c')", 'abc'],
    ["CONCAT('a', NULL)", null],
  ],
  SUBSTR: [
    ["SUBSTR('apple', 2)", 'pple'],
    ["SUBSTR('apple', 2, 2)", 'pp'],
    ["SUBSTR('apple', -2)", 'le'],
    ["SUBSTR('apple', 0, 2)", 'ap'],
    ["SUBSTR('apple', -10, 2)", 'ap'],
    ["SUBSTRING('apple', 1, 3)", 'app'],
  ],
  STARTS_WITH: [["STARTS_WITH('gpt-5', 'gpt')", true]],
  ENDS_WITH: [["ENDS_WITH('gpt-5', '5')", true]],
  STRPOS: [
    ["STRPOS('abc', 'c')", '3'],
    ["STRPOS('abc', 'x')", '0'],
  ],
  REPLACE: [["REPLACE('a-b-c', '-', '_')", 'a_b_c']],
  LPAD: [["LPAD('7', 3, '0')", '007']],
  REGEXP_CONTAINS: [
    ["REGEXP_CONTAINS('gpt-5.4-mini', r'5\\.4')", true],
    ["REGEXP_CONTAINS('gpt-5.4-mini', r'^5')", false],
  ],
  REGEXP_EXTRACT: [
    ["REGEXP_EXTRACT('gpt-5', r'-(\\d)')", '5'],
    ["REGEXP_EXTRACT('gpt-5', r'-\\d')", '-5'],
    ["REGEXP_EXTRACT('gpt', r'\\d')", null],
    ["REGEXP_EXTRACT('gpt-5', r'(?:gpt)-(\\d)')", '5'],
    ["REGEXP_EXTRACT('a(b', r'[(](b)')", 'b'],
  ],
  REGEXP_REPLACE: [
    ["REGEXP_REPLACE('aXbX', r'X', '-')", 'a-b-'],
    ["REGEXP_REPLACE('ab', r'(a)(b)', r'\\2\\1')", 'ba'],
  ],
  SPLIT: [
    ["SPLIT('a,b')[SAFE_OFFSET(1)]", 'b'],
    ["SPLIT('a=b', '=')[SAFE_OFFSET(0)]", 'a'],
    ["SPLIT('a=b', '=')[SAFE_OFFSET(2)]", null],
  ],
  TO_HEX: [
    ["TO_HEX(SHA256('abc'))", 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ["TO_HEX(MD5('a'))", '0cc175b9c0f1b6a831c399e269772661'],
  ],
  DATE_ADD: [
    ["DATE_ADD(DATE '2026-01-31', INTERVAL 1 MONTH)", '2026-02-28'],
    [`DATE_ADD(${D}, INTERVAL 1 WEEK)`, '2026-12-01'],
    [`DATE_ADD(${D}, INTERVAL -1 DAY)`, '2026-11-23'],
    ["DATE_ADD(DATE '2024-02-29', INTERVAL 1 YEAR)", '2025-02-28'],
    ["DATE_ADD(DATE '2026-11-30', INTERVAL 1 QUARTER)", '2027-02-28'],
  ],
  DATE_SUB: [
    [`DATE_SUB(${D}, INTERVAL 24 DAY)`, '2026-10-31'],
    ["DATE_SUB(DATE '2026-03-31', INTERVAL 1 MONTH)", '2026-02-28'],
  ],
  TIMESTAMP_ADD: [
    ["TIMESTAMP_ADD(TIMESTAMP '2026-01-01 00:00:00', INTERVAL 90 MINUTE)", '2026-01-01T01:30:00Z'],
    ["TIMESTAMP_ADD(TIMESTAMP '2026-01-01 00:00:00', INTERVAL 1 DAY)", '2026-01-02T00:00:00Z'],
  ],
  TIMESTAMP_SUB: [["TIMESTAMP_SUB(TIMESTAMP '2026-01-01 00:00:00', INTERVAL 1 SECOND)", '2025-12-31T23:59:59Z']],
  DATE_DIFF: [
    ["DATE_DIFF(DATE '2026-02-01', DATE '2026-01-31', DAY)", '1'],
    ["DATE_DIFF(DATE '2026-02-01', DATE '2026-01-31', MONTH)", '1'],
    ["DATE_DIFF(DATE '2026-01-31', DATE '2026-02-01', MONTH)", '-1'],
    ["DATE_DIFF(DATE '2026-11-23', DATE '2026-11-22', ISOWEEK)", '1'], // Monday after Sunday
    ["DATE_DIFF(DATE '2026-11-22', DATE '2026-11-16', WEEK(MONDAY))", '0'],
  ],
  TIMESTAMP_DIFF: [
    ["TIMESTAMP_DIFF(TIMESTAMP '2026-01-01 00:00:02.9', TIMESTAMP '2026-01-01 00:00:00', SECOND)", '2'],
    ["TIMESTAMP_DIFF(TIMESTAMP '2026-01-01 00:00:00', TIMESTAMP '2026-01-01 00:00:02.9', SECOND)", '-2'],
    ["TIMESTAMP_DIFF(TIMESTAMP '2026-01-01 00:00:02.9', TIMESTAMP '2026-01-01 00:00:00', MILLISECOND)", '2900'],
  ],
  DATE_TRUNC: [
    [`DATE_TRUNC(${D}, MONTH)`, '2026-11-01'],
    [`DATE_TRUNC(${D}, WEEK(MONDAY))`, '2026-11-23'],
    ["DATE_TRUNC(DATE '2026-11-22', ISOWEEK)", '2026-11-16'],
    [`DATE_TRUNC(${D}, QUARTER)`, '2026-10-01'],
    [`DATE_TRUNC(${D}, YEAR)`, '2026-01-01'],
  ],
  TIMESTAMP_TRUNC: [
    [`TIMESTAMP_TRUNC(${T}, HOUR)`, '2026-11-24T23:00:00Z'],
    [`TIMESTAMP_TRUNC(${T}, DAY)`, '2026-11-24T00:00:00Z'],
  ],
  LAST_DAY: [
    ["LAST_DAY(DATE '2024-02-03')", '2024-02-29'],
    [`LAST_DAY(${D}, MONTH)`, '2026-11-30'],
  ],
  FORMAT_DATE: [
    [`FORMAT_DATE('%Y-%m', ${D})`, '2026-11'],
    [`FORMAT_DATE('%F', ${D})`, '2026-11-24'],
    [`FORMAT_DATE('%Y-%m-%d', ${D})`, '2026-11-24'],
    [`FORMAT_DATE('%a %A %b %B %j', ${D})`, 'Tue Tuesday Nov November 328'],
  ],
  FORMAT_TIMESTAMP: [[`FORMAT_TIMESTAMP('%F %T', ${T})`, '2026-11-24 23:59:59']],
  PARSE_DATE: [
    ["PARSE_DATE('%Y-%m-%d', '2026-01-02')", '2026-01-02'],
    ["PARSE_DATE('%Y%m%d', '20260102')", '2026-01-02'],
    ["PARSE_DATE('%Y-%m', '2026-02')", '2026-02-01'],
    ["SAFE.PARSE_DATE('%Y-%m-%d', 'x')", null],
  ],
  EXTRACT: [
    ["EXTRACT(DAYOFWEEK FROM DATE '2026-11-22')", '1'], // Sunday
    ["EXTRACT(DAYOFWEEK FROM DATE '2026-11-28')", '7'],
    [`EXTRACT(DAY FROM ${D})`, '24'],
    [`EXTRACT(MONTH FROM ${D})`, '11'],
    [`EXTRACT(YEAR FROM ${D})`, '2026'],
    [`EXTRACT(QUARTER FROM ${D})`, '4'],
    ["EXTRACT(ISOWEEK FROM DATE '2027-01-01')", '53'],
    [`EXTRACT(DAYOFYEAR FROM ${D})`, '328'],
    [`EXTRACT(HOUR FROM ${T})`, '23'],
    [`EXTRACT(DATE FROM ${T})`, '2026-11-24'],
  ],
  TIMESTAMP_SECONDS: [['TIMESTAMP_SECONDS(5)', '1970-01-01T00:00:05Z']],
  TIMESTAMP_MILLIS: [['TIMESTAMP_MILLIS(1500)', '1970-01-01T00:00:01.5Z']],
  TIMESTAMP_MICROS: [['TIMESTAMP_MICROS(1)', '1970-01-01T00:00:00.000001Z']],
  UNIX_SECONDS: [
    ["UNIX_SECONDS(TIMESTAMP '1970-01-02 00:00:00.9')", '86400'],
    ["UNIX_SECONDS(TIMESTAMP '1969-12-31 23:59:59.5')", '-1'],
  ],
  CURRENT_TIMESTAMP: [["CURRENT_TIMESTAMP() > TIMESTAMP '2026-01-01'", true]],
  ROUND: [
    ["ROUND(NUMERIC '2.345', 2)", '2.35'],
    ["ROUND(NUMERIC '-2.345', 2)", '-2.35'],
    ["ROUND(NUMERIC '-2.5')", '-3'],
    ["ROUND(NUMERIC '125', -1)", '130'],
    ["ROUND(NUMERIC '0.000000001', 9)", '0.000000001'],
  ],
  TRUNC: [
    ["TRUNC(NUMERIC '-1.987', 2)", '-1.98'],
    ["TRUNC(NUMERIC '1.9')", '1'],
  ],
  FLOOR: [
    ["FLOOR(NUMERIC '-1.5')", '-2'],
    ["FLOOR(NUMERIC '1.5')", '1'],
  ],
  CEIL: [
    ["CEIL(NUMERIC '1.000000001')", '2'],
    ["CEILING(NUMERIC '-1.5')", '-1'],
  ],
  DIV: [
    ['DIV(7, 2)', '3'],
    ['DIV(-7, 2)', '-3'],
    ["DIV(NUMERIC '12345678901234567890', 10)", '1234567890123456789'],
  ],
  MOD: [
    ['MOD(7, 2)', '1'],
    ['MOD(-7, 2)', '-1'],
    ["MOD(NUMERIC '12345678901234567891', 10)", '1'],
    ["MOD(NUMERIC '5.5', 2)", '1.5'],
  ],
  ABS: [
    ['ABS(-3)', '3'],
    ["ABS(NUMERIC '-1.5')", '1.5'],
  ],
  SIGN: [
    ['SIGN(-3)', '-1'],
    ["SIGN(NUMERIC '0')", '0'],
  ],
  SAFE_DIVIDE: [
    ["SAFE_DIVIDE(NUMERIC '1', 0)", null],
    ["SAFE_DIVIDE(NUMERIC '2', 3)", '0.666666667'],
  ],
  LEAST: [
    ['LEAST(2, 1, 3)', '1'],
    ['LEAST(1, NULL)', null],
  ],
  GREATEST: [
    ['GREATEST(2, 1, 3)', '3'],
    ['GREATEST(1, NULL)', null],
  ],
  IF: [
    ["IF(1 = 1, 'a', 'b')", 'a'],
    ["IF(NULL, 'a', 'b')", 'b'],
  ],
  COALESCE: [['COALESCE(NULL, 2, 3)', '2']],
  IFNULL: [['IFNULL(NULL, 2)', '2']],
  NULLIF: [
    ['NULLIF(0, 0)', null],
    ['NULLIF(1, 0)', '1'],
  ],
  ERROR: [
    ["IF(1 = 2, ERROR('never'), 'a')", 'a'],
    [`IF(FALSE, ERROR(CONCAT('never', NULL)), ${D})`, '2026-11-24'],
  ],
};
