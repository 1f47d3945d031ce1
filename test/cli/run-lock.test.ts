import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { beforeEach, describe, expect, it } from 'vitest';
import { withRunLock } from '../../cli/run-lock.js';

const now = () => DateTime.utc();
let folder = '';
let path = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokenledger-lock-'));
  path = join(folder, 'db.lock');
});

describe('withRunLock', () => {
  it('lets one in at a time, and the next one once it is done', async () => {
    const second = withRunLock(path, 'run', now, async () => {
      await expect(withRunLock(path, 'ingest', now, async () => 'in')).rejects.toThrow(
        new RegExp(`another \`tokenledger run\` is at work.*process ${process.pid}`),
      );
      return 'done';
    });
    expect(await second).toBe('done');
    expect(await withRunLock(path, 'ingest', now, async () => 'in')).toBe('in');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('lets exactly one of many in', async () => {
    let inside = 0;
    let most = 0;
    const attempts = Array.from({ length: 20 }, () =>
      withRunLock(path, 'run', now, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await new Promise((resolve) => setTimeout(resolve, 50));
        inside -= 1;
      }).then(
        () => true,
        () => false,
      ),
    );
    expect((await Promise.all(attempts)).some((gotIn) => gotIn)).toBe(true);
    expect(most).toBe(1);
  });

  it('is released when the work throws', async () => {
    await expect(withRunLock(path, 'run', now, () => Promise.reject(new Error('boom')))).rejects.toThrow('boom');
    expect(existsSync(path)).toBe(false);
  });

  it('takes over from a process that is gone', async () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    await writeHolder({ pid: gone, host: hostname() });
    expect(await withRunLock(path, 'run', now, async () => readFile(path, 'utf8'))).toContain(`"pid":${process.pid}`);
  });

  it.runIf(process.platform === 'linux')('takes over when the number was given to another process since', async () => {
    await writeHolder({ pid: process.pid, host: hostname(), process_identity: 'another boot/1' });
    expect(await withRunLock(path, 'run', now, async () => 'in')).toBe('in');
  });

  it('respects a holder on another machine until it has been silent for two minutes', async () => {
    await writeHolder({ pid: 1, host: 'elsewhere' });
    await expect(withRunLock(path, 'run', now, async () => 'in')).rejects.toThrow(/on elsewhere/);
    const threeMinutesAgo = now().minus({ minutes: 3 }).toJSDate();
    await utimes(path, threeMinutesAgo, threeMinutesAgo);
    expect(await withRunLock(path, 'run', now, async () => 'in')).toBe('in');
  });

  it('does not delete a file that is not a lock', async () => {
    await writeFile(path, 'my notes');
    await expect(withRunLock(path, 'run', now, async () => 'in')).rejects.toThrow(/not a lock file of ours/);
    expect(await readFile(path, 'utf8')).toBe('my notes');
  });
});

async function writeHolder(holder: { pid: number; host: string; process_identity?: string }): Promise<void> {
  const record = { token: 't', process_identity: null, command: 'run', started_at: '2026-11-01T00:00:00Z', ...holder };
  await writeFile(path, JSON.stringify(record));
}
