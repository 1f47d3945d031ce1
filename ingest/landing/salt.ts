import { createHash, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../warehouse/user-error.js';
import type { Row } from '../../warehouse/warehouse.js';
import { ingestBatches, saltFingerprints } from '../raw/manifest-tables.js';
import { type Landing, writeLoad } from './landing.js';

const SALT_BYTES = 32;
const VARIABLE = 'TOKENLEDGER_SALT';

/** Where the salt of an installation may stand: in the environment, else in its state folder. */
export interface SaltPlaces {
  readonly stateFolder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The installation's own salt for e-mail addresses, the same from the first landing on: who lands with another would make two
 * people of one. Made where nothing has been landed yet; the warehouse keeps its fingerprint. Throws UserError if this machine
 * has not the salt of what is landed.
 */
export async function settleSalt(landing: Landing, places: SaltPlaces): Promise<Buffer> {
  const recorded = await landing.readRows(saltFingerprints, {});
  const own = readSalt(places);
  if (recorded.length > 0) return requireSalt(own, recorded, places);
  const isFirst = own === undefined && (await landing.readRows(ingestBatches, {})).length === 0;
  const salt = isFirst ? makeSalt(fileOf(places)) : requireSalt(own, [], places);
  const row = { fingerprint: fingerprintOf(salt), recorded_at: landing.now().toISO() };
  await landing.land([writeLoad(landing, saltFingerprints, [row])]);
  return requireSalt(salt, await landing.readRows(saltFingerprints, {}), places);
}

/**
 * The salt, where something is landed already. Throws UserError if there is none, or if it is not the one of `recorded`, the rows
 * of salt_fingerprints.
 */
export function requireSalt(salt: Buffer | undefined, recorded: readonly Row[], places: SaltPlaces): Buffer {
  const first = firstFingerprint(recorded);
  if (salt !== undefined && (first === undefined || fingerprintOf(salt) === first)) return salt;
  const file = fileOf(places);
  const what =
    salt === undefined
      ? `this machine has no salt (${VARIABLE} is not set, ${file} is not there), and e-mail addresses in the warehouse are hashed with one`
      : `the salt in ${readVariable(places) === undefined ? file : VARIABLE} is not the one that e-mail addresses in the warehouse are hashed with`;
  throw new UserError(
    `${what}: with another, one person would be two. Copy the file .tokenledger/salt of the machine that landed them to ${file}, ` +
      `or set ${VARIABLE} to its hex digits (there: od -An -v -tx1 .tokenledger/salt | tr -d ' \n')`,
  );
}

/** The salt of this machine, or undefined where it has none. Throws UserError for one that is cut off. */
export function readSalt(places: SaltPlaces): Buffer | undefined {
  const hex = readVariable(places);
  return hex === undefined ? readFile(fileOf(places)) : parseSalt(hex);
}

/** An empty variable is none, as where a secret is not there. */
function readVariable({ env }: SaltPlaces): string | undefined {
  return env[VARIABLE] || undefined;
}

function parseSalt(hex: string): Buffer {
  if (!/^(?:[0-9a-f]{2})+$/i.test(hex) || hex.length < 2 * SALT_BYTES)
    throw new UserError(
      `${VARIABLE} must be ${2 * SALT_BYTES} hex digits or more: make one with \`openssl rand -hex ${SALT_BYTES}\`, once for the warehouse`,
    );
  return Buffer.from(hex, 'hex');
}

/** Says nothing of the salt, which is long and random, but whether another is the same. */
function fingerprintOf(salt: Buffer): string {
  return createHash('sha256').update('tokenledger salt fingerprint').update(salt).digest('hex');
}

/** The first that was recorded: of two machines that began at once, the later one gives way. */
function firstFingerprint(rows: readonly Row[]): string | undefined {
  const inOrder = rows.map((row) => `${row.recorded_at} ${row.fingerprint}`).sort();
  return inOrder[0]?.split(' ')[1];
}

function fileOf({ stateFolder }: SaltPlaces): string {
  return join(stateFolder, 'salt');
}

function readFile(file: string): Buffer | undefined {
  try {
    const salt = readFileSync(file);
    if (salt.length >= SALT_BYTES) return salt;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  throw new UserError(
    `${file} is damaged. Restore it from a backup: with another salt, hashed e-mail addresses no longer match earlier ones`,
  );
}

function makeSalt(file: string): Buffer {
  mkdirSync(join(file, '..'), { recursive: true });
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
  const made = readFile(file);
  if (made === undefined) throw new Error(`${file} could not be made`);
  return made;
}
