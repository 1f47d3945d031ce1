import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSession } from '../../../warehouse/bigquery/open-session.js';
import { runDataform } from '../../../warehouse/bigquery/run-dataform.js';
import { withCompilableProject } from '../../../warehouse/dataform/stage-project.js';
import { buildWarehouse } from '../built-warehouse.js';
import { makeFolder } from '../duckdb/graph-runs.js';

const PROJECT = {
  'package.json': '{ "name": "fixture", "dependencies": { "@dataform/core": "3.0.62" } }',
  'workflow_settings.yaml': 'defaultProject: p\ndefaultLocation: US\ndefaultDataset: x\n',
  'definitions/one.sqlx': 'config { type: "table" } select 1 as x',
};

/** Runs Dataform on the project until it is killed. */
const RUN = `
import { openClient } from './warehouse/bigquery/open-client.js';
import { runDataform } from './warehouse/bigquery/run-dataform.js';
const [host, projectFolder] = process.argv.slice(2);
const config = { type: 'bigquery', project: 'p', location: 'US', dataset_prefix: '' };
const deps = { env: { ...process.env, BIGQUERY_EMULATOR_HOST: host } };
const ignore = () => undefined;
await runDataform({ client: openClient(config, deps), config, deps }, { projectFolder, options: {}, onStdout: ignore, onStderr: ignore });`;

const folder = makeFolder();
let server: Server;
let host = '';

beforeAll(async () => {
  for (const [name, text] of Object.entries(PROJECT)) {
    mkdirSync(dirname(join(folder.path, 'project', name)), { recursive: true });
    writeFileSync(join(folder.path, 'project', name), text);
  }
  // A BigQuery that takes every request and never answers: Dataform is at work until it is stopped.
  server = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  folder.remove();
});

/** The connection of a Dataform that has begun to ask; it closes when that process is gone. */
async function nextConnection(): Promise<{ readonly closed: Promise<unknown> }> {
  const [socket] = (await once(server, 'connection')) as [Socket];
  return { closed: once(socket, 'close') };
}

describe('the Dataform child', () => {
  it('is told to end when the command is stopped, and is gone before that is passed on', async () => {
    const stop = new AbortController();
    const config = { type: 'bigquery', project: 'p', location: 'US', dataset_prefix: '' } as const;
    const deps = { env: { ...process.env, BIGQUERY_EMULATOR_HOST: host }, stop: stop.signal };
    const session = openSession(config, deps);
    await withCompilableProject(join(folder.path, 'project'), async (projectFolder) => {
      const ignore = (): void => undefined;
      const run = runDataform(session, { projectFolder, options: {}, onStdout: ignore, onStderr: ignore });
      const { closed } = await nextConnection();
      const reason = new Error('stopped by SIGTERM');
      stop.abort(reason);
      await expect(run).rejects.toBe(reason);
      await closed;
      // Nothing is started for who was stopped already.
      await expect(
        runDataform(session, { projectFolder, options: {}, onStdout: ignore, onStderr: ignore }),
      ).rejects.toBe(reason);
    });
  });

  it('does not outlive a command that was killed', async () => {
    buildWarehouse(folder.path);
    const script = join(folder.path, 'run.js');
    writeFileSync(script, RUN);
    await withCompilableProject(join(folder.path, 'project'), async (projectFolder) => {
      const parent = spawn(process.execPath, [script, host, projectFolder], { stdio: 'inherit' });
      const { closed } = await nextConnection();
      parent.kill('SIGKILL');
      await closed;
    });
  });
});
