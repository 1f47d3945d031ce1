import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stateFolder } from '../ingest/state-folder.js';
import { openWarehouse } from '../warehouse/open-warehouse.js';
import { UserError } from '../warehouse/user-error.js';
import type { Warehouse } from '../warehouse/warehouse.js';
import type { CliIo } from './cli-io.js';
import { type Config, loadConfig } from './config.js';
import type { GlobalOptions } from './define-command.js';
import { withRunLock } from './run-lock.js';

/** The configuration that `--config` names, relative to where the command was started. */
export function readConfig(options: GlobalOptions, io: CliIo): Config {
  return loadConfig(resolve(io.workingDirectory, options.config));
}

/** As `withWarehouse`, for commands that only read: a mistyped path must not leave an empty database behind. */
export function withReader<Result>(
  config: Config,
  io: CliIo,
  work: (warehouse: Warehouse) => Promise<Result>,
): Promise<Result> {
  if (config.engine.type === 'duckdb' && !existsSync(config.engine.path)) {
    throw new UserError(
      `${config.engine.path} does not exist yet: \`tokenledger run\` creates it (engine.path in ${config.file})`,
    );
  }
  return withWarehouse(config, io, work);
}

/** Runs `work` with the configured warehouse and closes it whatever happens. */
export async function withWarehouse<Result>(
  config: Config,
  io: CliIo,
  work: (warehouse: Warehouse) => Promise<Result>,
): Promise<Result> {
  const warehouse = await openWarehouse(config.engine, {
    log: (line) => io.writeError(`${line}\n`),
    env: io.env,
    stateFolder: stateFolder(config),
    stop: io.stop.signal,
  });
  try {
    return await work(warehouse);
  } finally {
    await warehouse.close();
  }
}

/** As `withWarehouse`, for work that changes the database: one such command at a time. */
export function withWriter<Result>(
  config: Config,
  command: string,
  io: CliIo,
  work: (warehouse: Warehouse) => Promise<Result>,
): Promise<Result> {
  return withRunLock(lockPath(config), command, io.now, () => withWarehouse(config, io, work));
}

/** Beside the database where that is a file, else beside the configuration. */
export function lockPath(config: Config): string {
  return config.engine.type === 'duckdb' ? `${config.engine.path}.lock` : join(stateFolder(config), 'run.lock');
}
