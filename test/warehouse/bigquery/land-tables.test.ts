import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rawTable } from '../../../warehouse/raw-table.js';
import type { TableLoad } from '../../../warehouse/warehouse.js';
import { type ApiCall, refuse, startBigQuery } from './loopback-bigquery.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokenledger-test-'));
  await writeFile(join(folder, 'rows.ndjson'), '{"batch_id":"b1"}\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const loads = (): TableLoad[] =>
  ['usage', 'batches'].map((name) => ({ table: rawTable(name, 'batch_id'), file: join(folder, 'rows.ndjson') }));

const STEPS = ['tables.insert', 'jobs.insert', 'jobs.query', 'none'] as const;

/** Two files, one step of their landing failing, and always the clean-up. */
async function landWith(failing: (typeof STEPS)[number]) {
  const api = await startBigQuery(['tl_raw'], ({ method, name }: ApiCall) => {
    if (method === 'tables.delete') return refuse(403, 'accessDenied', `Access Denied: Table acme-data:${name}`);
    return method === failing ? refuse(400, 'invalid', `${method} was refused`) : undefined;
  });
  try {
    const error: unknown = await (await api.open()).land(loads()).then(
      () => undefined,
      (thrown) => thrown,
    );
    return { error, warnings: api.warnings };
  } finally {
    await api.close();
  }
}

describe('landing', () => {
  it.each(STEPS)('says what failed (%s), whatever the clean-up after it does', async (failing) => {
    const { error, warnings } = await landWith(failing);
    if (failing === 'none') expect(error).toBeUndefined();
    else expect(String(error)).toContain(`${failing} was refused`);
    expect(warnings).toHaveLength(failing === 'tables.insert' ? 0 : 2);
    for (const warning of warnings)
      expect(warning).toMatch(
        /^warning: the work table acme-data\.tl_raw\.landing_(usage|batches)_\w+ could not be deleted .*6 hours.*: Access Denied/,
      );
  });

  it('deletes the tables that it made for its work', async () => {
    const api = await startBigQuery(['tl_raw']);
    await (await api.open()).land(loads());
    const named = (method: string) => api.calls.filter((call) => call.method === method).map(({ name }) => name);
    expect(named('tables.delete').sort()).toEqual(named('tables.insert').sort());
    expect(named('tables.delete')).toHaveLength(2);
    expect(api.warnings).toEqual([]);
    await api.close();
  });
});
