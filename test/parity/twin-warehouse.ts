import assert from 'node:assert/strict';
import type { RawTable } from '../../warehouse/raw-table.js';
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
} from '../../warehouse/warehouse.js';

/**
 * Gives the ingesters one warehouse that is two: both engines land the same files, so that batch ids and times agree, and
 * whatever state the ingesters read back must be the same on both.
 */
export class TwinWarehouse implements Warehouse {
  readonly engine = 'duckdb';
  readonly location: string;
  readonly #duckdb: Warehouse;
  readonly #bigquery: Warehouse;

  constructor(duckdb: Warehouse, bigquery: Warehouse) {
    this.#duckdb = duckdb;
    this.#bigquery = bigquery;
    this.location = `${duckdb.location} and ${bigquery.location}`;
  }

  async ensureRawTables(tables: readonly RawTable[]): Promise<void> {
    await this.#duckdb.ensureRawTables(tables);
    await this.#bigquery.ensureRawTables(tables);
  }

  async land(loads: readonly TableLoad[]): Promise<void> {
    await this.#duckdb.land(loads);
    await this.#bigquery.land(loads);
  }

  async landRead(
    read: FileRead,
    complete: (counts: readonly ReadCount[]) => Promise<readonly TableLoad[]>,
  ): Promise<void> {
    await this.#duckdb.landRead(read, async (counts) => {
      let loads: readonly TableLoad[] = [];
      await this.#bigquery.landRead(read, async (others) => {
        assert.deepEqual(others, counts, `${read.table.name} is read differently for the two engines`);
        loads = await complete(counts);
        return loads;
      });
      return loads;
    });
  }

  async readRawRows(table: RawTable, where: Readonly<Record<string, string>>): Promise<readonly Row[]> {
    const rows = await this.#duckdb.readRawRows(table, where);
    const others = await this.#bigquery.readRawRows(table, where);
    assert.deepEqual(inAnyOrder(others), inAnyOrder(rows), `${table.name} reads differently on the two engines`);
    return rows;
  }

  transform(_options: TransformOptions, _onEvent: (event: ActionEvent) => void): Promise<TransformResult> {
    throw new Error('transform each engine by itself');
  }

  query(_sql: string): Promise<QueryResult> {
    throw new Error('query each engine by itself: their dialects differ');
  }

  exportParquet(_table: string, _path: string): Promise<void> {
    throw new Error('export from each engine by itself');
  }

  findFaults(): Promise<never> {
    throw new Error('look at each engine by itself');
  }

  readBilled(): Promise<never> {
    throw new Error('ask each engine by itself');
  }

  async close(): Promise<void> {
    await this.#duckdb.close();
    await this.#bigquery.close();
  }
}

function inAnyOrder(rows: readonly Row[]): readonly string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}
