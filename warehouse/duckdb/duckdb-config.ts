/** The `engine` section of tokenledger.yaml for the embedded engine. */
export interface DuckDbConfig {
  readonly type: 'duckdb';
  /** Path of the database file; its folder is made when missing. */
  readonly path: string;
  /** How much memory DuckDB may use before it spills to disk, for example `1536MB`. */
  readonly memory_limit?: string;
  readonly threads?: number;
}

/** Leaves room for Node itself under 2 GiB. */
export const DEFAULT_MEMORY_LIMIT = '1536MB';
