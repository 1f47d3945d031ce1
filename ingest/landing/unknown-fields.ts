/** Most distinct names that are kept apart; the rest is counted together. */
const MAX_NAMES = 200;
const OTHER = '(other)';

/** Counts fields that no schema knows: names and how often, never a value. */
export class UnknownFields {
  readonly #counts = new Map<string, number>();

  add(name: string, count = 1): void {
    // A field name could itself be somebody's text, so only names that look like identifiers are kept.
    const isNameable =
      /^[A-Za-z0-9_.[\]-]{1,80}$/.test(name) && (this.#counts.has(name) || this.#counts.size < MAX_NAMES);
    const key = isNameable ? name : OTHER;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
  }

  /** Counts the keys of `record` that are not in `known`. */
  addUnknown(record: object, known: ReadonlySet<string>, prefix = ''): void {
    for (const key in record) {
      if (!known.has(key)) this.add(prefix + key);
    }
  }

  /** Names and how often, in the order of the names. */
  counts(): [string, number][] {
    return [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** `{"name":count}` with sorted names, or null when everything was known. */
  toJson(): string | null {
    return this.#counts.size === 0 ? null : JSON.stringify(Object.fromEntries(this.counts()));
  }
}
