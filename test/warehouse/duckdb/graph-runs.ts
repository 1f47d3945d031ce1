import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DataformGraph, dataformGraph } from '../../../warehouse/dataform/dataform-graph.js';
import { type DuckDbSession, openSession } from '../../../warehouse/duckdb/duckdb-session.js';
import { readResult } from '../../../warehouse/duckdb/read-result.js';
import { type GraphRun, runGraph } from '../../../warehouse/duckdb/run-graph.js';
import { createMacros } from '../../../warehouse/duckdb/translate/macros.js';
import { Translator } from '../../../warehouse/duckdb/translate/translate.js';
import type { ActionEvent, Row, TransformOptions, TransformResult } from '../../../warehouse/warehouse.js';

/** A folder of the test's own, and how to remove it. */
export function makeFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'tokenledger-duckdb-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A database in a file, on which hand-written graphs are run. */
export interface GraphDatabase {
  run(graph: DataformGraph, options?: TransformOptions, more?: Partial<GraphRun>): Promise<TransformResult>;
  sql(statement: string): Promise<readonly Row[]>;
  close(): void;
}

export async function openGraphDatabase(path: string): Promise<GraphDatabase> {
  const session: DuckDbSession = await openSession({ type: 'duckdb', path }, 'write');
  const connections = await session.connections(2);
  const [connection] = connections;
  if (connection === undefined) throw new Error('no connection');
  for (const macro of createMacros()) await connection.run(macro);
  return {
    run: (graph, options = {}, more = {}) =>
      runGraph({
        graph,
        translator: new Translator(),
        options,
        connections,
        onEvent: () => undefined,
        readText: () => undefined,
        elapsed: () => performance.now(),
        ...more,
      }),
    sql: async (statement) => readResult(await connection.runAndReadAll(statement)).rows,
    close: () => session.close(),
  };
}

type Part = Record<string, unknown>;

/** `schema.name` as Dataform writes it. */
export function target(name: string): Part {
  const [schema, table] = name.split('.');
  return { schema, name: table, database: 'tokenledger' };
}

function action(name: string, part: Part): Part {
  const { dependsOn = [], ...rest } = part;
  const dependencyTargets = Array.isArray(dependsOn) ? dependsOn.map(target) : [];
  return { target: target(name), fileName: `definitions/${name}.sqlx`, dependencyTargets, ...rest };
}

/** What a graph is made of, by `schema.name`; `dependsOn` lists other names. */
export function makeGraph(parts: {
  readonly tables?: Readonly<Record<string, Part>>;
  readonly operations?: Readonly<Record<string, Part>>;
  readonly assertions?: Readonly<Record<string, Part>>;
}): DataformGraph {
  const list = (entries: Readonly<Record<string, Part>> = {}): readonly Part[] =>
    Object.entries(entries).map(([name, part]) => action(name, part));
  return dataformGraph.parse({
    tables: list(parts.tables),
    operations: list(parts.operations),
    assertions: list(parts.assertions),
  });
}

/** The last word on every action: `name: status`. */
export function outcomes(events: readonly ActionEvent[]): readonly string[] {
  return events.filter(({ status }) => status !== 'running').map(({ action: name, status }) => `${name}: ${status}`);
}

export function messageOf(events: readonly ActionEvent[], name: string): string {
  return events.find((event) => event.action === name && event.message !== undefined)?.message ?? '';
}
