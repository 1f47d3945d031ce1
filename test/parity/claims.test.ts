import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ingestBatches } from '../../ingest/raw/manifest-tables.js';
import { rawTables } from '../../ingest/raw/raw-tables.js';
import { DataformOutput, type PrintedOutcome } from '../../warehouse/bigquery/dataform-output.js';
import { DATASETS } from '../../warehouse/bigquery/dataset-names.js';
import { ensureDatasets } from '../../warehouse/bigquery/datasets.js';
import { openSession } from '../../warehouse/bigquery/open-session.js';
import { runDataform } from '../../warehouse/bigquery/run-dataform.js';
import { runStatement } from '../../warehouse/bigquery/run-statement.js';
import { openWarehouse } from '../../warehouse/open-warehouse.js';
import { packageRoot } from '../../warehouse/package-root.js';
import type { Row, Warehouse } from '../../warehouse/warehouse.js';
import { EMULATOR_PROJECT } from './emulator/start-emulator.js';

const CLAIM = 'raw.claim_run';
const FIX = 'usage.changed_batches';
const END = 'marts.mark_batches_transformed';
const PREFIX = 'claims_';

/** Real Dataform runs of the real models, side by side on one warehouse. What each statement means is `test/definitions/claims.test.ts`. */
describe('runs that claim the transform on BigQuery', () => {
  const config = { type: 'bigquery', project: EMULATOR_PROJECT, location: 'US', dataset_prefix: PREFIX } as const;
  const deps = { env: { ...process.env, BIGQUERY_EMULATOR_HOST: inject('emulatorHost') } };
  const session = openSession(config, deps);
  let warehouse: Warehouse;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tokenledger-claims-'));
    warehouse = await openWarehouse(config, { ...deps, stateFolder: join(folder, 'state') });
    await warehouse.ensureRawTables(rawTables);
    await ensureDatasets(session, DATASETS);
    await land('b1');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function land(batch: string): Promise<void> {
    const file = join(folder, 'batch.ndjson');
    await writeFile(file, JSON.stringify({ batch_id: batch, source_id: 's', report: 'r' }));
    await warehouse.land([{ table: ingestBatches, file }]);
  }

  /** Actions of one run, in their order: how each ended, and what it said. */
  async function act(runId: string, ...actions: readonly string[]): Promise<readonly string[]> {
    const outcomes: string[] = [];
    const tell = ({ action, status, message }: PrintedOutcome): void => {
      outcomes.push(`${action.replaceAll(PREFIX, '')} ${status}${message === undefined ? '' : `: ${message}`}`);
    };
    const [stdout, stderr] = [new DataformOutput(tell), new DataformOutput(tell)];
    await runDataform(session, {
      projectFolder: packageRoot(),
      options: { actions },
      runId,
      onStdout: (line) => stdout.readLine(line),
      onStderr: (line) => stderr.readLine(line),
    });
    for (const reader of [stdout, stderr]) reader.close();
    return outcomes.filter((outcome) => !outcome.startsWith('assertions.'));
  }

  const run = (query: string) => runStatement(session, { query, component: 'state' });
  const claims = `\`${EMULATOR_PROJECT}.${PREFIX}raw.transform_claims\``;
  const endAll = () => run(`UPDATE ${claims} SET ended_at = CURRENT_TIMESTAMP() WHERE TRUE`);
  const read = async (sql: string): Promise<readonly Row[]> => (await warehouse.query(sql)).rows;
  const openClaims = () => read('SELECT run_id FROM raw.transform_claims WHERE ended_at IS NULL');
  const marked = () => read('SELECT batch_id FROM raw.transformed_batches ORDER BY batch_id');

  it('let one in, mark only what that one took in, and notice who took over', async () => {
    expect(await act('first-run', CLAIM, FIX)).toEqual([`${CLAIM} done`, `${FIX} done`]);
    const [refusal, skipped] = await act('second-run', CLAIM, FIX);
    expect(refusal).toMatch(/claim_run failed: .*another run is at work: first-run, since 20.*UPDATE /);
    expect(skipped).toBe(`${FIX} skipped`);
    // The command line does not even begin.
    await expect(warehouse.transform({ fullRefresh: true }, () => undefined)).rejects.toThrow(
      /another run is at work: first-run, since 20.* its claim ends at 20.*UPDATE `/,
    );

    await land('b2');
    await run(`UPDATE ${claims} SET expires_at = TIMESTAMP '2026-01-01' WHERE TRUE`);
    expect(await act('second-run', CLAIM, FIX)).toEqual([`${CLAIM} done`, `${FIX} done`]);
    const [late] = await act('first-run', END);
    expect(late).toMatch(/another run claimed the transform before this one \(first-run\) ended/);
    expect(await marked()).toEqual([]);
    expect(await openClaims()).toEqual([{ run_id: 'second-run' }]);
    expect(await act('second-run', END)).toEqual([`${END} done`]);
    expect(await marked()).toEqual([{ batch_id: 'b1' }, { batch_id: 'b2' }]);
    expect(await openClaims()).toEqual([]);
  });

  it('let one in of two that begin at once', async () => {
    const [third, fourth] = await Promise.all([act('third-run', CLAIM), act('fourth-run', CLAIM)]);
    const ended = [...(third ?? []), ...(fourth ?? [])];
    expect(ended.filter((outcome) => outcome === `${CLAIM} done`)).toHaveLength(1);
    expect(ended.filter((outcome) => outcome.includes('another run is at work'))).toHaveLength(1);
    await endAll();
  });

  it('end their claim when they are stopped, and Dataform ends first', async () => {
    const stop = new AbortController();
    const stoppable = await openWarehouse(config, { ...deps, stateFolder: join(folder, 'state'), stop: stop.signal });
    const reason = new Error('stopped by SIGTERM');
    const ended: string[] = [];
    const transform = stoppable.transform({}, ({ action, status }) => {
      if (status === 'done') ended.push(action);
      if (action === FIX && status === 'done') stop.abort(reason);
    });
    await expect(transform).rejects.toBe(reason);
    expect(ended).toContain(CLAIM);
    expect(ended).not.toContain(END);
    expect(await openClaims()).toEqual([]);
    expect(await readdir(join(folder, 'state'))).toEqual([]);
  });

  it('take over at once from a run that this machine knows to be dead', async () => {
    await run(`UPDATE ${claims} SET run_id = 'dead-run', ended_at = NULL,
      expires_at = TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL 1 HOUR) WHERE TRUE`);
    const part = { actions: [FIX], includeDependencies: true };
    await expect(warehouse.transform(part, () => undefined)).rejects.toThrow('another run is at work: dead-run');
    await writeFile(join(folder, 'state', 'transform-run'), 'dead-run');
    expect((await warehouse.transform(part, () => undefined)).ok).toBe(true);
    expect(await openClaims()).toEqual([]);
    expect(await read("SELECT run_id LIKE 'tokenledger-%' AS is_ours FROM raw.transform_claims")).toEqual([
      { is_ours: true },
    ]);
  });
});
