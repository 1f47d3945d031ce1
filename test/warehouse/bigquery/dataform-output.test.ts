import { expect, it } from 'vitest';
import { DataformOutput, type PrintedOutcome } from '../../../warehouse/bigquery/dataform-output.js';

function read(text: string): { outcomes: PrintedOutcome[]; rest: string } {
  const outcomes: PrintedOutcome[] = [];
  const output = new DataformOutput((outcome) => outcomes.push(outcome));
  for (const line of text.split('\n')) output.readLine(line);
  output.close();
  return { outcomes, rest: output.rest };
}

// Both recorded from @dataform/cli 3.0.69.
it('reads what succeeded and what was skipped from stdout', () => {
  const { outcomes } = read(`Compiling...

\u001b[32mCompiled successfully.
\u001b[0m
Running...

\u001b[32mTable created: \u001b[0m \u001b[36mtl_usage.inc\u001b[0m [incremental] \u0020
 \t jobId: dataform-3a6ec821-cca9-464b-9ebe-5e486e76ad8a,
 \t Bytes billed: 0 B
\u001b[32mOperation completed successfully: \u001b[0m \u001b[36mtl_marts.ops_out\u001b[0m \u0020
\u001b[32mAssertion passed: \u001b[0m \u001b[36mtl_assertions.usage_inc_assertions_uniqueKey_0\u001b[0m \u0020
\u001b[93mSkipping operation execution: \u001b[0m \u001b[36mtl_raw.transformed\u001b[0m`);
  expect(outcomes).toEqual([
    { action: 'tl_usage.inc', status: 'done' },
    { action: 'tl_marts.ops_out', status: 'done' },
    { action: 'tl_assertions.usage_inc_assertions_uniqueKey_0', status: 'done' },
    { action: 'tl_raw.transformed', status: 'skipped' },
  ]);
});

it('reads failures with their reason from stderr', () => {
  const { outcomes } = read(`(node:13995) MetadataLookupWarning: received unexpected error
\u001b[91mAssertion failed: \u001b[0m \u001b[36massertions.assert_k_positive\u001b[0m \u0020
 \t jobId: dataform-bf019a06-e877-4ffd-8d60-1100ec958adb,
 \t Bytes billed: 0 B, 1.00 B
  > \u0020
  >       create or replace view \`tl.assertions.assert_k_positive\` as
  > select * from \`tl.usage.inc\` where amount < 2
  \u001b[91mbigquery error: Assertion failed: query returned 1 row(s).\u001b[0m
\u001b[91mDataset creation failed: \u001b[0m \u001b[36mmarts.a\u001b[0m [table]`);
  expect(outcomes).toEqual([
    { action: 'assertions.assert_k_positive', status: 'failed', message: 'Assertion failed: query returned 1 row(s).' },
    { action: 'marts.a', status: 'failed' },
  ]);
});

it('keeps what belongs to no action', () => {
  const { outcomes, rest } = read('Missing credentials JSON file\nFix it');
  expect(outcomes).toEqual([]);
  expect(rest).toBe('Missing credentials JSON file\nFix it');
});
