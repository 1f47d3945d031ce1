import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DateTime } from 'luxon';
import { type Config, loadConfig } from '../../../cli/config.js';
import { ingest, ingestReference } from '../../../ingest/ingest.js';
import type { IngestDeps, IngestOptions, IngestResult, ReferenceRows } from '../../../ingest/ingest-types.js';
import { openWarehouse } from '../../../warehouse/open-warehouse.js';
import type { Row, Warehouse } from '../../../warehouse/warehouse.js';

/** A configured installation in a folder of its own, with a real DuckDB file. */
export interface Installation {
  readonly folder: string;
  readonly warehouse: Warehouse;
  /** Lines that were logged. */
  readonly log: string[];
  /** The clock; set it to move on. */
  now: string;
  write(name: string, content: string | Buffer): string;
  config(): Config;
  ingest(options?: IngestOptions, deps?: Partial<IngestDeps>): Promise<IngestResult>;
  ingestReference(rows?: readonly ReferenceRows[], env?: IngestDeps['env']): Promise<IngestResult>;
  rows(sql: string): Promise<readonly Row[]>;
  close(): Promise<void>;
}

export async function createInstallation(yaml: string): Promise<Installation> {
  const folder = mkdtempSync(join(tmpdir(), 'tokenledger-ingest-'));
  const warehouse = await openWarehouse({ type: 'duckdb', path: join(folder, 'test.duckdb') });
  const log: string[] = [];
  const configFile = join(folder, 'tokenledger.yaml');
  writeFileSync(configFile, yaml);
  const deps = (): IngestDeps => ({
    warehouse,
    env: { OPENAI_ADMIN_KEY: 'sk-admin-openai-0123456789', ANTHROPIC_ADMIN_KEY: 'sk-ant-admin01-0123456789' },
    now: () => {
      const now = DateTime.fromISO(installation.now, { zone: 'utc' });
      if (!now.isValid) throw new Error('the test clock is not valid');
      return now;
    },
    log: (line) => log.push(line),
    codeVersion: 'test',
    http: { retries: 3, firstWaitMs: 1, maxWaitMs: 1500, timeoutMs: 5000 },
  });
  const installation: Installation = {
    folder,
    warehouse,
    log,
    now: '2026-11-08T06:00:00Z',
    write: (name, content) => {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
      return path;
    },
    config: () => loadConfig(configFile),
    ingest: (options = {}, extra = {}) => ingest(loadConfig(configFile), options, { ...deps(), ...extra }),
    ingestReference: (rows = [], env = {}) => {
      const own = deps();
      return ingestReference(loadConfig(configFile), rows, { ...own, env: { ...own.env, ...env } });
    },
    rows: async (sql) => (await warehouse.query(sql)).rows,
    close: async () => {
      await warehouse.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return installation;
}

export function fixture(name: string): string {
  return readFileSync(fixturePath(name), 'utf8');
}

export function fixturePath(name: string): string {
  return fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
}
