import { rmSync } from 'node:fs';
import { DateTime } from 'luxon';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forget } from '../../ingest/ingest.js';
import { logLine } from '../cli/log-line.js';
import { createInstallation, type Installation } from './support/installation.js';

let installation: Installation;

beforeEach(async () => {
  installation = await createInstallation(`
engine: { type: duckdb, path: ./test.duckdb }
sources:
  - { type: litellm, gateway: main-gateway, path: ./logs/*.jsonl, routes: [] }
`);
  installation.now = '2026-11-22T06:00:00Z';
  installation.write(
    'logs/one.jsonl',
    `${logLine('a', '2026-11-19T10:00:00Z')}${logLine('b', '2026-11-20T10:00:00Z')}{}\n`,
  );
  installation.write('logs/two.jsonl', logLine('c', '2026-11-20T11:00:00Z'));
  expect((await installation.ingest()).ok).toBe(true);
});

afterEach(() => installation.close());

const IDS = 'select request_id from raw.gateway_requests order by 1';

function forgetIt(...names: string[]) {
  const now = () => DateTime.fromISO(installation.now, { zone: 'utc' }) as DateTime<true>;
  return forget({ directory: installation.folder }, names, {
    warehouse: installation.warehouse,
    now,
    log: () => undefined,
    codeVersion: 'test',
  });
}

async function ids(): Promise<readonly unknown[]> {
  return (await installation.rows(IDS)).map(({ request_id }) => request_id);
}

describe('a forgotten file', () => {
  it('is gone with its rows and rejections, and opens its days again', async () => {
    expect(await ids()).toEqual(['a', 'b', 'c']);
    expect(await forgetIt('logs/one.jsonl')).toMatchObject([
      { name: 'logs/one.jsonl', sourceId: 'litellm:main-gateway', rows: 2, days: ['2026-11-19', '2026-11-20'] },
    ]);
    expect(await ids()).toEqual(['c']);
    expect(await installation.rows('select count(*) as n from raw.rejected_records')).toEqual([{ n: '0' }]);
    expect(
      await installation.rows(
        `select d.usage_date, d.rows_landed, forgotten.object_uri from raw.ingest_batches as b
         join raw.ingest_batch_days as d on d.batch_id = b.batch_id
         join raw.ingest_batches as forgotten on forgotten.batch_id = b.forgotten_batch_id order by 1`,
      ),
    ).toEqual([
      { usage_date: '2026-11-19', rows_landed: '0', object_uri: 'logs/one.jsonl' },
      { usage_date: '2026-11-20', rows_landed: '0', object_uri: 'logs/one.jsonl' },
    ]);
  });

  it('is forgotten once, by name or batch id, and lands again as often as it is brought back', async () => {
    for (let round = 1; round <= 2; round++) {
      const [forgotten] = await forgetIt('logs/one.jsonl');
      expect(await forgetIt('logs/one.jsonl')).toEqual([]);
      expect(await forgetIt(forgotten?.batchId ?? '')).toEqual([]);
      // The same bytes, still there: they are not known any more.
      expect((await installation.ingest()).reports).toMatchObject([{ rowsLanded: 2, batches: 1, skippedFiles: 1 }]);
      expect(await ids()).toEqual(['a', 'b', 'c']);
      expect((await installation.ingest()).reports).toMatchObject([{ rowsLanded: 0, batches: 0, skippedFiles: 2 }]);
    }
  });

  it('is forgotten in all the states in which it was landed as it grew', async () => {
    installation.write(
      'logs/two.jsonl',
      `${logLine('c', '2026-11-20T11:00:00Z')}${logLine('d', '2026-11-21T11:00:00Z')}`,
    );
    await installation.ingest();
    expect(await ids()).toEqual(['a', 'b', 'c', 'c', 'd']);
    expect((await forgetIt('logs/two.jsonl')).map(({ rows }) => rows).sort()).toEqual([1, 2]);
    expect(await ids()).toEqual(['a', 'b']);
    rmSync(`${installation.folder}/logs/two.jsonl`);
    expect((await installation.ingest()).reports).toMatchObject([{ rowsLanded: 0, skippedFiles: 1 }]);
  });

  it('must be one that was landed', async () => {
    await expect(forgetIt('logs/oen.jsonl')).rejects.toThrow('did you mean "logs/one.jsonl"?');
    await expect(forgetIt('two.jsonl')).rejects.toThrow('did you mean "logs/two.jsonl"?');
    await expect(forgetIt('nothing-like-it-at-all')).rejects.toThrow('`tokenledger runs --json` lists both');
    await installation.ingestReference([{ table: 'model_aliases', rows: [{ alias_id: 'x', provider: 'openai' }] }]);
    const [other] = await installation.rows("select batch_id from raw.ingest_batches where report = 'model_aliases'");
    await expect(forgetIt(String(other?.batch_id))).rejects.toThrow(/not a log file/);
  });
});
