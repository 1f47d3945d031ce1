/** The value of a dimension in a report. */
export type DimensionValue = string | boolean | null;

/** Rows that agree in the asked dimensions, in the order of their values. Without dimensions: one group, unless there are no rows. */
export function groupRows<Row>(
  rows: readonly Row[],
  dimensions: readonly string[],
  readValue: (row: Row, dimension: string) => DimensionValue,
): { readonly values: Readonly<Record<string, DimensionValue>>; readonly rows: readonly Row[] }[] {
  const groups = new Map<string, { values: Record<string, DimensionValue>; rows: Row[] }>();
  for (const row of rows) {
    const values = Object.fromEntries(dimensions.map((dimension) => [dimension, readValue(row, dimension)]));
    const key = JSON.stringify(values);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { values, rows: [row] });
    else group.rows.push(row);
  }
  return [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}
