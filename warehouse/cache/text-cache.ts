import { createHash, randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Texts that took long to make and are the same for the same key, kept between runs. Never a reason for a run to fail. */
export interface TextCache {
  /** The text as it was written, or undefined: never written, pruned, damaged, or not this user's. */
  read(kind: CacheKind, key: string): Promise<string | undefined>;
  write(kind: CacheKind, key: string, text: string): Promise<void>;
}

export type CacheKind = 'graph' | 'plan' | 'translations';

/** Texts of one kind that are kept, newest first. */
const KEPT = 4;

export const NO_CACHE: TextCache = {
  read: async () => undefined,
  write: async () => undefined,
};

/** The user's own cache folder, as the XDG base directory specification has it; undefined where there is no home. */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (env.XDG_CACHE_HOME?.startsWith('/')) return join(env.XDG_CACHE_HOME, 'tokenledger');
  return env.HOME?.startsWith('/') ? join(env.HOME, '.cache', 'tokenledger') : undefined;
}

/** A cache in a folder that only this user may write to: what is read from it is run as SQL. */
export function openTextCache(folder: string | undefined): TextCache {
  if (folder === undefined) return NO_CACHE;
  const pathOf = (kind: CacheKind, key: string): string => join(folder, `${kind}-${key}`);
  return {
    read: (kind, key) =>
      unlessItFails(async () => {
        if (!(await isPrivate(folder))) return undefined;
        return unseal(await readFile(pathOf(kind, key), 'utf8'));
      }),
    write: async (kind, key, text) => {
      await unlessItFails(async () => {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        if (!(await isPrivate(folder))) return;
        const draft = `${pathOf(kind, key)}.${randomUUID()}`;
        await writeFile(draft, seal(text), { mode: 0o600 });
        await rename(draft, pathOf(kind, key));
        await prune(folder, kind);
      });
    },
  };
}

async function unlessItFails<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch {
    return undefined; // No such file, a full disk, a read-only folder: the text is made anew.
  }
}

async function isPrivate(folder: string): Promise<boolean> {
  const found = await lstat(folder);
  return found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
}

/** The text under its own hash, so that a damaged file is known as one. */
function seal(text: string): string {
  return `${hashOf(text)}\n${text}`;
}

function unseal(sealed: string): string | undefined {
  const end = sealed.indexOf('\n');
  const text = sealed.slice(end + 1);
  return sealed.slice(0, end) === hashOf(text) ? text : undefined;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Removes all but the newest texts of a kind, drafts of runs that were cut off among them. */
async function prune(folder: string, kind: CacheKind): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(`${kind}-`));
  const aged = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })));
  const old = aged.sort((a, b) => b.at - a.at).slice(KEPT);
  await Promise.all(old.map(({ name }) => rm(join(folder, name), { force: true })));
}
