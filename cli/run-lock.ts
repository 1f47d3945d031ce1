import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import type { DateTime } from 'luxon';
import { z } from 'zod';
import { UserError } from '../warehouse/user-error.js';

const HEARTBEAT_MS = 10_000;
/** A holder on another machine that has not stirred for this long is gone. */
const SILENT_MS = 120_000;

const lockSchema = z.object({
  token: z.string(),
  pid: z.number().int(),
  /** Tells a process from a later one that was given the same number. Null where the system does not say. */
  process_identity: z.string().nullable(),
  host: z.string(),
  command: z.string(),
  started_at: z.string(),
});
type LockHolder = z.infer<typeof lockSchema>;

/**
 * Runs `work` while holding the lock file: one writer at a time for one database. The file names its holder, and a lock
 * whose holder was killed is taken over, so that nobody has to delete files after a crash.
 */
export async function withRunLock<Result>(
  path: string,
  command: string,
  now: () => DateTime,
  work: () => Promise<Result>,
): Promise<Result> {
  const own: LockHolder = {
    token: randomUUID(),
    pid: process.pid,
    process_identity: await identifyProcess(process.pid),
    host: hostname(),
    command,
    started_at: now().toISO() ?? '',
  };
  await mkdir(dirname(path), { recursive: true });
  await acquire(path, own, now);
  // Errors are let go: a heartbeat that fails only makes the lock look old to other machines.
  const heartbeat = setInterval(
    () => void utimes(path, now().toJSDate(), now().toJSDate()).catch(() => undefined),
    HEARTBEAT_MS,
  );
  heartbeat.unref();
  const release = (): void => removeOwn(path, own.token);
  // A process that is stopped exits in the middle of `work`.
  process.once('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    process.off('exit', release);
    release();
  }
}

function removeOwn(path: string, token: string): void {
  try {
    if (lockSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).token === token) rmSync(path);
  } catch {
    // Gone, or another's by now.
  }
}

async function acquire(path: string, own: LockHolder, now: () => DateTime): Promise<void> {
  // Written aside and linked into place, so that nobody ever reads half a lock.
  const draft = `${path}.${own.token}`;
  await writeFile(draft, `${JSON.stringify(own)}\n`);
  try {
    while (!(await tryLink(draft, path))) {
      const holder = await readHolder(path);
      if (holder === undefined) continue;
      if (!(await isStale(path, holder, now))) throw heldBy(path, holder);
      await takeAway(path, holder);
    }
  } finally {
    await rm(draft, { force: true });
  }
}

async function tryLink(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Removes a stale lock; if somebody else was faster and the file is already theirs, it is put back. */
async function takeAway(path: string, stale: LockHolder): Promise<void> {
  const aside = `${path}.stale-${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return;
    throw error;
  }
  if ((await readHolder(aside))?.token !== stale.token) await tryLink(aside, path);
  await rm(aside, { force: true });
}

async function isStale(path: string, holder: LockHolder, now: () => DateTime): Promise<boolean> {
  if (holder.host !== hostname()) {
    const file = await stat(path).catch(() => undefined);
    return file === undefined || now().toMillis() - file.mtimeMs > SILENT_MS;
  }
  if (!isRunning(holder.pid)) return true;
  const identity = await identifyProcess(holder.pid);
  return identity !== null && holder.process_identity !== null && identity !== holder.process_identity;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isErrno(error, 'EPERM');
  }
}

// Linux says when a process started (field 22 of its stat, after the parenthesised name); within one boot that and the pid are unique.
async function identifyProcess(pid: number): Promise<string | null> {
  try {
    const line = await readFile(`/proc/${pid}/stat`, 'utf8');
    const bootId = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    const startedAt = line.slice(line.lastIndexOf(')') + 2).split(' ')[19];
    return startedAt === undefined ? null : `${bootId.trim()}/${startedAt}`;
  } catch {
    return null;
  }
}

/** The holder; undefined if the file is gone. An unreadable file is somebody else's, and is not removed. */
async function readHolder(path: string): Promise<LockHolder | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
  try {
    return lockSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new UserError(`${path} is not a lock file of ours: if no other tokenledger is running, delete it`, {
      cause: error,
    });
  }
}

function heldBy(path: string, holder: LockHolder): Error {
  return new Error(
    `another \`tokenledger ${holder.command}\` is at work on this database: process ${holder.pid} on ${holder.host}, since ${holder.started_at}. ` +
      `Wait for it, or stop it and run again (lock file ${path})`,
  );
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
