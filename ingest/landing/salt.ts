import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SALT_BYTES = 32;

/** The installation's own salt for e-mail addresses, made when it is first needed and the same from then on. */
export function readOrCreateSalt(stateFolder: string): Buffer {
  const file = join(stateFolder, 'salt');
  const existing = readSalt(file);
  if (existing !== undefined) return existing;
  mkdirSync(stateFolder, { recursive: true });
  // Written aside and linked, so that neither a crash nor a second process leaves half a salt or two of them.
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, randomBytes(SALT_BYTES), { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  const made = readSalt(file);
  if (made === undefined) throw new Error(`${file} could not be made`);
  return made;
}

function readSalt(file: string): Buffer | undefined {
  try {
    const salt = readFileSync(file);
    if (salt.length >= SALT_BYTES) return salt;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  throw new Error(
    `${file} is damaged. Restore it from a backup: with another salt, hashed e-mail addresses no longer match earlier ones`,
  );
}
