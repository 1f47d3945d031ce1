import type { ClosedListEntry } from './entry.js';

const section = 'type';

export interface TypeEntry extends ClosedListEntry {
  /** What a cast to it prints, given the printed argument. */
  readonly cast: string;
  readonly safeCast: string;
}

export const types: readonly TypeEntry[] = [
  {
    section,
    name: 'INT64',
    googlesql: 'INT64',
    duckdb: 'BIGINT',
    note: 'From text, only whole numbers: DuckDB alone would round `1.5`.',
    cast: 'g_to_int64($1)',
    safeCast: 'g_safe_to_int64($1)',
  },
  {
    section,
    name: 'NUMERIC',
    googlesql: 'NUMERIC',
    duckdb: 'DECIMAL(38,9)',
    note: 'Rounded half away from zero at the ninth decimal.',
    cast: 'CAST($1 AS DECIMAL(38,9))',
    safeCast: 'TRY_CAST($1 AS DECIMAL(38,9))',
  },
  {
    section,
    name: 'STRING',
    googlesql: 'STRING',
    duckdb: 'VARCHAR',
    note: 'A NUMERIC prints without trailing zeros, a TIMESTAMP in UTC with 0, 3 or 6 decimals.',
    cast: 'g_to_string($1)',
    safeCast: 'g_to_string($1)',
  },
  {
    section,
    name: 'DATE',
    googlesql: 'DATE',
    duckdb: 'DATE',
    note: 'From text, only `YYYY-MM-DD`.',
    cast: 'g_to_date($1)',
    safeCast: 'g_safe_to_date($1)',
  },
  {
    section,
    name: 'TIMESTAMP',
    googlesql: 'TIMESTAMP',
    duckdb: 'TIMESTAMPTZ',
    note: 'The session is in UTC.',
    cast: 'CAST($1 AS TIMESTAMPTZ)',
    safeCast: 'TRY_CAST($1 AS TIMESTAMPTZ)',
  },
  {
    section,
    name: 'BOOL',
    googlesql: 'BOOL',
    duckdb: 'BOOLEAN',
    note: 'From text, only `true` and `false`.',
    cast: 'g_to_bool($1)',
    safeCast: 'g_safe_to_bool($1)',
  },
];

export function typeNamed(name: string): TypeEntry | undefined {
  return types.find((type) => type.name === name);
}
