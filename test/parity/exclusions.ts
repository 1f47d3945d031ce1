import type { Exclusion } from './compare-tables.js';

/** What is not compared, and why. Empty is the aim; DECISIONS.md repeats every entry. */
export const EXCLUSIONS: readonly Exclusion[] = [];
