import { runRead } from '../../../warehouse/duckdb/land-read.js';
import type { FileRead } from '../../../warehouse/warehouse.js';
import { type CompiledMapping, LEFT_OUT } from '../compile/compile-mapping.js';
import { printPath } from '../mapping/parse-path.js';
import type { LogJob } from '../read/log-job.js';
import { recordsOf } from '../read/records-sql.js';
import { withScratch } from '../read/scratch.js';
import { gatewayRequests } from '../request-columns.js';

/** One record under its mapping. Texts at paths are as the log has them and must not be shown; columns are fit to be seen. */
export interface TracedRecord {
  /** 1-based. */
  readonly place: number;
  readonly isRejected: boolean;
  /** It is no request. */
  readonly isLeftOut: boolean;
  /** What lands of it, by column, as text. */
  readonly columns: ReadonlyMap<string, string>;
  /** The text at each path that has one. */
  readonly paths: ReadonlyMap<string, string>;
}

/** The first records of a file, in order. */
export async function traceRecords(
  job: LogJob,
  compiled: CompiledMapping,
  parameters: FileRead['parameters'],
  limit: number,
): Promise<TracedRecord[]> {
  const rows = await withScratch(async (connection) => {
    const records = await recordsOf(connection, [job], '', compiled, { hasPlace: true, limit });
    return runRead(connection, `SELECT CAST(COLUMNS(*) AS VARCHAR) FROM (${compiled.traced(records)})`, parameters);
  });
  const columns = gatewayRequests.columns.map(({ name }) => name);
  const paths = compiled.paths.map(printPath);
  return rows.map(([place, rejection, ...cells]) => ({
    place: Number(place),
    isRejected: rejection !== null,
    isLeftOut: String(rejection).startsWith(`${LEFT_OUT}|`),
    columns: textsOf(columns, cells),
    paths: textsOf(paths, cells.slice(columns.length)),
  }));
}

function textsOf(names: readonly string[], cells: readonly unknown[]): Map<string, string> {
  return new Map(
    names.flatMap((name, index): [string, string][] => {
      const cell = cells[index];
      return cell === null || cell === undefined ? [] : [[name, String(cell)]];
    }),
  );
}
