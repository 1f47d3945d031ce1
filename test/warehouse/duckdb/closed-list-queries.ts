import type { Cell } from '../../../warehouse/warehouse.js';

/** A script and the rows its last statement gives, in order. */
export type QueryCase = readonly [script: string, rows: readonly (readonly Cell[])[]];

const NUMBERS = 'UNNEST([1, 2, 3]) AS x';
const PAIRS = "UNNEST([STRUCT('a' AS k, 1 AS v), STRUCT('a', 2), STRUCT('b', NULL)])";

/** For every entry of the closed list that is more than an expression. */
export const queryCases: Readonly<Record<string, readonly QueryCase[]>> = {
  COUNT: [[`SELECT COUNT(*), COUNT(v), COUNT(DISTINCT k) FROM ${PAIRS}`, [['3', '2', '2']]]],
  COUNTIF: [[`SELECT COUNTIF(v > 1) FROM ${PAIRS}`, [['1']]]],
  SUM: [
    [`SELECT SUM(v), SUM(DISTINCT v) FROM ${PAIRS}`, [['3', '3']]],
    [
      `SELECT k, SUM(v) FROM ${PAIRS} GROUP BY k ORDER BY k`,
      [
        ['a', '3'],
        ['b', null],
      ],
    ],
    [`SELECT SUM(x) FROM ${NUMBERS} WHERE x > 5`, [[null]]],
  ],
  MIN: [[`SELECT MIN(v) FROM ${PAIRS}`, [['1']]]],
  MAX: [[`SELECT MAX(v) FROM ${PAIRS}`, [['2']]]],
  ANY_VALUE: [
    [`SELECT ANY_VALUE(x HAVING MAX x), ANY_VALUE(x HAVING MIN x) FROM ${NUMBERS}`, [['3', '1']]],
    ["SELECT ANY_VALUE(k HAVING MAX v) FROM UNNEST([STRUCT('a' AS k, 1 AS v), STRUCT(NULL, 2)])", [[null]]],
  ],
  LOGICAL_OR: [[`SELECT LOGICAL_OR(x > 2) FROM ${NUMBERS}`, [[true]]]],
  LOGICAL_AND: [[`SELECT LOGICAL_AND(x > 2) FROM ${NUMBERS}`, [[false]]]],
  STRING_AGG: [
    [`SELECT STRING_AGG(CAST(x AS STRING), '|' ORDER BY x DESC) FROM ${NUMBERS}`, [['3|2|1']]],
    [`SELECT STRING_AGG(DISTINCT k, ',' ORDER BY k) FROM ${PAIRS}`, [['a,b']]],
    [`SELECT STRING_AGG(k ORDER BY k) FROM ${PAIRS}`, [['a,a,b']]],
  ],
  ARRAY_AGG: [
    [`SELECT ARRAY_AGG(x ORDER BY x DESC LIMIT 1)[OFFSET(0)] FROM ${NUMBERS}`, [['3']]],
    [`SELECT ARRAY_AGG(v IGNORE NULLS ORDER BY k DESC, v)[SAFE_OFFSET(0)] FROM ${PAIRS}`, [['1']]],
  ],
  ROW_NUMBER: [
    [
      `SELECT x, ROW_NUMBER() OVER (ORDER BY x DESC) FROM ${NUMBERS} ORDER BY x`,
      [
        ['1', '3'],
        ['2', '2'],
        ['3', '1'],
      ],
    ],
  ],
  RANK: [
    [
      `SELECT v, RANK() OVER (ORDER BY k) FROM ${PAIRS} ORDER BY v`,
      [
        [null, '3'],
        ['1', '1'],
        ['2', '1'],
      ],
    ],
  ],
  DENSE_RANK: [
    [
      `SELECT v, DENSE_RANK() OVER (ORDER BY k) FROM ${PAIRS} ORDER BY v`,
      [
        [null, '2'],
        ['1', '1'],
        ['2', '1'],
      ],
    ],
  ],
  LAG: [[`SELECT LAG(x) OVER (ORDER BY x) AS l FROM ${NUMBERS} ORDER BY l`, [[null], ['1'], ['2']]]],
  LEAD: [[`SELECT LEAD(x, 2, 0) OVER (ORDER BY x) AS l FROM ${NUMBERS} ORDER BY l`, [['0'], ['0'], ['3']]]],
  FIRST_VALUE: [
    [
      `SELECT DISTINCT FIRST_VALUE(v IGNORE NULLS) OVER (ORDER BY v ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM ${PAIRS}`,
      [['1']],
    ],
    [`SELECT DISTINCT FIRST_VALUE(v) OVER (ORDER BY v) FROM ${PAIRS}`, [[null]]], // NULL comes first
  ],
  LAST_VALUE: [[`SELECT LAST_VALUE(x) OVER (ORDER BY x) AS l FROM ${NUMBERS} ORDER BY l`, [['1'], ['2'], ['3']]]],
  OVER: [
    [
      `SELECT x, SUM(x) OVER (ORDER BY x ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW), COUNT(*) OVER () FROM ${NUMBERS} ORDER BY x`,
      [
        ['1', '1', '3'],
        ['2', '3', '3'],
        ['3', '6', '3'],
      ],
    ],
    [
      `SELECT x, SUM(x) OVER (w ROWS 1 PRECEDING), COUNTIF(x > 1) OVER w FROM ${NUMBERS} WINDOW w AS (ORDER BY x) ORDER BY x`,
      [
        ['1', '1', '0'],
        ['2', '3', '1'],
        ['3', '5', '2'],
      ],
    ],
    [
      `SELECT k, SUM(SUM(v)) OVER (PARTITION BY k) FROM ${PAIRS} GROUP BY k ORDER BY k`,
      [
        ['a', '3'],
        ['b', null],
      ],
    ],
  ],
  table: [
    [
      'CREATE TABLE IF NOT EXISTS `p.main.named` (a INT64); INSERT INTO `p.main.named` (a) VALUES (1); SELECT n.a FROM `p.main.named` AS n, p.main.named AS m, `main`.named AS o',
      [['1']],
    ],
  ],
  WITH: [['WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS x FROM a) SELECT x FROM b', [['2']]]],
  SELECT: [
    [`SELECT DISTINCT k FROM ${PAIRS} ORDER BY k`, [['a'], ['b']]],
    [`SELECT k, SUM(v) AS v FROM ${PAIRS} GROUP BY k HAVING SUM(v) > 1`, [['a', '3']]],
    [`SELECT k, SUM(v) AS total FROM ${PAIRS} GROUP BY k HAVING total > 1`, [['a', '3']]],
    [`SELECT x FROM ${NUMBERS} WHERE TRUE QUALIFY ROW_NUMBER() OVER (ORDER BY x DESC) = 1`, [['3']]],
    [`SELECT k, SUM(v) AS total FROM ${PAIRS} GROUP BY k QUALIFY RANK() OVER (ORDER BY total DESC) = 1`, [['a', '3']]],
  ],
  'SELECT *': [
    ['SELECT * EXCEPT (a) FROM (SELECT 1 AS a, 2 AS b)', [['2']]],
    ['SELECT * REPLACE (a + 1 AS a) FROM (SELECT 1 AS a, 2 AS b)', [['2', '2']]],
    ['SELECT t.*, 3 FROM (SELECT 1 AS a, 2 AS b) AS t', [['1', '2', '3']]],
  ],
  'GROUP BY': [
    [
      "SELECT DATE_TRUNC(d, MONTH) AS d, COUNT(*) FROM UNNEST([DATE '2026-01-05', DATE '2026-01-06']) AS d GROUP BY d",
      [['2026-01-01', '2']],
    ],
    [
      `SELECT k, COUNT(*) FROM ${PAIRS} GROUP BY 1 ORDER BY 1`,
      [
        ['a', '2'],
        ['b', '1'],
      ],
    ],
    [
      `SELECT k, COUNT(*) FROM ${PAIRS} GROUP BY ALL ORDER BY k`,
      [
        ['a', '2'],
        ['b', '1'],
      ],
    ],
  ],
  'ORDER BY': [
    [`SELECT v FROM ${PAIRS} ORDER BY v`, [[null], ['1'], ['2']]],
    [`SELECT v FROM ${PAIRS} ORDER BY v DESC`, [['2'], ['1'], [null]]],
    [`SELECT v FROM ${PAIRS} ORDER BY v NULLS LAST`, [['1'], ['2'], [null]]],
    [`SELECT -x AS x FROM ${NUMBERS} ORDER BY x`, [['-3'], ['-2'], ['-1']]],
    [`SELECT -x AS x FROM ${NUMBERS} ORDER BY x + 0`, [['-3'], ['-2'], ['-1']]],
  ],
  LIMIT: [
    [`SELECT x FROM ${NUMBERS} ORDER BY x LIMIT 1 OFFSET 1`, [['2']]],
    ['SELECT 1 AS x UNION ALL SELECT 2 ORDER BY x DESC LIMIT 1', [['2']]],
  ],
  'set operation': [
    ['SELECT 1 AS x UNION ALL SELECT 1 UNION ALL SELECT 2 ORDER BY x', [['1'], ['1'], ['2']]],
    ['SELECT 1 UNION DISTINCT SELECT 1', [['1']]],
    ['SELECT 1 EXCEPT DISTINCT SELECT 1', []],
    ['SELECT 1 INTERSECT DISTINCT SELECT 1', [['1']]],
  ],
  JOIN: [
    [
      'SELECT a.x, b.x FROM UNNEST([1, 2]) AS x CROSS JOIN (SELECT 9 AS y) AS c INNER JOIN (SELECT 1 AS x) AS a ON a.x = c.y - 8 LEFT JOIN (SELECT 2 AS x) AS b ON b.x = a.x GROUP BY a.x, b.x',
      [['1', null]],
    ],
    [
      'SELECT x, y FROM (SELECT 1 AS x) FULL JOIN (SELECT 2 AS x, 3 AS y) USING (x) ORDER BY x',
      [
        ['1', null],
        ['2', '3'],
      ],
    ],
    ['SELECT b.x FROM (SELECT 1 AS x) AS a RIGHT JOIN (SELECT 2 AS x) AS b ON a.x = b.x', [['2']]],
    [
      'SELECT a.x, b.x, c.x FROM (SELECT 1 AS x) AS a, (SELECT 2 AS x) AS b JOIN (SELECT 1 AS x) AS c ON c.x = a.x',
      [['1', '2', '1']],
    ],
  ],
  subquery: [[`SELECT (SELECT MAX(x) FROM ${NUMBERS}), s.y FROM (SELECT 7 AS y) AS s`, [['3', '7']]]],
  'UNNEST of STRUCTs': [
    [
      "SELECT m.meter, m.quantity FROM (SELECT 5 AS i, NUMERIC '0.5' AS o) AS t CROSS JOIN UNNEST([STRUCT('input' AS meter, t.i AS quantity), STRUCT('output', t.o)]) AS m ORDER BY m.meter",
      [
        ['input', '5'],
        ['output', '0.5'],
      ],
    ],
  ],
  'UNNEST of values': [["SELECT s FROM UNNEST(['b', 'a']) AS s ORDER BY s", [['a'], ['b']]]],
  'UNNEST of dates': [
    [
      "SELECT d FROM UNNEST(GENERATE_DATE_ARRAY(DATE '2026-01-31', DATE '2026-02-01')) AS d ORDER BY d",
      [['2026-01-31'], ['2026-02-01']],
    ],
    [
      "SELECT d FROM UNNEST(GENERATE_DATE_ARRAY(DATE '2026-01-01', DATE '2026-03-01', INTERVAL 1 MONTH)) AS d ORDER BY d",
      [['2026-01-01'], ['2026-02-01'], ['2026-03-01']],
    ],
    [
      "SELECT t.a, d FROM (SELECT 1 AS a, DATE '2026-01-01' AS f UNION ALL SELECT 2, DATE '2026-01-03') AS t CROSS JOIN UNNEST(GENERATE_DATE_ARRAY(t.f, DATE '2026-01-03')) AS d WHERE t.a = 2",
      [['2', '2026-01-03']],
    ],
  ],
  'UNNEST of numbers': [['SELECT n FROM UNNEST(GENERATE_ARRAY(1, 2)) AS n ORDER BY n', [['1'], ['2']]]],
  DECLARE: [
    [
      "DECLARE days ARRAY<DATE> DEFAULT ARRAY(SELECT day FROM UNNEST(GENERATE_DATE_ARRAY(DATE '2026-02-28', DATE '2026-03-01')) AS day); SELECT d FROM UNNEST(GENERATE_DATE_ARRAY(DATE '2026-02-27', DATE '2026-03-02')) AS d WHERE d IN UNNEST(days) ORDER BY d",
      [['2026-02-28'], ['2026-03-01']],
    ],
    [
      "DECLARE periods ARRAY<STRING> DEFAULT ARRAY(SELECT k FROM UNNEST(['2026-01', '2026-03']) AS k); DECLARE later ARRAY<STRING> DEFAULT ARRAY(SELECT '2026-04'); SELECT k FROM UNNEST(['2026-01', '2026-02', '2026-04']) AS k WHERE k IN UNNEST(periods) OR k IN UNNEST(later) ORDER BY k",
      [['2026-01'], ['2026-04']],
    ],
    [
      "DECLARE days ARRAY<DATE> DEFAULT ARRAY(SELECT d FROM (SELECT DATE '2026-01-01' AS d) WHERE FALSE); CREATE TABLE IF NOT EXISTS main.dc (d DATE); INSERT INTO main.dc (d) VALUES (DATE '2026-01-01'); DELETE FROM main.dc WHERE d IN UNNEST(days); SELECT d FROM main.dc",
      [['2026-01-01']],
    ],
    [
      "DECLARE days ARRAY<DATE> DEFAULT ARRAY(SELECT DATE '2026-01-01'); CREATE TABLE IF NOT EXISTS main.de (d DATE); BEGIN TRANSACTION; INSERT INTO main.de (d) VALUES (DATE '2026-01-01'), (DATE '2026-01-02'); DELETE FROM main.de AS t WHERE t.d IN UNNEST(days); COMMIT TRANSACTION; SELECT d FROM main.de",
      [['2026-01-02']],
    ],
  ],
  'IN UNNEST': [
    [
      "DECLARE words ARRAY<STRING> DEFAULT ARRAY(SELECT s FROM UNNEST(['a', 'b']) AS s); SELECT t.s, t.s IN UNNEST(words) AS i, t.s NOT IN UNNEST(words) AS n FROM UNNEST([STRUCT(1 AS o, 'a' AS s), STRUCT(2, 'c'), STRUCT(3, NULL)]) AS t ORDER BY t.o",
      [
        ['a', true, false],
        ['c', false, true],
        [null, null, null],
      ],
    ],
  ],
  'BEGIN TRANSACTION': [['BEGIN TRANSACTION; COMMIT TRANSACTION; SELECT 1', [['1']]]],
  'COMMIT TRANSACTION': [['BEGIN; COMMIT; SELECT 1', [['1']]]],
  'CREATE TABLE': [
    [
      'CREATE TABLE IF NOT EXISTS `p.main.created` (a INT64 NOT NULL, b NUMERIC, c STRING, d DATE, e TIMESTAMP, f BOOL) PARTITION BY d CLUSTER BY a; SELECT a FROM main.created',
      [],
    ],
  ],
  INSERT: [
    [
      "CREATE TABLE IF NOT EXISTS main.i (a INT64, b STRING); INSERT INTO main.i (a, b) VALUES (1, 'x'), (2, NULL); INSERT INTO main.i (b, a) SELECT 'z', 3; SELECT a, b FROM main.i ORDER BY a",
      [
        ['1', 'x'],
        ['2', null],
        ['3', 'z'],
      ],
    ],
  ],
  DELETE: [
    [
      'CREATE TABLE IF NOT EXISTS main.d (a INT64); INSERT INTO main.d (a) VALUES (1), (2); DELETE FROM main.d AS t WHERE t.a IN (SELECT 1); SELECT a FROM main.d',
      [['2']],
    ],
  ],
  TRUNCATE: [
    [
      'CREATE TABLE IF NOT EXISTS main.tr (a INT64); INSERT INTO main.tr (a) VALUES (1); TRUNCATE TABLE main.tr; SELECT a FROM main.tr',
      [],
    ],
  ],
  UPDATE: [
    [
      'CREATE TABLE IF NOT EXISTS main.u (a INT64, b INT64); INSERT INTO main.u (a, b) VALUES (1, 1), (2, 2); UPDATE main.u SET b = b + 10 WHERE a = 1; SELECT b FROM main.u ORDER BY b',
      [['2'], ['11']],
    ],
  ],
};
