import type { DuckDBConnection } from '@duckdb/node-api';
import type { DataformGraph, DataformTest } from '../dataform/dataform-graph.js';
import type { Row } from '../warehouse.js';
import { openScratchConnection } from './duckdb-session.js';
import { readResult } from './read-result.js';
import { createMacros } from './translate/macros.js';
import { Translator } from './translate/translate.js';

export interface UnitTestResult {
  readonly name: string;
  readonly fileName: string;
  readonly ok: boolean;
  /** Empty when the test holds. */
  readonly difference: string;
}

const SHOWN_ROWS = 5;

/**
 * Runs the project's Dataform unit tests (`type: "test"`). Rows are compared without regard to their order, decimals
 * exactly: 1.5 equals 1.500000000 and nothing else.
 */
export async function runUnitTests(
  graph: DataformGraph,
  readText: (fileName: string) => string | undefined = () => undefined,
): Promise<readonly UnitTestResult[]> {
  const { connection, close } = await openScratchConnection();
  try {
    for (const macro of createMacros()) await connection.run(macro);
    const translator = new Translator();
    const results: UnitTestResult[] = [];
    for (const test of graph.tests) {
      const difference = await runUnitTest(connection, translator, test, readText(test.fileName));
      results.push({ name: test.name, fileName: test.fileName, ok: difference === '', difference });
    }
    return results;
  } finally {
    close();
  }
}

async function runUnitTest(
  connection: DuckDBConnection,
  translator: Translator,
  test: DataformTest,
  text: string | undefined,
): Promise<string> {
  const file = text === undefined ? { name: test.fileName } : { name: test.fileName, text };
  try {
    const read = async (query: string): Promise<readonly Row[]> =>
      readResult(await connection.runAndReadAll(translator.translateQuery(query, file))).rows;
    return describeDifference(await read(test.expectedOutputQuery), await read(test.testQuery));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function describeDifference(expected: readonly Row[], actual: readonly Row[]): string {
  const missing = subtract(expected, actual);
  const extra = subtract(actual, expected);
  if (missing.length + extra.length === 0) return '';
  return [
    `${expected.length} rows expected, ${actual.length} found`,
    ...listRows('expected and missing', missing),
    ...listRows('found and not expected', extra),
  ].join('\n');
}

/** Rows of the first list that the second does not have as often. */
function subtract(rows: readonly Row[], others: readonly Row[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const row of others.map(printRow)) counts.set(row, (counts.get(row) ?? 0) + 1);
  return rows.map(printRow).filter((row) => {
    const count = counts.get(row) ?? 0;
    counts.set(row, count - 1);
    return count <= 0;
  });
}

function printRow(row: Row): string {
  const cells = Object.entries(row).map(([name, cell]): [string, string] => [name.toLowerCase(), JSON.stringify(cell)]);
  return cells
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, cell]) => `${name}=${cell}`)
    .join(' ');
}

function listRows(title: string, rows: readonly string[]): readonly string[] {
  if (rows.length === 0) return [];
  const more = rows.length > SHOWN_ROWS ? [`    … and ${rows.length - SHOWN_ROWS} more`] : [];
  return [`  ${title}:`, ...rows.slice(0, SHOWN_ROWS).map((row) => `    ${row}`), ...more];
}
