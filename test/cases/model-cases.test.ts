import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { globSync } from 'tinyglobby';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { rawTables } from '../../ingest/raw/raw-tables.js';
import { compileGraph } from '../../warehouse/dataform/compile-graph.js';
import { type DataformGraph, targetName } from '../../warehouse/dataform/dataform-graph.js';
import { DuckDbWarehouse } from '../../warehouse/duckdb/duckdb-warehouse.js';
import { Translator } from '../../warehouse/duckdb/translate/translate.js';
import { packageRoot } from '../../warehouse/package-root.js';

// Dataform's own unit tests refuse incremental tables, so a case of a model or assertion is a file: rows of its inputs, rows
// that must come out. Only the columns that the expected rows name are compared.

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const tables = z.record(z.string(), z.array(z.record(z.string(), cell)));
const caseFile = z.strictObject({
  model: z.string(),
  /** Columns that every given row of a table has unless it says otherwise. */
  defaults: z.record(z.string(), z.record(z.string(), cell)).default({}),
  /** Rows that every case of the file has. */
  given: tables.default({}),
  /** Models between the given rows and the tested one, built first and in this order. */
  first: z.array(z.string()).default([]),
  cases: z.array(z.strictObject({ name: z.string(), given: tables, expect: tables.valueType })),
});

const files = globSync('test/cases/*.yaml', { cwd: packageRoot() }).sort();
const translator = new Translator();
let graph: DataformGraph;
let folder: string;
let connection: DuckDBConnection;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokenledger-'));
  const path = join(folder, 'cases.duckdb');
  const warehouse = new DuckDbWarehouse({ type: 'duckdb', path });
  await warehouse.ensureRawTables(rawTables);
  await warehouse.transform({}, () => {});
  await warehouse.close();
  graph = await compileGraph(packageRoot());
  connection = await (await DuckDBInstance.create(path)).connect();
  await connection.run("SET TimeZone = 'UTC'");
});

afterAll(async () => {
  connection.closeSync();
  await rm(folder, { recursive: true, force: true });
});

for (const file of files) {
  describe(file, async () => {
    const { model, defaults, given, first, cases } = caseFile.parse(
      parse(await readFile(join(packageRoot(), file), 'utf8')),
    );
    for (const { name, given: own, expect: expected } of cases) {
      it(name, async () => {
        await connection.run('BEGIN TRANSACTION');
        try {
          for (const [table, rows] of [...Object.entries(given), ...Object.entries(own)])
            for (const row of rows) await insertRow(table, { ...defaults[table], ...row });
          for (const earlier of first)
            await connection.run(`INSERT INTO ${quote(earlier)} BY NAME ${queryOf(earlier)}`);
          const columns = Object.keys(expected[0] ?? {});
          const list = columns.map((column) => `CAST("${column}" AS VARCHAR) AS "${column}"`).join(', ');
          const result = await connection.runAndReadAll(`SELECT ${list} FROM (${queryOf(model)})`);
          expect(sorted(result.getRowObjectsJson())).toEqual(sorted(expected.map(asText)));
        } finally {
          await connection.run('ROLLBACK');
        }
      });
    }
  });
}

/** Fills a table of the empty warehouse; a view among the inputs becomes a table for the time of the case. */
async function insertRow(table: string, row: Readonly<Record<string, unknown>>): Promise<void> {
  const [schema = '', name = ''] = table.split('.');
  const views = await connection.runAndReadAll(
    'SELECT 1 FROM information_schema.tables WHERE table_schema = $1 AND table_name = $2 AND table_type = $3',
    [schema, name, 'VIEW'],
  );
  if (views.currentRowCount > 0) {
    await connection.run(`CREATE TABLE "${schema}"."${name}_rows" AS FROM ${quote(table)} LIMIT 0`);
    await connection.run(`DROP VIEW ${quote(table)}`);
    await connection.run(`ALTER TABLE "${schema}"."${name}_rows" RENAME TO "${name}"`);
  }
  const columns = Object.keys(row);
  const marks = columns.map((_, index) => `$${index + 1}`).join(', ');
  const values = columns.map((column) => (row[column] === null ? null : String(row[column])));
  await connection.run(
    `INSERT INTO ${quote(table)} (${columns.map((column) => `"${column}"`).join(', ')}) VALUES (${marks})`,
    values,
  );
}

function queryOf(model: string): string {
  const action = [...graph.tables, ...graph.assertions].find(({ target }) => targetName(target) === model);
  if (action === undefined) throw new Error(`there is no model ${model}`);
  return translator.translateQuery(action.query, { name: action.fileName });
}

function quote(table: string): string {
  return table
    .split('.')
    .map((part) => `"${part}"`)
    .join('.');
}

/** Decimals are compared as the warehouse writes them, with nine decimals. */
function asText(row: Readonly<Record<string, z.infer<typeof cell>>>): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => {
      if (value === null) return [column, null];
      if (!column.endsWith('_usd')) return [column, String(value)];
      const [whole = '0', decimals = ''] = String(value).split('.');
      return [column, `${whole}.${decimals.padEnd(9, '0')}`];
    }),
  );
}

function sorted(rows: readonly unknown[]): readonly string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}
