import type { DuckDBConnection } from '@duckdb/node-api';
import { hasRawTable } from './raw-schema.js';

/**
 * Ends the claim on the transform. Only between runs: DuckDB gives the file to one process at a time, so a claim that is open
 * then is of a run that failed or was killed.
 */
export async function endClaims(connection: DuckDBConnection): Promise<void> {
  if (await hasRawTable(connection, 'transform_claims'))
    await connection.run('UPDATE "raw"."transform_claims" SET ended_at = now() WHERE ended_at IS NULL');
}
