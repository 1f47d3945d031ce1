import type { TagNames } from '../../source.js';
import { arrayOf, type Json, objectOf, textOf } from './json-fields.js';

export interface Tags {
  /** `name=value`. */
  readonly service: string | null;
  readonly feature: string | null;
  readonly environment: string | null;
  readonly customer: string | null;
  /** One name came with two different values. */
  readonly hasConflict: boolean;
}

export type TagReader = (record: Json, metadata: Json) => Tags;

/** Reads the configured tags of a record from `request_tags` (`name:value` or `name=value`), then from `spend_logs_metadata`. */
export function createTagReader(names: TagNames): TagReader {
  const wanted = new Set(
    [...names.service, ...names.feature, ...names.environment, ...names.customer].map((n) => n.toLowerCase()),
  );
  return (record, metadata) => {
    const found = new Map<string, string>();
    let hasConflict = false;
    const take = (name: string, value: string) => {
      const key = name.trim().toLowerCase();
      if (!wanted.has(key)) return;
      const tag = textOf(value.trim());
      if (tag === null) return;
      const before = found.get(key);
      if (before === undefined) found.set(key, tag);
      else if (before !== tag) hasConflict = true;
    };
    for (const tag of arrayOf(record, 'request_tags')) {
      if (typeof tag !== 'string') continue;
      const separator = tag.search(/[:=]/);
      if (separator > 0) take(tag.slice(0, separator), tag.slice(separator + 1));
    }
    for (const [name, value] of Object.entries(objectOf(metadata, 'spend_logs_metadata'))) {
      const tag = textOf(value);
      if (tag !== null) take(name, tag);
    }
    const first = (candidates: readonly string[]): readonly [string, string] | null => {
      for (const name of candidates) {
        const value = found.get(name.toLowerCase());
        if (value !== undefined) return [name, value];
      }
      return null;
    };
    const service = first(names.service);
    return {
      service: service === null ? null : `${service[0]}=${service[1]}`,
      feature: first(names.feature)?.[1] ?? null,
      environment: first(names.environment)?.[1] ?? null,
      customer: first(names.customer)?.[1] ?? null,
      hasConflict,
    };
  };
}
