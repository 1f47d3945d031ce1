import { recordExportedMonths as record } from '../../ingest/ingest.js';
import type { Warehouse } from '../../warehouse/warehouse.js';
import type { CliIo } from '../cli-io.js';
import type { Config } from '../config.js';
import { describeError } from '../describe-error.js';
import { packageVersion } from '../package-version.js';

/**
 * Keeps in the warehouse that the chargeback of these months was exported, so that a later run that moves one says so. A month
 * that has not ended is no statement yet. Who may only read still gets the files, with a warning.
 */
export async function recordExportedMonths(
  config: Config,
  warehouse: Warehouse,
  periods: readonly string[],
  io: CliIo,
): Promise<void> {
  const current = io.now().toUTC().toFormat('yyyy-MM');
  try {
    await record(
      config,
      periods.filter((period) => period < current),
      { warehouse, now: io.now, log: (line) => io.writeError(`${line}\n`), codeVersion: packageVersion() },
    );
  } catch (error) {
    io.writeError(
      `warning: the export is not on record, so a later run that moves its months will not say so: ${describeError(error)}\n`,
    );
  }
}
