import type { BigQuery } from '@google-cloud/bigquery';
import pLimit from 'p-limit';
import type { BilledBytes } from '../warehouse.js';

const PARALLEL_REQUESTS = 8;

/** What the API answers to a statement, as far as it tells the bill. */
interface Answer {
  readonly totalBytesBilled?: string;
  readonly jobReference?: { readonly jobId?: string };
}

/** The jobs of a session and what they were billed for. Who made a job may ask for it, so no further permission is needed. */
export class BilledJobs {
  readonly #client: BigQuery;
  readonly #location: string;
  #bytes = 0n;
  #unknownJobs = 0;
  #unasked: string[] = [];

  constructor(client: BigQuery, location: string) {
    this.#client = client;
    this.#location = location;
  }

  /** A statement that was answered at once says itself what it was billed for. */
  addAnswer(answer: unknown): void {
    const { totalBytesBilled, jobReference } = (answer ?? {}) as Answer;
    if (totalBytesBilled !== undefined) this.#bytes += BigInt(totalBytesBilled);
    else if (jobReference?.jobId !== undefined) this.addJob(jobReference.jobId);
    else this.addUnknown();
  }

  addJob(jobId: string): void {
    this.#unasked.push(jobId);
  }

  addUnknown(jobs = 1): void {
    this.#unknownJobs += jobs;
  }

  /** Of all jobs so far. Only now the others are asked for, so that who does not want to know makes no requests. */
  async total(): Promise<BilledBytes> {
    const limit = pLimit(PARALLEL_REQUESTS);
    const jobIds = this.#unasked;
    this.#unasked = [];
    await Promise.all(jobIds.map((jobId) => limit(() => this.#ask(jobId))));
    return { bytes: this.#bytes, unknownJobs: this.#unknownJobs };
  }

  async #ask(jobId: string): Promise<void> {
    try {
      const [metadata] = await this.#client.job(jobId, { location: this.#location }).getMetadata();
      const billed: unknown = metadata?.statistics?.query?.totalBytesBilled;
      if (typeof billed === 'string') this.#bytes += BigInt(billed);
      else this.addUnknown();
    } catch {
      this.addUnknown();
    }
  }
}
