import { describe, expect, it } from 'vitest';
import { partitionsOf, type ScannedStatement, scanGraph } from '../../bench/scans/scan-graph.js';
import { rawTables } from '../../ingest/raw/raw-tables.js';
import { compileGraph } from '../../warehouse/dataform/compile-graph.js';
import { targetName } from '../../warehouse/dataform/dataform-graph.js';
import { packageRoot } from '../../warehouse/package-root.js';

// What BigQuery would read, from the compiled graph: it bills bytes and nobody here can ask it.

/** Tables by day of which little comes a day, and which some statements therefore read whole. */
const SMALL: Readonly<Record<string, string>> = {
  'raw.ingest_batch_days': 'the manifest: a row for a batch and day; the days to redo are found in it by batch',
  'usage.int_batch_fetches': 'finished batches only; the first fetch of one may be on any day',
  'costs.int_scope_spend': 'a row for a day and budget scope; forecasts speak of whole months from all of it',
  'costs.int_forecasts': 'the same: a row for a day and budget scope',
  'marts.forecast_variance': 'the same: built anew from them in every run',
};

/** Providers' lists of projects and keys, of which the newest counts: as small. */
const SNAPSHOT = 'snapshot_date';

const MOST_SCANS = 40;

const graph = await compileGraph(packageRoot());
const increment = scanGraph(graph, rawTables, 'increment');
const fullRefresh = scanGraph(graph, rawTables, 'full refresh');

const partitions = partitionsOf(graph, rawTables);

/** `action: statement reads table`, for every reading of a partitioned table without such a filter. */
function unfiltered(statements: readonly ScannedStatement[], isEnough: (variable: string | undefined) => boolean) {
  return statements.flatMap(({ action, kind, scans }) =>
    scans
      .filter(({ table, filters }) => {
        const column = partitions.get(table);
        return column !== undefined && !filters.some((filter) => filter.column === column && isEnough(filter.variable));
      })
      .map(({ table }) => ({ table, text: `${action}: ${kind} reads ${table}` })),
  );
}

describe('on BigQuery', () => {
  it('knows what it looks at', () => {
    expect(partitions.get('usage.int_gateway_requests')).toBe('usage_date');
    expect(partitions.get('raw.gateway_requests')).toBe('usage_date');
    const requests = increment.filter(({ action }) => action === 'usage.int_gateway_requests');
    expect(requests.map(({ kind }) => kind)).toEqual(['declare', 'delete', 'query']);
    expect(requests.at(-1)?.scans.map(({ table }) => table)).toEqual(
      expect.arrayContaining(['usage.int_logged_requests', 'usage.int_gateway_records', 'usage.int_resolved_models']),
    );
    // Through the staging view, too.
    const logged = increment.filter(({ action }) => action === 'usage.int_logged_requests');
    expect(logged.at(-1)?.scans.map(({ table }) => table)).toEqual(
      expect.arrayContaining(['raw.gateway_requests', 'usage.int_request_contexts']),
    );
  });

  it('an increment prunes every partitioned table by a script variable, but for small ones', () => {
    const run = increment.filter(({ kind }) => kind !== 'view');
    const whole = unfiltered(run, (variable) => variable !== undefined);
    expect(
      whole
        .filter(({ table }) => SMALL[table] === undefined && partitions.get(table) !== SNAPSHOT)
        .map(({ text }) => text),
    ).toEqual([]);
    expect(
      Object.keys(SMALL).filter((name) => !whole.some(({ table }) => table === name)),
      'no exception',
    ).toEqual([]);
  });

  it('every statement and view names days of the tables that are not read without', () => {
    const required = new Set([
      ...graph.tables
        .filter(({ bigquery }) => bigquery?.requirePartitionFilter === true)
        .map(({ target }) => targetName(target)),
      ...rawTables.filter((table) => table.requirePartitionFilter === true).map(({ name }) => `raw.${name}`),
    ]);
    expect([...required].sort()).toEqual([
      'raw.gateway_requests',
      'usage.int_gateway_records',
      'usage.int_gateway_requests',
      'usage.int_logged_requests',
      'usage.int_request_contexts',
      'usage.int_request_predecessors',
      'usage.int_request_wrappers',
    ]);
    const whole = unfiltered([...increment, ...fullRefresh], () => true);
    expect(whole.filter(({ table }) => required.has(table)).map(({ text }) => text)).toEqual([]);
  });

  it('no statement reads tables more than forty times', () => {
    const counts = [...increment, ...fullRefresh].map(({ action, scans }) => ({ action, scans: scans.length }));
    expect(counts.filter(({ scans }) => scans > MOST_SCANS)).toEqual([]);
  });
});
