/** A half-open range of UTC days; an open end is left out. */
export interface Dated {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Every entry that begins before an earlier entry of the same key has ended, with that earlier one. */
export function findOverlaps<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => readonly (string | null | undefined)[],
  datesOf: (item: Item) => Dated,
): { readonly item: Item; readonly before: Item }[] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = JSON.stringify(keyOf(item).map((part) => part ?? null));
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  const startOf = (item: Item) => datesOf(item).from ?? '';
  return [...groups.values()].flatMap((group) => {
    const sorted = [...group].sort((a, b) => (startOf(a) < startOf(b) ? -1 : startOf(a) > startOf(b) ? 1 : 0));
    let latest: Item | undefined;
    return sorted.flatMap((item) => {
      const before = latest;
      if (before === undefined || endsLater(datesOf(item), datesOf(before))) latest = item;
      const end = before === undefined ? '' : datesOf(before).to;
      const isApart = end !== undefined && end <= startOf(item);
      return before === undefined || isApart ? [] : [{ item, before }];
    });
  });
}

function endsLater(a: Dated, b: Dated): boolean {
  return b.to !== undefined && (a.to === undefined || a.to > b.to);
}
