import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DateTime } from 'luxon';
import { expect } from 'vitest';
import { type Mapping, readGatewayMappings } from '../../../ingest/gateways/mapping/read-mapping.js';
import { gatewayRequests } from '../../../ingest/gateways/request-columns.js';
import { landFiles } from '../../../ingest/landing/land-files.js';
import { createLanding } from '../../../ingest/landing/landing.js';
import { readLandedReport } from '../../../ingest/landing/read-manifest.js';
import { ingestBatches, rejectedRecords } from '../../../ingest/raw/manifest-tables.js';
import { rawTables } from '../../../ingest/raw/raw-tables.js';
import type { FileReport, TagNames } from '../../../ingest/source.js';
import { DuckDbWarehouse } from '../../../warehouse/duckdb/duckdb-warehouse.js';
import type { Row } from '../../../warehouse/warehouse.js';

export const TAGS: TagNames = {
  service: ['project', 'service'],
  feature: ['feature'],
  environment: ['env', 'environment'],
  customer: ['customer'],
};

/** The salt of the hashes of e-mail addresses. */
export const SALT = Buffer.alloc(32);

/** What became of one log file; rows are in no order. */
export interface ReadFile {
  readonly rows: readonly Row[];
  /** What staging makes of the rows; empty where the reader does not stage. */
  readonly staged: readonly Row[];
  /** Rows of raw.rejected_records, by line. */
  readonly rejections: readonly Row[];
  /** Its row of raw.ingest_batches; undefined when nothing of it was landed. */
  readonly batch: Row | undefined;
}

/** Lands log files of one gateway through the real path, all in one database. Every call is a source of its own. */
export interface LogReader {
  /** Files of one run by name, and why some of them were not landed. */
  readFiles(
    files: Readonly<Record<string, string | Buffer>>,
  ): Promise<{ readonly files: Readonly<Record<string, ReadFile>>; readonly failures: readonly string[] }>;
  /** One file, which has to be readable. */
  read(content: string | Buffer): Promise<ReadFile>;
  close(): Promise<void>;
}

/** The clock stands at 2026-11-22 06:00. Without mappings the files are LiteLLM's. */
export async function openLogReader(
  options: { readonly mappings?: readonly Mapping[]; readonly keepEmails?: boolean; readonly isStaged?: boolean } = {},
): Promise<LogReader> {
  const folder = mkdtempSync(join(tmpdir(), 'tokenledger-log-'));
  const warehouse = new DuckDbWarehouse({ type: 'duckdb', path: join(folder, 'logs.duckdb') });
  await warehouse.ensureRawTables(rawTables);
  if (options.isStaged) await warehouse.transform({ actions: ['staging.stg_gateways__requests'] }, () => undefined);
  const mappings = options.mappings ?? (await readGatewayMappings('litellm'));
  const now = () => DateTime.fromISO('2026-11-22T06:00:00Z', { zone: 'utc' }) as DateTime<true>;
  let calls = 0;
  const readFiles: LogReader['readFiles'] = async (contents) => {
    const directory = join(folder, `run-${++calls}`);
    const workFolder = join(directory, 'work');
    mkdirSync(workFolder, { recursive: true });
    const paths = Object.entries(contents).map(([name, content]) => {
      const path = join(directory, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
      return path;
    });
    const gateway = `gateway-${calls}`;
    const source = {
      sourceId: `litellm:${gateway}`,
      type: 'litellm',
      provider: null,
      account: null,
      gateway,
      startDate: null,
    };
    const report: FileReport = {
      kind: 'files',
      report: 'requests',
      table: gatewayRequests,
      tags: TAGS,
      keepEmails: options.keepEmails ?? false,
      salt: SALT,
      findFiles: async () => paths,
      readMappings: async () => mappings,
    };
    const landing = createLanding({ warehouse, workFolder, now, codeVersion: 'test' });
    const landed = await readLandedReport(landing, source.sourceId, report.report);
    const { failures } = await landFiles(landing, source, report, landed, directory, () => undefined);
    const staged = options.isStaged
      ? await warehouse.query(`select * from staging.stg_gateways__requests where gateway = '${gateway}'`)
      : { rows: [] };
    const batches = await warehouse.readRawRows(ingestBatches, { source_id: source.sourceId });
    const files: Record<string, ReadFile> = {};
    for (const name of Object.keys(contents)) {
      const batch = batches.find(({ object_uri }) => object_uri === name);
      const where = { batch_id: String(batch?.batch_id) };
      const rejections = [...(await warehouse.readRawRows(rejectedRecords, where))];
      files[name] = {
        rows: await warehouse.readRawRows(gatewayRequests, where),
        staged: staged.rows,
        rejections: rejections.sort((a, b) => Number(a.line_number) - Number(b.line_number)),
        batch,
      };
    }
    return { files, failures: failures.map(({ message }) => message.replaceAll(`${directory}/`, '')) };
  };
  return {
    readFiles,
    read: async (content) => {
      const { files, failures } = await readFiles({ log: content });
      expect(failures).toEqual([]);
      return files.log as ReadFile;
    },
    close: async () => {
      await warehouse.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A log of one record a line. */
export function lines(...records: readonly object[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}
