import { readSalt, requireSalt, type SaltPlaces } from '../../ingest/landing/salt.js';
import { stateFolder } from '../../ingest/state-folder.js';
import type { Row, Warehouse } from '../../warehouse/warehouse.js';
import type { CliIo } from '../cli-io.js';
import type { Config } from '../config.js';
import { describeError } from '../describe-error.js';
import { type Finding, failure, ok } from './finding.js';

/** Can the salt of this machine be read, if it has one. Looking must not make it. */
export function checkOwnSalt(config: Config, io: CliIo): readonly Finding[] {
  try {
    readSalt(placesOf(config, io));
    return [];
  } catch (error) {
    return [failure('salt', describeError(error), 'restore the file, or correct the variable')];
  }
}

/** Is it the one that what is landed was hashed with. Silent where it cannot be read, which `checkOwnSalt` says. */
export async function checkLandedSalt(config: Config, warehouse: Warehouse, io: CliIo): Promise<readonly Finding[]> {
  if (checkOwnSalt(config, io).length > 0) return [];
  const places = placesOf(config, io);
  const recorded = await readRecorded(warehouse);
  try {
    requireSalt(readSalt(places), recorded, places);
    return [ok('salt', 'e-mail addresses are hashed with the same salt as before')];
  } catch (error) {
    return [failure('salt', describeError(error), 'copy the file, or set the variable: `run` stops without it')];
  }
}

async function readRecorded(warehouse: Warehouse): Promise<readonly Row[]> {
  try {
    return (await warehouse.query('select fingerprint, recorded_at from raw.salt_fingerprints')).rows;
  } catch {
    return []; // Landed by a version that did not record it.
  }
}

function placesOf(config: Config, io: CliIo): SaltPlaces {
  return { stateFolder: stateFolder(config), env: io.env };
}
