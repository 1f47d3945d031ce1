/** A condition on a column that BigQuery can prune partitions by: it compares with constants, or with a script variable. */
export interface Filter {
  readonly column: string;
  /** `IN UNNEST(variable)`; undefined for constants. */
  readonly variable: string | undefined;
}

/** One reading of a table by one statement. BigQuery reads a table, view or CTE once for every place that names it. */
export interface Scan {
  /** `schema.name`. */
  readonly table: string;
  /** The columns that are read: what BigQuery bills. */
  readonly columns: readonly string[];
  /** Conditions that reach the table itself. */
  readonly filters: readonly Filter[];
}

/** Anything that stands in FROM. Names are in lower case. */
export interface Relation {
  readonly columns: readonly string[];
  /** What reading these columns under these conditions reads of tables. */
  scan(columns: ReadonlySet<string>, filters: readonly Filter[]): readonly Scan[];
}

/** The relation that a table's name stands for: the table, or the view's query. */
export type Catalog = (table: string) => Relation;

/** Names of WITH clauses, over those of the catalog. */
export type CommonTables = ReadonlyMap<string, Relation>;
