import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A place for measurements that leaves nothing behind. */
export interface Bench {
  /** Of the stages: a cache of their own, so that what a machine has kept before changes no figure. */
  readonly env: Readonly<Record<string, string>>;
  inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result>;
}

export async function withBench<Result>(work: (bench: Bench) => Promise<Result>): Promise<Result> {
  return inTemporaryFolder((cache) => work({ env: { XDG_CACHE_HOME: cache }, inFolder: inTemporaryFolder }));
}

async function inTemporaryFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'tokenledger-bench-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Progress, on stderr. */
export function say(line: string): void {
  process.stderr.write(`${line} …\n`);
}
