import type { Exclusion } from './compare-tables.js';

/** What is not compared, and why. Empty is the aim; DECISIONS.md repeats every entry. */
export const EXCLUSIONS: readonly Exclusion[] = [
  {
    table: 'raw.transform_claims',
    reason: 'Tells which run was at work on the engine and when, which no model reads.',
  },
];
