import { UserError } from '../user-error.js';
import type { QueryResult } from '../warehouse.js';
import type { BigQuerySession } from './bigquery-config.js';
import { addDatasetPrefix } from './dataset-names.js';
import { explained } from './explain-error.js';
import { refuseWrites } from './refuse-writes.js';
import { runStatement, startJob } from './run-statement.js';

/** Runs one SELECT. A dry run first lets BigQuery itself say that it only reads. Throws UserError on anything that writes. */
export async function runQuery(session: BigQuerySession, sql: string): Promise<QueryResult> {
  refuseWrites(sql);
  const statement = { query: addDatasetPrefix(sql, session.config.dataset_prefix), component: 'query' } as const;
  return explained('the query', session.config.project, async () => {
    const dryRun = await startJob(session, statement, { dryRun: true });
    const statementType: unknown = dryRun.metadata?.statistics?.query?.statementType;
    if (statementType !== 'SELECT')
      throw new UserError(`only SELECT is allowed, and BigQuery reads this as ${String(statementType)}`);
    return runStatement(session, statement);
  });
}
