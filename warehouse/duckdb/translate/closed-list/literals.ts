import type { ClosedListEntry } from './entry.js';

const section = 'literal';

/** Printed by print-literal.ts; listed here for the documentation and its tests. */
export const literals: readonly ClosedListEntry[] = [
  { section, name: 'integer', googlesql: '42', duckdb: '42::BIGINT' },
  {
    section,
    name: 'NUMERIC literal',
    googlesql: "NUMERIC '1.5'",
    duckdb: "CAST('1.5' AS DECIMAL(38,9))",
    note: 'A bare `1.5` is a FLOAT64 and refused.',
  },
  { section, name: 'text', googlesql: "'…', \"…\", r'…'", duckdb: "'…'" },
  { section, name: 'DATE literal', googlesql: "DATE '2026-01-31'", duckdb: "DATE '2026-01-31'" },
  {
    section,
    name: 'TIMESTAMP literal',
    googlesql: "TIMESTAMP '…'",
    duckdb: "TIMESTAMPTZ '…'",
    note: 'UTC unless a zone is written.',
  },
  {
    section,
    name: 'TRUE FALSE NULL',
    googlesql: 'TRUE, FALSE, NULL',
    duckdb: 'the same',
    note: 'A column that is NULL alone needs CAST(NULL AS …).',
  },
];
