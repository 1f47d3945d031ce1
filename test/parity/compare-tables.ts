import type { QueryResult, Row } from '../../warehouse/warehouse.js';
import { type Difference, diffRows } from './diff-rows.js';

/** Something that is not compared. Each stands, with its reason, in DECISIONS.md too. */
export interface Exclusion {
  readonly table: string;
  /** All columns when absent. */
  readonly column?: string;
  readonly reason: string;
}

/** Runs a SELECT on one engine; tables are named without the installation's prefix. */
export type Select = (sql: string) => Promise<QueryResult>;

export interface Comparison {
  readonly tables: number;
  readonly rows: number;
  readonly differences: readonly Difference[];
}

/** Compares every table and view of the schemas, row by row and column by column, whatever their order. */
export async function compareTables(
  duckdb: Select,
  bigquery: Select,
  schemas: readonly string[],
  exclusions: readonly Exclusion[] = [],
): Promise<Comparison> {
  const differences: Difference[] = [];
  let [tables, rows] = [0, 0];
  for (const schema of schemas) {
    const [ours, theirs] = [await listDuckDb(duckdb, schema), await listBigQuery(bigquery, schema)];
    for (const name of [...new Set([...ours, ...theirs])].sort()) {
      const table = `${schema}.${name}`;
      if (exclusions.some((exclusion) => exclusion.table === table && exclusion.column === undefined)) continue;
      if (!ours.includes(name) || !theirs.includes(name)) {
        differences.push({ table, text: `exists only on ${ours.includes(name) ? 'DuckDB' : 'BigQuery'}` });
        continue;
      }
      const left = withoutExcluded(await readTable(duckdb, 'DuckDB', table), table, exclusions);
      const right = withoutExcluded(await readTable(bigquery, 'BigQuery', table), table, exclusions);
      differences.push(...diffRows(table, left, right));
      tables += 1;
      rows += left.rows.length;
    }
  }
  return { tables, rows, differences };
}

async function listDuckDb(select: Select, schema: string): Promise<readonly string[]> {
  const { rows } = await select(
    `SELECT table_name FROM information_schema.tables WHERE table_schema = '${schema}' ORDER BY table_name`,
  );
  return rows.map((row) => String(row.table_name));
}

async function listBigQuery(select: Select, schema: string): Promise<readonly string[]> {
  const { rows } = await select(`SELECT table_name FROM ${schema}.INFORMATION_SCHEMA.TABLES`);
  return rows.map((row) => String(row.table_name));
}

async function readTable(select: Select, engine: string, table: string): Promise<QueryResult> {
  try {
    return await select(`SELECT * FROM ${table}`);
  } catch (error) {
    throw new Error(`${table} cannot be read on ${engine}`, { cause: error });
  }
}

function withoutExcluded({ columns, rows }: QueryResult, table: string, exclusions: readonly Exclusion[]): QueryResult {
  const excluded = new Set(exclusions.filter((exclusion) => exclusion.table === table).map(({ column }) => column));
  if (excluded.size === 0) return { columns, rows };
  const kept = columns.filter(({ name }) => !excluded.has(name));
  const pick = (row: Row): Row => Object.fromEntries(kept.map(({ name }) => [name, row[name] ?? null]));
  return { columns: kept, rows: rows.map(pick) };
}
