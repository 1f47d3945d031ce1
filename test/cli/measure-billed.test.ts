import { describe, expect, it } from 'vitest';
import { billedToJson, measureBilled, renderBilled } from '../../cli/steps/measure-billed.js';
import type { BilledBytes, Warehouse } from '../../warehouse/warehouse.js';

/** A warehouse that only counts. */
function counting(...totals: readonly (BilledBytes | null)[]): Warehouse {
  const left = [...totals];
  return { readBilled: async () => left.shift() ?? null } as unknown as Warehouse;
}

describe('what a step was billed', () => {
  it('is what was added by it', async () => {
    const warehouse = counting({ bytes: 100n, unknownJobs: 1 }, { bytes: 9007199254741093n, unknownJobs: 1 });
    const { result, billed } = await measureBilled(warehouse, async () => 'done');
    expect(result).toBe('done');
    expect(billed).toEqual({ bytes: 9007199254740993n, unknownJobs: 0 });
    expect(billedToJson(billed)).toEqual({
      bytes: '9007199254740993',
      known_bytes: '9007199254740993',
      unknown_jobs: 0,
    });
  });

  it('is nothing to speak of on an engine that bills none', async () => {
    const { billed } = await measureBilled(counting(null, null), async () => undefined);
    expect(billed).toBeNull();
    expect(renderBilled({ transform: billed })).toBe('');
    expect(billedToJson(billed)).toBeNull();
  });

  it('is said in units, and unknown is never 0', () => {
    const ingest = { bytes: 1023n, unknownJobs: 0 };
    const transform = { bytes: 1_610_612_736n, unknownJobs: 2 };
    expect(renderBilled({ ingest, transform })).toBe(
      'BigQuery bills: ingest 1023 B, transform unknown (2 jobs do not say; the others 1.50 GiB)\n',
    );
    expect(billedToJson(transform)).toEqual({ bytes: null, known_bytes: '1610612736', unknown_jobs: 2 });
    expect(renderBilled({ ingest: { bytes: 0n, unknownJobs: 0 } })).toBe('BigQuery bills: ingest 0 B\n');
  });
});
