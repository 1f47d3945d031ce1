/** BigQuery's words for it, those of DuckDB, and of the emulator. */
const MISSING =
  /not found: (?:table|dataset)|(?:table|schema) with name \S+ does not exist|table not found|dataset \S+ (?:is|was) not found/i;

/**
 * Whether a query failed because a table, or its dataset, is not there: nothing has been landed or transformed yet. Any other
 * failure, a missing right or a quota for one, says nothing about what the table holds.
 */
export function isMissingTable(error: unknown): boolean {
  return error instanceof Error && MISSING.test(error.message);
}
