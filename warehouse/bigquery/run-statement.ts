import type { Job, Query, TableField } from '@google-cloud/bigquery';
import type { RawColumn } from '../raw-table.js';
import type { Row } from '../warehouse.js';
import type { BigQuerySession } from './bigquery-config.js';
import { describeResult, readRow } from './read-row.js';

export interface Statement {
  readonly query: string;
  readonly params?: Readonly<Record<string, string>>;
  /** The part of Token Ledger that asks: the job's label, by which its cost can be found. */
  readonly component: 'land' | 'query' | 'export' | 'state' | 'transform';
}

/** Starts a query job with location, labels and the configured limit of bytes. Retries are the client's own. */
export async function startJob(
  { client, config }: BigQuerySession,
  statement: Statement,
  options: Query = {},
): Promise<Job> {
  const [job] = await client.createQueryJob({
    ...options,
    query: statement.query,
    location: config.location,
    labels: { tokenledger: statement.component },
    ...(statement.params === undefined || Object.keys(statement.params).length === 0
      ? {}
      : { params: { ...statement.params } }),
    ...(config.maximum_bytes_billed === undefined ? {} : { maximumBytesBilled: config.maximum_bytes_billed }),
  });
  return job;
}

export interface StatementResult {
  readonly columns: readonly RawColumn[];
  readonly rows: readonly Row[];
}

export async function runStatement(session: BigQuerySession, statement: Statement): Promise<StatementResult> {
  const job = await startJob(session, statement);
  const [rows, , response] = await job.getQueryResults({ wrapIntegers: true });
  const fields: readonly TableField[] = response?.schema?.fields ?? [];
  return { columns: describeResult(fields), rows: rows.map((row: unknown) => readRow(row, fields)) };
}
