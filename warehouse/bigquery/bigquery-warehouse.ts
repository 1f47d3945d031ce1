import pLimit from 'p-limit';
import { packageRoot } from '../package-root.js';
import type { RawTable } from '../raw-table.js';
import type {
  ActionEvent,
  BilledBytes,
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
import type { BigQueryConfig, BigQueryDeps, BigQuerySession } from './bigquery-config.js';
import { findDatasetFaults } from './datasets.js';
import { ensureRawTables } from './ensure-raw-tables.js';
import { explained } from './explain-error.js';
import { exportParquet } from './export-parquet.js';
import { landRead } from './land-read.js';
import { writeCondition } from './land-script.js';
import { landTables } from './land-tables.js';
import { openSession } from './open-session.js';
import { runQuery } from './query.js';
import { runStatement } from './run-statement.js';
import { transform } from './transform.js';

/** BigQuery as the warehouse, with the models run by Dataform. Holds no connection: every call is a request of its own. */
export class BigQueryWarehouse implements Warehouse {
  readonly engine = 'bigquery';
  readonly location: string;
  readonly #session: BigQuerySession;
  readonly #projectFolder: string;
  /** Two transactions that delete from one table at a time would make BigQuery cancel one of them. */
  readonly #landInTurn = pLimit(1);

  constructor(config: BigQueryConfig, deps: BigQueryDeps) {
    this.#session = openSession(config, deps);
    this.#projectFolder = deps.projectFolder ?? packageRoot();
    this.location = `${config.project}:${config.dataset_prefix}*`;
  }

  findFaults(): Promise<readonly WarehouseFault[]> {
    return findDatasetFaults(this.#session);
  }

  ensureRawTables(tables: readonly RawTable[]): Promise<void> {
    return ensureRawTables(this.#session, tables);
  }

  land(loads: readonly TableLoad[]): Promise<void> {
    return this.#landInTurn(() => landTables(this.#session, loads));
  }

  landRead(read: FileRead, complete: (counts: readonly ReadCount[]) => Promise<readonly TableLoad[]>): Promise<void> {
    return this.#landInTurn(() => landRead(this.#session, read, complete));
  }

  async readRawRows(table: RawTable, where: Readonly<Record<string, string>>): Promise<readonly Row[]> {
    const { project, dataset_prefix: prefix } = this.#session.config;
    const from = `${project}.${prefix}raw.${table.name}`;
    const columns = table.columns.map(({ name }) => `\`${name}\``).join(', ');
    const { sql, params } = writeCondition(table, { where }, 'p');
    const { rows } = await explained('reading', from, () =>
      runStatement(this.#session, {
        query: `SELECT ${columns} FROM \`${from}\` WHERE ${sql}`,
        params,
        component: 'state',
      }),
    );
    return rows;
  }

  transform(options: TransformOptions, onEvent: (event: ActionEvent) => void): Promise<TransformResult> {
    return transform(this.#session, this.#projectFolder, options, onEvent);
  }

  query(sql: string): Promise<QueryResult> {
    return runQuery(this.#session, sql);
  }

  exportParquet(table: string, path: string): Promise<void> {
    return exportParquet(this.#session, table, path);
  }

  readBilled(): Promise<BilledBytes> {
    return this.#session.billed.total();
  }

  async close(): Promise<void> {
    // Nothing to close: the client keeps no connection of its own.
  }
}
