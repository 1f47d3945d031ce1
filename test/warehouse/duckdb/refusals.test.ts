import { describe, expect, it } from 'vitest';
import { Translator } from '../../../warehouse/duckdb/translate/translate.js';

const translate = (script: string) => new Translator().translate(script, { name: 'definitions/model.sqlx' });

describe('what is not on the closed list', () => {
  it.each([
    ['SELECT 1.5', "FLOAT64 literal 1.5: write NUMERIC '1.5'"],
    ['SELECT 1e3', 'FLOAT64 literal 1e3'],
    ['SELECT 99999999999999999999', 'beyond INT64'],
    ['SELECT 0x1F', 'hex number literal'],
    ["SELECT b'x'", 'byte string literal'],
    ['SELECT CAST(a AS FLOAT64) FROM d.t', 'type FLOAT64'],
    ['SELECT CAST(a AS BIGNUMERIC) FROM d.t', 'type BIGNUMERIC'],
    ["SELECT BIGNUMERIC '1'", 'type BIGNUMERIC'],
    ['SELECT CAST(a AS NUMERIC(10, 2)) FROM d.t', 'PRECISION in type'],
    ['SELECT CAST(a AS ARRAY<INT64>) FROM d.t', 'type ARRAY'],
    ["SELECT CAST(a AS STRING FORMAT 'x') FROM d.t", 'FORMAT in cast'],
    ["SELECT DATETIME '2026-01-01 00:00:00'", 'datetime literal'],
    ['SELECT AVG(a) FROM d.t', 'AVG'],
    ['SELECT STDDEV(a) FROM d.t', 'STDDEV'],
    ['SELECT APPROX_COUNT_DISTINCT(a) FROM d.t', 'APPROX COUNT DISTINCT'],
    ['SELECT FARM_FINGERPRINT(a) FROM d.t', 'function FARM_FINGERPRINT'],
    ["SELECT JSON_VALUE(a, '$.x') FROM d.t", 'JSON VALUE'],
    ['SELECT SQRT(a) FROM d.t', 'SQRT'],
    ['SELECT SAFE.SUBSTR(a, 1) FROM d.t', 'function SAFE.SUBSTR'],
    ['SELECT SUBSTR(a) FROM d.t', 'SUBSTR with 1 arguments'],
    ["SELECT REGEXP_EXTRACT(a, r'(x)(y)') FROM d.t", 'more than one group'],
    ['SELECT REGEXP_EXTRACT(a, b) FROM d.t', 'pattern that is not a string literal'],
    ["SELECT SPLIT(a, ',') FROM d.t", 'SPLIT without [SAFE_OFFSET(n)]'],
    ["SELECT SPLIT(a, ',')[OFFSET(0)] FROM d.t", '[OFFSET]: use [SAFE_OFFSET(n)]'],
    ['SELECT a[0] FROM d.t', '[index]: use [SAFE_OFFSET(n)]'],
    ['SELECT SHA256(a) FROM d.t', 'function SHA256'],
    ["SELECT DATE(a, 'Europe/Berlin') FROM d.t", 'time zone other than UTC'],
    ['SELECT DATE_TRUNC(a, WEEK) FROM d.t', 'WEEK in DATE_TRUNC'],
    ['SELECT DATE_TRUNC(a, ISOYEAR) FROM d.t', 'ISOYEAR in DATE_TRUNC'],
    ['SELECT DATE_ADD(a, INTERVAL 1 HOUR) FROM d.t', 'HOUR in DATE_ADD'],
    ["SELECT FORMAT_DATE('%Q', a) FROM d.t", '%Q in format'],
    ['SELECT EXTRACT(WEEK FROM a) FROM d.t', 'WEEK in EXTRACT'],
    ['SELECT a + INTERVAL 1 DAY FROM d.t', 'INTERVAL'],
    ["SELECT DATE '2026-01-02' - DATE '2026-01-01'", 'use DATE_DIFF'],
    ['SELECT STRING_AGG(a) FROM d.t', 'STRING_AGG without ORDER BY'],
    ['SELECT ARRAY_AGG(a ORDER BY a) FROM d.t', 'ARRAY_AGG without [SAFE_OFFSET(n)]'],
    ['SELECT NTILE(4) OVER (ORDER BY a) FROM d.t', 'N_TILE with OVER'],
    ['SELECT PERCENT_RANK() OVER (ORDER BY a) FROM d.t', 'PERCENT_RANK with OVER'],
    ['SELECT STRUCT(1 AS a)', 'function STRUCT'],
    ['SELECT ARRAY(SELECT 1)', 'function ARRAY'],
    ['SELECT [1, 2]', 'ARRAY FUNC'],
    ['SELECT AS STRUCT a FROM d.t', 'KIND in select'],
    ['SELECT a.b.c FROM d.t', 'DOT'],
    ['SELECT a IN UNNEST([1, 2]) FROM d.t', 'IN UNNEST of anything but a script variable'],
    ['SELECT a IN UNNEST(t.b) FROM d.t', 'IN UNNEST of anything but a script variable'],
    ['SELECT a IN UNNEST(x) FROM d.t', 'variable x is not declared'],
    [
      'DELETE FROM d.t WHERE TRUE; DECLARE x ARRAY<DATE> DEFAULT ARRAY(SELECT a FROM d.t)',
      'DECLARE x has to stand before',
    ],
    ['SELECT @p', 'query parameter @p'],
    ['SELECT a & b FROM d.t', 'BITWISE AND'],
    ['SELECT a % b FROM d.t', 'MOD'],
    ['SELECT a = b = c FROM d.t', 'parentheses'],
    ['SELECT a + b || c FROM d.t', 'parentheses'],
    ['SELECT a FROM t', 'table t without its dataset'],
    ['SELECT a FROM d.t FOR SYSTEM_TIME AS OF x', 'SYSTEM TIME in table'],
    ['SELECT a FROM d.t TABLESAMPLE SYSTEM (10 PERCENT)', 'TABLE SAMPLE in table'],
    ['SELECT * FROM d.t PIVOT(SUM(a) FOR b IN (1))', 'PIVOT in FROM'],
    ['SELECT x FROM d.t, UNNEST(t.arr) AS x', 'array that is not written in place'],
    ['SELECT x FROM UNNEST([1]) AS x WITH OFFSET', 'WITH ORDINALITY in unnest'],
    ['SELECT * FROM d.t JOIN d.u USING (a)', 'SELECT * over JOIN … USING'],
    ['SELECT a FROM d.t JOIN d.u', 'INNER JOIN without ON or USING'],
    ['SELECT a FROM d.t RIGHT JOIN d.u USING (a)', 'RIGHT JOIN … USING'],
    ['SELECT a FROM d.t GROUP BY ROLLUP (a)', 'function ROLLUP'],
    ['WITH RECURSIVE x AS (SELECT 1 AS a) SELECT a FROM x', 'RECURSIVE in WITH'],
    ['SELECT a FROM d.t LIMIT 1 + 1', 'LIMIT that is not an integer literal'],
    ['MERGE d.t USING d.s ON t.a = s.a WHEN MATCHED THEN DELETE', 'statement MERGE'],
    ['DECLARE x INT64 DEFAULT 1', 'DECLARE of anything but one ARRAY'],
    ['DECLARE x ARRAY<DATE>', 'declare_item without default'],
    ['DECLARE x ARRAY<INT64> DEFAULT ARRAY(SELECT 1)', 'DECLARE of anything but one ARRAY'],
    ["DECLARE x, y ARRAY<DATE> DEFAULT ARRAY(SELECT DATE '2026-01-01')", 'ADDITIONAL NAMES in declare_item'],
    ["DECLARE x ARRAY<DATE> DEFAULT [DATE '2026-01-01']", 'DECLARE of anything but one ARRAY'],
    ['DROP TABLE d.t', 'statement DROP TABLE'],
    ['ROLLBACK TRANSACTION', 'statement ROLLBACK'],
    ['CREATE TABLE d.t (a INT64)', 'CREATE TABLE without IF NOT EXISTS'],
    ['CREATE TABLE IF NOT EXISTS d.t AS SELECT 1 AS a', 'CREATE TABLE without columns'],
    ['INSERT INTO d.t SELECT 1', 'INSERT without a list of columns'],
    ['UPDATE d.t SET a = 1 FROM d.u WHERE TRUE', 'FROM CLAUSE in update'],
    ['SELECT SUM(a) FILTER (WHERE b) FROM d.t', 'FILTER in sum'],
  ])('%s', (script, what) => {
    expect(() => translate(script)).toThrow(what);
    expect(() => translate(script)).toThrow('definitions/model.sqlx');
  });

  it('is an error with the line of the SQLX file, past config and templates', () => {
    const text = 'config {\n  type: "table"\n}\n\nSELECT\n  a,\n  AVG(b) AS c\nFROM $' + '{ref("t")}\n';
    const compiled = '\n\nSELECT\n  a,\n  AVG(b) AS c\nFROM `p.d.t`\n';
    const run = () => new Translator().translate(compiled, { name: 'definitions/model.sqlx', text });
    expect(run).toThrow('definitions/model.sqlx:7: not supported: AVG');
  });

  it('is an error where the text is not SQL at all', () => {
    expect(() => translate('SELECT a FROM d.t |> WHERE a > 1')).toThrow('not understood as GoogleSQL');
    expect(() => translate('SELEC 1')).toThrow('definitions/model.sqlx');
  });

  it('does not mistake words in strings and comments', () => {
    expect(() => translate("SELECT 'BIGNUMERIC' AS a -- BIGNUMERIC\n")).not.toThrow();
  });
});
