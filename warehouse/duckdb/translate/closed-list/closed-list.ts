import { aggregateFunctions } from './aggregate-functions.js';
import type { ClosedListEntry } from './entry.js';
import { functions } from './functions.js';
import { literals } from './literals.js';
import { operators } from './operators.js';
import { queries } from './queries.js';
import { statements } from './statements.js';
import { types } from './types.js';
import { windowFunctions } from './window-functions.js';

/** All of GoogleSQL that the models may use. Anything else stops the run. */
export const closedList: readonly ClosedListEntry[] = [
  ...types,
  ...literals,
  ...operators,
  ...functions,
  ...aggregateFunctions,
  ...windowFunctions,
  ...queries,
  ...statements,
];
