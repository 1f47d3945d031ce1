import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

/** Memory of a reader beside the warehouse: it looks at one file at a time. */
const MEMORY_LIMIT = '1GB';

/**
 * A database of its own, in memory, that looks at files while the warehouse reads them. Rows keep the order of their file, and
 * nothing is ever spilled to disk: records hold message text.
 */
export async function withScratch<Result>(work: (connection: DuckDBConnection) => Promise<Result>): Promise<Result> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: MEMORY_LIMIT,
    threads: '1',
    temp_directory: '',
    autoinstall_known_extensions: 'false',
  });
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
