import { randomUUID } from 'node:crypto';
import { chmod, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Lets `write` fill a file beside the target and then puts it in place: a reader sees the old file or the whole new one, which
 * has the old one's mode.
 */
export async function writeFileAtomically(target: string, write: (draft: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const draft = `${target}.${randomUUID()}.partial`;
  try {
    await write(draft);
    const replaced = await stat(target).catch(() => undefined);
    if (replaced !== undefined) await chmod(draft, replaced.mode);
    await rename(draft, target);
  } finally {
    await rm(draft, { force: true });
  }
}
