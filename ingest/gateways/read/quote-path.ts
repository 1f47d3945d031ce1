import { quoteText } from '../../../warehouse/duckdb/translate/names.js';

/** A path as an SQL text. DuckDB's readers take every path for a pattern, so characters of patterns stand in brackets. */
export function quotePath(path: string): string {
  return quoteText(path.replace(/[[*?]/g, '[$&]'));
}
