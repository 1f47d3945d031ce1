import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One hash of all parts, in order. */
export function hashParts(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest('hex');
}

/** A hash of the names and contents of files; a folder stands for all files below it, and what is missing for nothing. */
export async function hashFiles(folder: string, names: readonly string[]): Promise<string> {
  const found = await Promise.all(names.map((name) => listFiles(folder, name)));
  const files = found.flat().sort();
  const contents = await Promise.all(files.map((file) => readFile(join(folder, file), 'base64')));
  return hashParts(files.flatMap((file, index) => [file, contents[index] ?? '']));
}

async function listFiles(folder: string, name: string): Promise<string[]> {
  const path = join(folder, name);
  if (!existsSync(path)) return [];
  const entries = await readdir(path, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (entries === undefined) return [name];
  return (await Promise.all(entries.map((entry) => listFiles(folder, join(name, entry.name))))).flat();
}
