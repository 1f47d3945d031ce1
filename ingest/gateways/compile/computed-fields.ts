import { quoteName } from '../../../warehouse/duckdb/translate/names.js';
import { pathsIn, replacePaths } from '../mapping/check-expression.js';
import type { Mapping } from '../mapping/read-mapping.js';
import { Fields } from './fields.js';

/** How the fields that a mapping computes are added to those that a file has. */
export interface ComputedFields {
  /** Fields that have to be read of the file. */
  readonly read: readonly string[];
  /** A relation with all wanted fields and the columns `kept`, over one of the fields that are `read`. */
  over(records: string, kept: string): string;
}

/** Of the fields of a record that are wanted, those that the mapping computes; with `each`, the records that it makes of one. */
export function computedFields({ fields: expressions, each }: Mapping, wanted: readonly string[]): ComputedFields {
  const computed = [...expressions].filter(([name]) => name === each || wanted.includes(name));
  const plain = wanted.filter((name) => !expressions.has(name));
  if (computed.length === 0) return { read: plain, over: (records) => records };
  const inner = new Fields();
  for (const [, sql] of computed) for (const { path } of pathsIn(sql)) if (path !== undefined) inner.add(path);
  const columns = computed.map(([name, sql]) => {
    const text = `json_extract_string(to_json(${replacePaths(sql, (path) => inner.valueOf(path))}), '$')`;
    return `${name === each ? elementsOf(text) : text} AS ${quoteName(name)}`;
  });
  const read = [...new Set([...plain, ...inner.roots])];
  return {
    read,
    over: (records, kept) =>
      [...inner.steps(['*']), [kept, ...plain.map(quoteName), ...columns]].reduce(
        (from, step) => `(SELECT ${step.join(', ')} FROM ${from})`,
        records,
      ),
  };
}

/** Where a list should be and is not, or nothing is in it, one empty element stands for it: the record is seen all the same. */
function elementsOf(text: string): string {
  return `unnest(coalesce(nullif(TRY(json_transform(${text}, '["VARCHAR"]')), []), [CAST(NULL AS VARCHAR)]))`;
}
