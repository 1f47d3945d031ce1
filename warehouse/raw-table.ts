export type ColumnType = 'STRING' | 'INT64' | 'NUMERIC' | 'BOOL' | 'DATE' | 'TIMESTAMP';

export interface RawColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** A table of the raw dataset: the allow-list of what is landed. */
export interface RawTable {
  readonly name: string;
  readonly columns: readonly RawColumn[];
  /** The UTC day column that pulls replace and BigQuery partitions by. */
  readonly partitionBy?: string;
  readonly clusterBy?: readonly string[];
  /** BigQuery answers no statement that names no days of it: of a large table. */
  readonly requirePartitionFilter?: boolean;
}

/** Declares a raw table from `name:TYPE` words, which keeps a column on one line and the list readable. */
export function rawTable(
  name: string,
  columns: string,
  layout: Pick<RawTable, 'partitionBy' | 'clusterBy' | 'requirePartitionFilter'> = {},
): RawTable {
  const parsed = columns
    .trim()
    .split(/\s+/)
    .map((word): RawColumn => {
      const [column, type = 'STRING'] = word.split(':');
      if (column === undefined || !isColumnType(type)) throw new Error(`raw table ${name}: "${word}" is not name:TYPE`);
      return { name: column, type };
    });
  return { name, columns: parsed, ...layout };
}

const COLUMN_TYPES: readonly string[] = ['STRING', 'INT64', 'NUMERIC', 'BOOL', 'DATE', 'TIMESTAMP'];

function isColumnType(word: string): word is ColumnType {
  return COLUMN_TYPES.includes(word);
}
