import { expect, it } from 'vitest';
import { isMissingTable } from '../../warehouse/missing-table.js';

it.each([
  'the query failed: Catalog Error: Table with name changed_batches does not exist!',
  'the query failed in p: Not found: Table p:tl_usage.changed_batches was not found in location EU',
  'the query failed in p: Not found: Dataset p:tl_usage was not found in location EU',
  'the query failed in p: failed to analyze: Table not found: tl_usage.changed_batches [at 1:15]',
])('%s', (message) => expect(isMissingTable(new Error(message))).toBe(true));

it.each([
  'the query failed in p: Access Denied: Table p:d.t: User does not have permission to query table p:d.t, or perhaps it does not exist.',
  'the query failed in p: Quota exceeded: Your project exceeded quota for free query bytes scanned.',
  'the query failed: Binder Error: Referenced column "x" not found in FROM clause!',
  'the query failed: IO Error: Could not set lock on file "x.duckdb"',
])('not %s', (message) => expect(isMissingTable(new Error(message))).toBe(false));
