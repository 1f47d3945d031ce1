import { Big } from 'big.js';

/** An object of an untyped record. */
export type Json = Readonly<Record<string, unknown>>;

const NOTHING: Json = Object.freeze({});

/** The object under a key, also when it was written as a JSON text (LiteLLM's Pub/Sub does, sometimes twice). */
export function objectOf(parent: Json, key: string): Json {
  const field = decode(parent[key]);
  return typeof field === 'object' && field !== null && !Array.isArray(field) ? (field as Json) : NOTHING;
}

export function arrayOf(parent: Json, key: string): readonly unknown[] {
  const field = decode(parent[key]);
  return Array.isArray(field) ? field : [];
}

function decode(field: unknown): unknown {
  let decoded = field;
  for (let depth = 0; depth < 2 && typeof decoded === 'string'; depth++) {
    if (!/^\s*["[{]/.test(decoded)) return undefined;
    try {
      decoded = JSON.parse(decoded) as unknown;
    } catch {
      return undefined;
    }
  }
  return decoded;
}

/** Text that says something: empty texts, "None" and "null" are how Python writes nothing. */
export function textOf(field: unknown): string | null {
  if (typeof field === 'number') return String(field);
  if (typeof field !== 'string' || field === '' || field === 'None' || field === 'null') return null;
  return field;
}

/** A count as it stands in the record: nothing is null, a number or digits are a number, anything else is NaN. */
export function countOf(field: unknown): number | null {
  if (field === undefined || field === null || field === '' || field === 'None') return null;
  if (typeof field === 'number') return field;
  return typeof field === 'string' && /^-?\d+$/.test(field) ? Number(field) : Number.NaN;
}

/** The largest of the counts that are given: one notion under several names, where some names are left at zero. */
export function largestOf(...fields: unknown[]): number | null {
  let largest: number | null = null;
  for (const field of fields) {
    const count = countOf(field);
    if (count === null) continue;
    // A negative or broken count must reach the check and not hide behind a good one.
    if (!(count >= 0)) return count;
    if (largest === null || count > largest) largest = count;
  }
  return largest;
}

/** Dollars as plain decimal text; undefined when the field is no number. */
export function dollarsOf(field: unknown): string | null | undefined {
  if (field === undefined || field === null || field === '' || field === 'None') return null;
  if (typeof field !== 'number' && !(typeof field === 'string' && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(field)))
    return undefined;
  const text = String(field);
  return text.includes('e') || text.includes('E') ? new Big(text).toFixed() : text;
}
