import { parsePath, printPath } from '../mapping/parse-path.js';
import type { Mapping } from '../mapping/read-mapping.js';
import { type RequestColumn, requestColumns } from '../request-columns.js';
import type { TracedRecord } from './traced-records.js';
import { visibleText } from './visible-text.js';

/** What a mapping made of one column in the records of a sample. */
export interface ColumnCheck {
  readonly column: string;
  readonly isRequired: boolean;
  /** The mapping says where it comes from. */
  readonly isMapped: boolean;
  /** Records in which it has a value. */
  readonly records: number;
  /** Where the values came from, most frequent first: a path, `value`, `sql` or `tags`. */
  readonly from: readonly { readonly source: string; readonly records: number }[];
  /** The first value, as it lands, shortened. */
  readonly example: string | null;
}

/** Every column of a request, in the order of the table. */
export function countColumns(mapping: Mapping, records: readonly TracedRecord[]): ColumnCheck[] {
  return requestColumns.map((column) => {
    const hasTags = column.isOfTags === true && mapping.tags.length > 0;
    const isMapped = hasTags || mapping.columns.has(column.name);
    const filled = isMapped ? records.filter(({ columns }) => columns.has(column.name)) : [];
    const counts = new Map<string, number>();
    for (const record of filled) {
      const source = sourceOf(mapping, column, record);
      counts.set(source, (counts.get(source) ?? 0) + 1);
    }
    const [first] = [...filled.filter(({ isRejected }) => !isRejected), ...filled];
    const example = first?.columns.get(column.name);
    return {
      column: column.name,
      isRequired: column.isRequired ?? false,
      isMapped,
      records: filled.length,
      from: [...counts].map(([source, count]) => ({ source, records: count })).sort((a, b) => b.records - a.records),
      example: example === undefined ? null : visibleText(example),
    };
  });
}

function sourceOf(mapping: Mapping, { name, isOfTags }: RequestColumn, { columns, paths }: TracedRecord): string {
  const rule = mapping.columns.get(name);
  const landed = columns.get(name);
  switch (rule?.kind) {
    case undefined:
      return 'tags';
    case 'value':
    case 'sql':
      return rule.kind;
    case 'largest':
      return pathIn(rule.paths, (text) => Number(text) === Number(landed), paths) ?? 'tags';
    case 'first': {
      const path = pathIn(rule.paths, () => true, paths);
      const isTag = isOfTags === true && mapping.tags.length > 0 && paths.get(path ?? '') !== landed;
      return path === undefined || isTag ? 'tags' : path;
    }
  }
}

function pathIn(
  candidates: readonly string[],
  matches: (text: string) => boolean,
  texts: ReadonlyMap<string, string>,
): string | undefined {
  return candidates
    .map((candidate) => printPath(parsePath(candidate) ?? []))
    .find((path) => {
      const text = texts.get(path);
      return text !== undefined && matches(text);
    });
}
