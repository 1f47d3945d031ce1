import type { DuckDBConnection } from '@duckdb/node-api';
import { openScratchConnection } from '../../../warehouse/duckdb/duckdb-session.js';
import { readResult } from '../../../warehouse/duckdb/read-result.js';
import { createMacros } from '../../../warehouse/duckdb/translate/macros.js';
import { Translator } from '../../../warehouse/duckdb/translate/translate.js';
import type { Cell } from '../../../warehouse/warehouse.js';

/** A DuckDB in memory that is spoken to in GoogleSQL. */
export interface ScratchDatabase {
  readonly connection: DuckDBConnection;
  /** Runs a script and gives the cells of its last statement, row by row. */
  run(googlesql: string): Promise<readonly (readonly Cell[])[]>;
  /** The one cell of an expression. */
  value(expression: string): Promise<Cell | undefined>;
  /** DuckDB's type of an expression. */
  type(expression: string): Promise<string>;
  close(): void;
}

export async function openScratchDatabase(): Promise<ScratchDatabase> {
  const { connection, close } = await openScratchConnection();
  for (const macro of createMacros()) await connection.run(macro);
  const translator = new Translator();
  const translate = (googlesql: string) => translator.translate(googlesql, { name: 'case.sqlx' });
  const run = async (googlesql: string): Promise<readonly (readonly Cell[])[]> => {
    const statements = translate(googlesql);
    let rows: readonly (readonly Cell[])[] = [];
    for (const { sql } of statements) {
      const result = readResult(await connection.runAndReadAll(sql));
      rows = result.rows.map((row) => result.columns.map(({ name }) => row[name] ?? null));
    }
    return rows;
  };
  return {
    connection,
    run,
    value: async (expression) => (await run(`SELECT ${expression} AS x`))[0]?.[0],
    type: async (expression) => {
      const [statement] = translate(`SELECT ${expression} AS x`);
      const planned = await connection.prepare(statement?.sql ?? '');
      return String(planned.columnType(0));
    },
    close,
  };
}
