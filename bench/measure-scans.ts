import { join } from 'node:path';
import { prepareDemo } from '../demo/build-demo.js';
import { rawTables } from '../ingest/raw/raw-tables.js';
import { compileGraph } from '../warehouse/dataform/compile-graph.js';
import { type DataformGraph, targetName } from '../warehouse/dataform/dataform-graph.js';
import { type DuckDbSession, openSession } from '../warehouse/duckdb/duckdb-session.js';
import { Translator } from '../warehouse/duckdb/translate/translate.js';
import { packageRoot } from '../warehouse/package-root.js';
import { type Bench, say } from './bench-folder.js';
import { runStage } from './run-stage.js';
import { type Estimate, estimate } from './scans/estimate-bytes.js';
import { partitionsOf, scanGraph } from './scans/scan-graph.js';
import { type Measured, measureTables, readLength, sizeTables } from './scans/table-sizes.js';

/** Days of history for which a daily run is estimated. */
export const HISTORIES = [30, 120, 365] as const;

/** The days that are measured: some of two months, so that a daily run states two of them anew, and one that a daily run adds. */
const SAMPLE = { from: '2026-10-29', today: '2026-11-02', next: '2026-11-03' } as const;
const SAMPLE_DAYS = 5;
const DAYS_A_MONTH = 30;

export interface ModelScan {
  /** `schema.name`. */
  readonly model: string;
  /** One for each of the histories. */
  readonly estimates: readonly Estimate[];
}

/**
 * What BigQuery would read in one daily run, model by model: from the compiled statements, and from the sizes of the tables of
 * the demo's company after a day that a daily run has added. An estimate, as BigQuery is not asked.
 */
export async function measureScans(bench: Bench, requestsPerMonth: number): Promise<readonly ModelScan[]> {
  const graph = await compileGraph(packageRoot());
  const partitions = partitionsOf(graph, rawTables);
  return bench.inFolder(async (folder) => {
    const perDay = Math.round(requestsPerMonth / DAYS_A_MONTH);
    say(`a company with ${perDay} requests a day`);
    const { today, next } = SAMPLE;
    const size = { requests: perDay * SAMPLE_DAYS, from: SAMPLE.from, to: next };
    const demo = await prepareDemo(folder, { ...size, today, hasFaults: false });
    const run = async (): Promise<void> => {
      for (const stage of ['ingest', 'transform'] as const)
        await runStage({ stage, folder, today: demo.today(), env: { ...bench.env, ...demo.env } });
    };
    try {
      await run();
      const before = await inDatabase(folder, (session) => measure(session, partitions));
      await demo.advance(next);
      say('a daily run');
      await run();
      return await inDatabase(folder, async (session) => {
        const sizes = sizeTables(before, await measure(session, partitions));
        const company = { sizes, partitions, windows: await readWindows(session, graph) };
        const statements = scanGraph(graph, rawTables, 'increment');
        return [...new Set(statements.map(({ action }) => action))].map((model) => {
          const own = statements.filter(({ action }) => action === model);
          return { model, estimates: HISTORIES.map((days) => estimate(own, company, days)) };
        });
      });
    } finally {
      await demo.close();
    }
  });
}

/** Bytes of all of the models, after one of the histories. */
export function totalOf(scans: readonly ModelScan[], place: number, measure: 'scanned' | 'billed'): number {
  return scans.reduce((bytes, { estimates }) => bytes + (estimates[place]?.[measure] ?? 0), 0);
}

async function measure(
  session: DuckDbSession,
  partitions: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, Measured>> {
  const [connection] = await session.connections(1);
  if (connection === undefined) throw new Error('no connection to the company');
  return measureTables(connection, partitions);
}

/** What the scripts of the last run declare, once more: the tables that say what changed are still there. */
async function readWindows(
  session: DuckDbSession,
  graph: DataformGraph,
): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> {
  const [connection] = await session.connections(1);
  if (connection === undefined) throw new Error('no connection to the company');
  const translator = new Translator();
  const windows = new Map<string, Map<string, number>>();
  for (const { target, fileName, incrementalPreOps } of graph.tables) {
    const own = new Map<string, number>();
    for (const script of incrementalPreOps)
      for (const { declares, sql } of translator.translate(script, { name: fileName })) {
        if (declares === undefined) continue;
        await connection.run(sql);
        own.set(declares, await readLength(connection, declares));
      }
    windows.set(targetName(target), own);
  }
  return windows;
}

async function inDatabase<Result>(folder: string, work: (session: DuckDbSession) => Promise<Result>): Promise<Result> {
  const session = await openSession({ type: 'duckdb', path: join(folder, 'tokenledger.duckdb') }, 'read');
  try {
    return await work(session);
  } finally {
    session.close();
  }
}
