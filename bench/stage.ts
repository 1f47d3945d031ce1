import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { DateTime } from 'luxon';
import type { CliIo } from '../cli/cli-io.js';
import { loadConfig } from '../cli/config.js';
import { withWarehouse } from '../cli/session.js';
import { runIngest, runReference } from '../cli/steps/run-ingest.js';
import { runTransform } from '../cli/steps/run-transform.js';

/** What one stage took, in a process of its own, so that its peak memory is its own too. */
export interface StageResult {
  readonly seconds: number;
  readonly peakMiB: number;
}

export type StageName = 'ingest' | 'transform' | 'floor';

/** What the parent hands over: the demo's folder, its day and its keys. */
export interface StageRequest {
  readonly stage: StageName;
  readonly folder: string;
  readonly today: string;
  readonly env: Readonly<Record<string, string>>;
  /** Only the gateway's logs, without the providers. */
  readonly sources?: readonly string[];
}

/**
 * The floor: the same answer in kind (month × team × key × model: requests, tokens, spend) from the same files in one
 * statement, by the engine alone. It validates nothing, keeps nothing and knows no duplicates, prices or bills.
 */
const FLOOR = `
  SELECT
    strftime(CAST(startTime AS TIMESTAMP), '%Y-%m') AS period, team_id, model,
    metadata->>'$.user_api_key_alias' AS virtual_key,
    count(*) AS request_count,
    sum(prompt_tokens) AS input_tokens,
    sum(completion_tokens) AS output_tokens,
    sum(CAST(spend AS DECIMAL(38, 9))) AS spend_usd
  FROM read_json($1, format = 'newline_delimited', ignore_errors = true, maximum_object_size = 16777216, columns = {
    startTime: 'VARCHAR', team_id: 'VARCHAR', model: 'VARCHAR', metadata: 'VARCHAR', prompt_tokens: 'BIGINT',
    completion_tokens: 'BIGINT', spend: 'VARCHAR', status: 'VARCHAR', request_id: 'VARCHAR' })
  WHERE try_cast(startTime AS TIMESTAMP) IS NOT NULL
  GROUP BY ALL`;

async function runStage(request: StageRequest): Promise<void> {
  if (request.stage === 'floor') return runFloor(request.folder);
  const now = DateTime.fromISO(request.today, { zone: 'utc' }) as DateTime<true>;
  const io: CliIo = {
    print: () => {},
    writeError: (text) => process.stderr.write(text),
    env: request.env,
    workingDirectory: request.folder,
    now: () => now,
    monotonicMs: () => performance.now(),
    isInteractive: false,
    terminalWidth: 100,
    nodeVersion: process.versions.node,
  };
  const config = loadConfig(join(request.folder, 'tokenledger.yaml'));
  await withWarehouse(config, io, async (warehouse) => {
    if (request.stage === 'ingest') {
      const reference = await runReference(config, warehouse, io);
      const sources = await runIngest(config, { sources: request.sources }, warehouse, io);
      if (!reference.ok || !sources.ok) throw new Error('the ingest stage failed, see above');
      return;
    }
    const result = await runTransform(warehouse, {}, io);
    if (!result.ok) throw new Error('the transform stage failed, see above');
  });
}

async function runFloor(folder: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.runAndReadAll(FLOOR, [join(folder, 'logs', '*')]);
  connection.closeSync();
}

const [input = ''] = process.argv.slice(2);
const startedAt = performance.now();
await runStage(JSON.parse(input) as StageRequest);
const result: StageResult = {
  seconds: (performance.now() - startedAt) / 1000,
  peakMiB: process.resourceUsage().maxRSS / 1024,
};
process.stdout.write(JSON.stringify(result));
