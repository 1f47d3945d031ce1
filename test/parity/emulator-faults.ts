/**
 * Cases of the closed list that the emulator does not answer as DuckDB does: the statement and the reason. Either the emulator
 * differs from BigQuery's documentation, or BigQuery refuses what DuckDB accepts, which no model can then contain.
 */
export const EMULATOR_FAULTS: ReadonlyMap<string, string> = new Map([
  ...onEach('the analyzer folds casts of TIMESTAMP literals in its own default zone, Los Angeles; columns are right', [
    "CAST(TIMESTAMP '2026-01-01 10:00:00' AS STRING)",
    "CAST(TIMESTAMP '2026-01-01 10:00:00.12' AS STRING)",
    "CAST(TIMESTAMP '2026-01-01 10:00:00.0005' AS STRING)",
    "TIMESTAMP '2026-01-01'",
  ]),
  ...onEach('BigQuery refuses a bare NULL as an operand', [
    'NULL = 1',
    '(NULL = 1) IS TRUE',
    '(NULL = 1) IS NOT FALSE',
    "'a' || NULL",
  ]),
  ...onEach("GoogleSQL has no doubled quote: it is written \\'", ["'it''s'"]),
  ...onEach('an error, as navigation functions with IGNORE NULLS are not implemented', [
    "SELECT DISTINCT FIRST_VALUE(v IGNORE NULLS) OVER (ORDER BY v ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM UNNEST([STRUCT('a' AS k, 1 AS v), STRUCT('a', 2), STRUCT('b', NULL)])",
  ]),
  ...onEach('BigQuery reads the alias in HAVING first, which makes it an aggregation of an aggregation', [
    "SELECT k, SUM(v) AS v FROM UNNEST([STRUCT('a' AS k, 1 AS v), STRUCT('a', 2), STRUCT('b', NULL)]) GROUP BY k HAVING SUM(v) > 1",
  ]),
  ...onEach('BigQuery refuses two columns of one name in an answer', [
    'SELECT a.x, b.x FROM UNNEST([1, 2]) AS x CROSS JOIN (SELECT 9 AS y) AS c INNER JOIN (SELECT 1 AS x) AS a ON a.x = c.y - 8 LEFT JOIN (SELECT 2 AS x) AS b ON b.x = a.x GROUP BY a.x, b.x',
    'SELECT a.x, b.x, c.x FROM (SELECT 1 AS x) AS a, (SELECT 2 AS x) AS b JOIN (SELECT 1 AS x) AS c ON c.x = a.x',
  ]),
]);

function onEach(reason: string, statements: readonly string[]): readonly (readonly [string, string])[] {
  return statements.map((statement) => [statement, reason]);
}
