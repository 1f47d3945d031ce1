import type { BigQuery } from '@google-cloud/bigquery';
import type { BilledJobs } from './billed-jobs.js';

/** The `engine` section of tokenledger.yaml for BigQuery. */
export interface BigQueryConfig {
  readonly type: 'bigquery';
  readonly project: string;
  /** A region or multi-region, such as `EU` or `europe-west1`: all datasets live in it. */
  readonly location: string;
  /** Put in front of every dataset name, so that installations can share a project. */
  readonly dataset_prefix: string;
  /** Bytes; a job of ours that would bill more is refused before it costs anything. Dataform's jobs have no such limit. */
  readonly maximum_bytes_billed?: string | undefined;
}

export interface BigQueryDeps {
  /** Where credentials (`GOOGLE_APPLICATION_CREDENTIALS`, …) and `BIGQUERY_EMULATOR_HOST` are looked up. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder of the Dataform project; the installed package's own unless given. */
  readonly projectFolder?: string;
  /** Takes what is worth knowing and no failure. */
  readonly log?: (line: string) => void;
  /** Where the id of a run at work is kept; its owner holds the lock of this folder. */
  readonly stateFolder?: string;
  /** Once aborted, a transform ends as soon as Dataform has cancelled its jobs, and throws the signal's reason. */
  readonly stop?: AbortSignal;
}

/** What every operation of this engine needs. */
export interface BigQuerySession {
  readonly client: BigQuery;
  readonly config: BigQueryConfig;
  readonly deps: BigQueryDeps;
  readonly billed: BilledJobs;
}
