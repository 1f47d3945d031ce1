import type { ClosedListEntry } from './entry.js';

const section = 'statement';

/** Printed by print-statement.ts. For operations, pre_operations and post_operations. */
export const statements: readonly ClosedListEntry[] = [
  {
    section,
    name: 'DECLARE',
    googlesql: 'DECLARE x ARRAY<DATE | STRING> DEFAULT ARRAY(query)',
    duckdb: 'SET VARIABLE x = coalesce((SELECT list(…) FROM (query)), [])',
    note: 'Before all other statements. BigQuery prunes partitions by such a variable, and not by a subquery.',
  },
  { section, name: 'BEGIN TRANSACTION', googlesql: 'BEGIN TRANSACTION', duckdb: 'BEGIN TRANSACTION' },
  { section, name: 'COMMIT TRANSACTION', googlesql: 'COMMIT TRANSACTION', duckdb: 'COMMIT' },
  { section, name: 'DELETE', googlesql: 'DELETE FROM t [AS a] WHERE …', duckdb: 'the same' },
  { section, name: 'TRUNCATE', googlesql: 'TRUNCATE TABLE t', duckdb: 'DELETE FROM t' },
  { section, name: 'INSERT', googlesql: 'INSERT INTO t (a, …) query | VALUES …', duckdb: 'the same' },
  { section, name: 'UPDATE', googlesql: 'UPDATE t SET a = …, … WHERE …', duckdb: 'the same' },
  {
    section,
    name: 'CREATE TABLE',
    googlesql: 'CREATE TABLE IF NOT EXISTS t (a STRING [NOT NULL], …) [PARTITION BY …] [CLUSTER BY …]',
    duckdb: 'CREATE TABLE IF NOT EXISTS t (a VARCHAR [NOT NULL], …)',
    note: 'Partitioning and clustering lay out storage on BigQuery and change no result.',
  },
];
