import { conditionalFunctions } from './conditional-functions.js';
import { dateFunctions } from './date-functions.js';
import type { FunctionEntry } from './entry.js';
import { numberFunctions } from './number-functions.js';
import { textFunctions } from './text-functions.js';

/** Every scalar function the models may call. */
export const functions: readonly FunctionEntry[] = [
  ...textFunctions,
  ...dateFunctions,
  ...numberFunctions,
  ...conditionalFunctions,
];

const byName: ReadonlyMap<string, FunctionEntry> = new Map(functions.map((entry) => [entry.name, entry]));

/** Functions that may be called with `SAFE.` in front, where an error becomes NULL. */
const SAFE: ReadonlySet<string> = new Set(['PARSE_DATE']);

export function findFunction(name: string): FunctionEntry | undefined {
  if (!name.startsWith('SAFE.')) return byName.get(name);
  const unsafe = name.slice('SAFE.'.length);
  return SAFE.has(unsafe) ? byName.get(unsafe) : undefined;
}
