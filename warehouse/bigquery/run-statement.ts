import type { Job, Query, TableField } from '@google-cloud/bigquery';
import type { RawColumn } from '../raw-table.js';
import type { Row } from '../warehouse.js';
import type { BigQuerySession } from './bigquery-config.js';
import { describeResult, readRow } from './read-row.js';

export interface Statement {
  readonly query: string;
  readonly params?: Readonly<Record<string, string | readonly string[]>>;
  readonly isScript?: boolean;
  /** The part of Token Ledger that asks: the job's label, by which its cost can be found. */
  readonly component: 'land' | 'query' | 'export' | 'state' | 'transform';
}

export interface StatementResult {
  readonly columns: readonly RawColumn[];
  readonly rows: readonly Row[];
}

/** Runs a statement to its end. A short answer comes with the same request; retries are the client's own. */
export async function runStatement(session: BigQuerySession, statement: Statement): Promise<StatementResult> {
  const answer = await ask(session, statement);
  session.billed.addAnswer(answer[2]);
  const rows: readonly unknown[] = Array.isArray(answer[0]) ? answer[0] : [];
  const fields = readSchema(answer[2]);
  if (fields.length === 0 && rows.length > 0) throw new Error('BigQuery answered with rows and without their schema');
  return { columns: describeResult(fields), rows: rows.map((row) => readRow(row, fields)) };
}

/** The client's types leave out the response, which alone has the schema. */
async function ask({ client, config, billed }: BigQuerySession, statement: Statement): Promise<readonly unknown[]> {
  try {
    return await client.query(describeJob(config, statement), { wrapIntegers: true });
  } catch (error) {
    // A statement that fails is not billed; of a script, those before it are.
    if (statement.isScript === true) billed.addUnknown();
    throw error;
  }
}

function readSchema(response: unknown): readonly TableField[] {
  const { schema } = (response ?? {}) as { readonly schema?: { readonly fields?: readonly TableField[] } };
  return schema?.fields ?? [];
}

/** Starts a query job whose answer is read by other means. */
export async function startJob(
  { client, config, billed }: BigQuerySession,
  statement: Statement,
  options: Query = {},
): Promise<Job> {
  const [job] = await client.createQueryJob({ ...options, ...describeJob(config, statement) });
  if (options.dryRun !== true && job.id !== undefined) billed.addJob(job.id);
  return job;
}

/** Location, label and the configured limit of bytes. */
function describeJob(config: BigQuerySession['config'], { query, params, component }: Statement): Query {
  return {
    query,
    location: config.location,
    labels: { tokenledger: component },
    ...(params === undefined || Object.keys(params).length === 0 ? {} : { params: { ...params } }),
    ...(config.maximum_bytes_billed === undefined ? {} : { maximumBytesBilled: config.maximum_bytes_billed }),
  };
}
