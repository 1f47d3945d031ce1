import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import pLimit from 'p-limit';
import { cacheFolder, openTextCache, type TextCache } from '../cache/text-cache.js';
import { compileGraph } from '../dataform/compile-graph.js';
import { packageRoot } from '../package-root.js';
import type { RawTable } from '../raw-table.js';
import { UserError } from '../user-error.js';
import type {
  ActionEvent,
  FileRead,
  QueryResult,
  ReadCount,
  Row,
  TableLoad,
  TransformOptions,
  TransformResult,
  Warehouse,
  WarehouseFault,
} from '../warehouse.js';
import type { DuckDbConfig } from './duckdb-config.js';
import { type DuckDbSession, openSession, type SessionMode } from './duckdb-session.js';
import { endClaims } from './end-claims.js';
import { landLoads, whereEqual } from './land-loads.js';
import { landRead } from './land-read.js';
import { queryReadOnly } from './query-read-only.js';
import { ensureRawTables, quoteRawTable } from './raw-schema.js';
import { readResult } from './read-result.js';
import { runGraph } from './run-graph.js';
import { inTransaction } from './transaction.js';
import { withKeptTranslations } from './translate/kept-translations.js';
import { createMacros } from './translate/macros.js';
import { quoteName, quoteText } from './translate/names.js';

export interface DuckDbDependencies {
  /** Folder of the Dataform project; the installed package's own unless a test brings one. */
  readonly projectFolder?: string;
  /** Where the user's cache folder is found: compiled and translated models are kept there; without it nothing is. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Once aborted, a transform ends as soon as it can and throws the signal's reason. */
  readonly stop?: AbortSignal;
}

/** Always the same, so that the compiled graph can be kept: no two processes write to one file, so none is mistaken for another. */
const RUN_ID = 'tokenledger';

/** Actions that run at once. DuckDB spreads each over all threads, so two are enough to fill the gaps. */
const PARALLEL_ACTIONS = 2;

/**
 * The embedded engine: one file. Calls are served one after the other; a query is run in a session of its own that can
 * neither write nor reach files, so the file is reopened between reading and writing.
 */
export class DuckDbWarehouse implements Warehouse {
  readonly engine = 'duckdb';
  readonly location: string;
  readonly #config: DuckDbConfig;
  readonly #projectFolder: string;
  readonly #cache: TextCache;
  readonly #stop: AbortSignal | undefined;
  readonly #inTurn = pLimit(1);
  #session: DuckDbSession | undefined;

  constructor(config: DuckDbConfig, dependencies: DuckDbDependencies = {}) {
    this.#config = config;
    this.location = config.path;
    this.#projectFolder = dependencies.projectFolder ?? packageRoot();
    this.#cache = openTextCache(cacheFolder(dependencies.env ?? {}));
    this.#stop = dependencies.stop;
  }

  async findFaults(): Promise<readonly WarehouseFault[]> {
    return []; // A file that cannot be opened is an error of every call.
  }

  ensureRawTables(tables: readonly RawTable[]): Promise<void> {
    return this.#serve('write', (connection) => ensureRawTables(connection, tables));
  }

  land(loads: readonly TableLoad[]): Promise<void> {
    return this.#serve('write', (connection) => landLoads(connection, loads));
  }

  landRead(read: FileRead, complete: (counts: readonly ReadCount[]) => Promise<readonly TableLoad[]>): Promise<void> {
    return this.#serve('write', (connection) => landRead(connection, read, complete));
  }

  readRawRows(table: RawTable, where: Readonly<Record<string, string>>): Promise<readonly Row[]> {
    return this.#serve('write', async (connection) => {
      const { conditions, values } = whereEqual(table, where);
      const columns = table.columns.map(({ name }) => quoteName(name)).join(', ');
      const filter = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
      const found = await connection.runAndReadAll(`SELECT ${columns} FROM ${quoteRawTable(table)}${filter}`, values);
      return readResult(found).rows;
    });
  }

  async transform(options: TransformOptions, onEvent: (event: ActionEvent) => void): Promise<TransformResult> {
    const graph = await compileGraph(this.#projectFolder, [`--vars=run_id=${RUN_ID}`], this.#cache);
    return this.#inTurn(async () => {
      const connections = await (await this.#open('write')).connections(PARALLEL_ACTIONS);
      const [connection] = connections;
      if (connection === undefined) throw new Error(`no connection to ${this.location}`);
      await endClaims(connection);
      const result = await withKeptTranslations(graph, this.#cache, (translator) =>
        runGraph({
          graph,
          translator,
          options,
          connections,
          stop: this.#stop,
          onEvent,
          readText: (fileName) => readTextIfAny(join(this.#projectFolder, fileName)),
          elapsed: () => performance.now(),
        }),
      );
      await endClaims(connection);
      this.#stop?.throwIfAborted();
      return result;
    });
  }

  query(sql: string): Promise<QueryResult> {
    return this.#serve('read', (connection) => queryReadOnly(connection, sql));
  }

  exportParquet(table: string, path: string): Promise<void> {
    return this.#serve('write', async (connection) => {
      const [schema, name, ...rest] = table.split('.');
      if (schema === undefined || name === undefined || rest.length > 0)
        throw new UserError(
          `cannot export ${table}: name a table as schema.name, for example marts.chargeback_monthly`,
        );
      await mkdir(dirname(path), { recursive: true });
      const source = `${quoteName(schema)}.${quoteName(name)}`;
      await connection.run(`COPY (SELECT * FROM ${source}) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION zstd)`);
    });
  }

  async readBilled(): Promise<null> {
    return null;
  }

  close(): Promise<void> {
    return this.#inTurn(async () => this.#closeSession());
  }

  #serve<T>(mode: SessionMode, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      const [connection] = await (await this.#open(mode)).connections(1);
      if (connection === undefined) throw new Error(`no connection to ${this.location}`);
      return work(connection);
    });
  }

  async #open(mode: SessionMode): Promise<DuckDbSession> {
    if (this.#session?.mode !== mode) this.#closeSession();
    if (this.#session !== undefined) return this.#session;
    const session = await openSession(this.#config, mode);
    this.#session = session;
    const [connection] = mode === 'write' ? await session.connections(1) : [];
    if (connection !== undefined) await defineMacros(connection);
    return session;
  }

  #closeSession(): void {
    this.#session?.close();
    this.#session = undefined;
  }
}

/** Macros live in the database, so that its views can be read by any client. */
function defineMacros(connection: DuckDBConnection): Promise<void> {
  return inTransaction(connection, async () => {
    for (const macro of createMacros()) await connection.run(macro);
  });
}

function readTextIfAny(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // A declaration made by a script has no file of its own; errors then name the compiled line.
  }
}
