import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import type { BigQuerySession } from './bigquery-config.js';
import { explained } from './explain-error.js';
import { runStatement } from './run-statement.js';

/**
 * Calls `run` with the id under which it claims the transform, and ends the claim when `run` has ended, however it ended. Throws
 * when another run holds it: the models' first action would refuse it too, but only after a minute, and a full refresh has
 * opened every batch by then.
 *
 * The id is kept in the state folder while the run lasts. Whoever finds one there holds that folder's lock, so its run is dead
 * and its claim is ended. Without the folder (a container that is gone) the claim holds until it expires.
 */
export async function withRunId<Result>(
  session: BigQuerySession,
  run: (runId: string) => Promise<Result>,
): Promise<Result> {
  const runId = nameRun();
  const raw = session.client.dataset(`${session.config.dataset_prefix}raw`);
  const [isClaimed] = await raw.table('transform_claims').exists();
  if (!isClaimed) return run(runId); // A project of another kind.
  const { stateFolder } = session.deps;
  const memory = stateFolder === undefined ? undefined : join(stateFolder, 'transform-run');
  const dead = memory === undefined ? undefined : await readIfAny(memory);
  if (dead !== undefined) await endClaim(session, dead);
  await refuseWhileClaimed(session);
  if (memory !== undefined) {
    await mkdir(dirname(memory), { recursive: true });
    await writeFile(memory, runId);
  }
  try {
    return await run(runId);
  } finally {
    // Out of reach, the warehouse keeps the claim and the folder the id: the next run ends it, and this error is not the one to tell.
    await endClaim(session, runId).then(
      () => (memory === undefined ? undefined : rm(memory, { force: true })),
      () => undefined,
    );
  }
}

/** Unique, and readable by whom it keeps waiting. In letters that SQL and Dataform's command line take as they are. */
function nameRun(): string {
  return `tokenledger-${hostname().replaceAll(/[^\w.-]/g, '-')}-${process.pid}-${randomUUID().slice(0, 8)}`;
}

async function readIfAny(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function refuseWhileClaimed(session: BigQuerySession): Promise<void> {
  const claims = nameClaims(session);
  const { rows } = await explained('reading', claims, () =>
    runStatement(session, {
      query: `SELECT run_id, claimed_at, expires_at FROM \`${claims}\`
        WHERE ended_at IS NULL AND expires_at > CURRENT_TIMESTAMP() LIMIT 1`,
      component: 'state',
    }),
  );
  const [claim] = rows;
  if (claim === undefined) return;
  throw new Error(
    `another run is at work: ${claim.run_id}, since ${claim.claimed_at}. Wait for it, and run again. If it failed or was killed, ` +
      `its claim ends at ${claim.expires_at}; to go on before that, run in BigQuery: ` +
      `UPDATE \`${claims}\` SET ended_at = CURRENT_TIMESTAMP() WHERE TRUE`,
  );
}

async function endClaim(session: BigQuerySession, runId: string): Promise<void> {
  const claims = nameClaims(session);
  await explained('ending the claim', claims, () =>
    runStatement(session, {
      query: `UPDATE \`${claims}\` SET ended_at = CURRENT_TIMESTAMP() WHERE run_id = @run_id AND ended_at IS NULL`,
      params: { run_id: runId },
      component: 'state',
    }),
  );
}

function nameClaims({ config }: BigQuerySession): string {
  return `${config.project}.${config.dataset_prefix}raw.transform_claims`;
}
