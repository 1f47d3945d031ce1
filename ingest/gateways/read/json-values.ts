import type { Path } from '../mapping/parse-path.js';

export type Json = Readonly<Record<string, unknown>>;

/** The value at a path of a record, through texts that hold JSON. */
export function valueAt(record: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => {
    const parent = typeof value === 'string' ? toObject(value) : value;
    return typeof parent === 'object' && parent !== null ? (parent as Json)[step] : undefined;
  }, record);
}

export function toObject(text: string): Json | undefined {
  const parsed = toJson(text);
  return typeof parsed === 'string' && parsed !== text ? toObject(parsed) : asObject(parsed);
}

export function asObject(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

/** An object, or a list of `{key, value}` as one; of a text, what it holds. */
export function asFields(value: unknown): Json | undefined {
  const found = typeof value === 'string' ? toJson(value) : value;
  if (typeof found === 'string') return toObject(found);
  if (!Array.isArray(found)) return asObject(found);
  const pairs = found.map(asObject).filter((pair) => typeof pair?.key === 'string');
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs.map((pair) => [pair?.key, pair?.value]));
}

export function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
