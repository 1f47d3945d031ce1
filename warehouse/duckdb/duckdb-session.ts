import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { UserError } from '../user-error.js';
import { DEFAULT_MEMORY_LIMIT, type DuckDbConfig } from './duckdb-config.js';

/**
 * `write` may change the database and read and write files. `read` can do neither: the file is opened read-only and DuckDB
 * is cut off from the file system and the network, so that no statement of a user reaches anything but the tables.
 */
export type SessionMode = 'read' | 'write';

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
  const instance = await openInstance(config, mode);
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
  const instance = await DuckDBInstance.create(':memory:');
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

async function openInstance(config: DuckDbConfig, mode: SessionMode): Promise<DuckDBInstance> {
  const options: Record<string, string> = {
    memory_limit: config.memory_limit ?? DEFAULT_MEMORY_LIMIT,
    // The order of rows in a table means nothing to the models, and keeping it costs memory and parallelism.
    preserve_insertion_order: 'false',
    autoinstall_known_extensions: 'false',
    ...(config.threads === undefined ? {} : { threads: String(config.threads) }),
    ...(mode === 'read' ? { access_mode: 'READ_ONLY', enable_external_access: 'false' } : {}),
  };
  try {
    return await DuckDBInstance.create(config.path, options);
  } catch (error) {
    throw explainOpenError(config.path, error);
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
