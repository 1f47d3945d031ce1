import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { UserError } from '../user-error.js';
import { DEFAULT_MEMORY_LIMIT, type DuckDbConfig } from './duckdb-config.js';

/**
 * `write` may change the database and read and write files. `read` can do neither: the file is opened read-only and DuckDB
 * is cut off from the file system and the network, so that no statement of a user reaches anything but the tables.
 */
export type SessionMode = 'read' | 'write';

/** Ending of the folder beside the database where one session puts what does not fit into memory. */
const SPILL = '.spill';

export interface DuckDbSession {
  readonly mode: SessionMode;
  /** The first so many connections of the session, which closes them. */
  connections(count: number): Promise<readonly DuckDBConnection[]>;
  close(): void;
}

export async function openSession(config: DuckDbConfig, mode: SessionMode): Promise<DuckDbSession> {
  if (mode === 'read' && !existsSync(config.path))
    throw new UserError(`there is no database at ${config.path} yet: run "tokenledger run" first, or mend engine.path`);
  await mkdir(dirname(config.path), { recursive: true });
  const spillFolder = `${config.path}.${randomUUID()}${SPILL}`;
  const instance = await openInstance(config, mode, spillFolder);
  if (mode === 'write') await removeSpill(config.path, spillFolder);
  const connections: DuckDBConnection[] = [];
  return {
    mode,
    async connections(count) {
      while (connections.length < count) {
        const connection = await instance.connect();
        connections.push(connection);
        await connection.run("SET TimeZone = 'UTC'");
      }
      return connections.slice(0, count);
    },
    close() {
      for (const connection of connections) connection.closeSync();
      instance.closeSync();
    },
  };
}

/** A database of its own, in memory, for statements that need no tables. */
export async function openScratchConnection(): Promise<{ readonly connection: DuckDBConnection; close(): void }> {
  const instance = await DuckDBInstance.create(':memory:', { temp_directory: '' });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  return {
    connection,
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function openInstance(config: DuckDbConfig, mode: SessionMode, spillFolder: string): Promise<DuckDBInstance> {
  const options: Record<string, string> = {
    memory_limit: config.memory_limit ?? DEFAULT_MEMORY_LIMIT,
    // The order of rows in a table means nothing to the models, and keeping it costs memory and parallelism.
    preserve_insertion_order: 'false',
    autoinstall_known_extensions: 'false',
    // DuckDB makes it when it first spills, and removes it at the end.
    temp_directory: spillFolder,
    ...(config.threads === undefined ? {} : { threads: String(config.threads) }),
    ...(mode === 'read' ? { access_mode: 'READ_ONLY', enable_external_access: 'false' } : {}),
  };
  try {
    return await DuckDBInstance.create(config.path, options);
  } catch (error) {
    throw explainOpenError(config.path, error);
  }
}

/** Clears away what killed sessions spilled. Whoever may write is alone with the database, so nobody else's is in use. */
async function removeSpill(path: string, own: string): Promise<void> {
  for (const name of await readdir(dirname(path))) {
    const folder = join(dirname(path), name);
    const isSpill = name.startsWith(`${basename(path)}.`) && name.endsWith(SPILL);
    if (isSpill && folder !== own) await rm(folder, { recursive: true, force: true });
  }
}

function explainOpenError(path: string, error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  if (message.includes('Could not set lock')) {
    const holder = /PID (\d+)/.exec(message)?.[1];
    const who = holder === undefined ? 'another process' : `another process (PID ${holder})`;
    return new UserError(
      `the database ${path} is in use by ${who}: DuckDB lets one process write at a time; wait until it ends, or close what has the file open`,
      { cause: error },
    );
  }
  return new UserError(`cannot open the database ${path}: ${message}`, { cause: error });
}
