import { describe, expect, it } from 'vitest';
import { type PullPlan, planWindows } from '../../ingest/plan-windows.js';
import { daysOf } from '../../ingest/sources/bucket-report.js';

function plan(changes: Partial<PullPlan>) {
  return planWindows({
    startDate: '2026-08-01',
    today: '2026-11-20',
    trailingDays: 3,
    landedDays: new Set(),
    maxDays: 31,
    ...changes,
  });
}

describe('planWindows', () => {
  it('takes a first pull in pieces of 31 days, up to the end of yesterday', () => {
    expect(plan({})).toEqual([
      { from: '2026-08-01', to: '2026-09-01' },
      { from: '2026-09-01', to: '2026-10-02' },
      { from: '2026-10-02', to: '2026-11-02' },
      { from: '2026-11-02', to: '2026-11-20' },
    ]);
  });

  it('goes on where the landed days end, less the trailing days', () => {
    const landedDays = new Set(daysOf({ from: '2026-08-01', to: '2026-11-15' }));
    expect(plan({ landedDays })).toEqual([{ from: '2026-11-12', to: '2026-11-20' }]);
    expect(plan({ landedDays, trailingDays: 0 })).toEqual([{ from: '2026-11-15', to: '2026-11-20' }]);
  });

  it('takes the trailing days again when everything is landed', () => {
    const landedDays = new Set(daysOf({ from: '2026-08-01', to: '2026-11-20' }));
    expect(plan({ landedDays, trailingDays: 2 })).toEqual([{ from: '2026-11-18', to: '2026-11-20' }]);
    expect(plan({ landedDays, trailingDays: 0 })).toEqual([]);
  });

  it('fills a gap that a pull of chosen days left', () => {
    const landedDays = new Set(daysOf({ from: '2026-10-01', to: '2026-10-05' }));
    expect(plan({ landedDays })[0]).toEqual({ from: '2026-08-01', to: '2026-09-01' });
  });

  it('never goes before the start date by itself, nor beyond today', () => {
    expect(plan({ startDate: '2026-11-19', landedDays: new Set(['2026-11-19']) })).toEqual([
      { from: '2026-11-19', to: '2026-11-20' },
    ]);
    expect(plan({ startDate: '2026-11-20' })).toEqual([]);
    expect(plan({ from: '2026-11-18', to: '2027-01-01' })).toEqual([{ from: '2026-11-18', to: '2026-11-20' }]);
    expect(plan({ from: '2026-07-01', to: '2026-07-03' })).toEqual([{ from: '2026-07-01', to: '2026-07-03' }]);
  });
});
