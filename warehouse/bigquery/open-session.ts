import type { BigQueryConfig, BigQueryDeps, BigQuerySession } from './bigquery-config.js';
import { BilledJobs } from './billed-jobs.js';
import { openClient } from './open-client.js';

/** A client and what belongs to its use. Makes no request. */
export function openSession(config: BigQueryConfig, deps: BigQueryDeps): BigQuerySession {
  const client = openClient(config, deps);
  return { client, config, deps, billed: new BilledJobs(client, config.location) };
}
