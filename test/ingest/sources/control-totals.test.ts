import { describe, expect, it } from 'vitest';
import { ControlTotals, type Quantity } from '../../../ingest/sources/control-totals.js';

function totals(rows: readonly (readonly [string, Record<string, Quantity>])[]): ControlTotals {
  const sums = new ControlTotals();
  for (const [day, quantities] of rows) sums.add(day, quantities);
  return sums;
}

describe('ControlTotals', () => {
  it('adds exactly', () => {
    // In binary floating point 0.1 + 0.2 is not 0.3.
    const grouped = totals([
      ['d', { amount: '0.1' }],
      ['d', { amount: '0.2' }],
    ]);
    expect(grouped.findDifference(totals([['d', { amount: '0.3' }]]), 0)).toBeNull();
    expect(grouped.findDifference(totals([['d', { amount: '0.30000000000000000000000001' }]]), 0)).toBe(
      'amount of d is 0.3 in the grouped rows but 0.30000000000000000000000001 in total',
    );
  });

  it('compares every day and field of either side, days without any row being zero', () => {
    expect(totals([['a', { tokens: 1 }]]).findDifference(totals([]), 0)).toBe(
      'tokens of a is 1 in the grouped rows but 0 in total',
    );
    expect(totals([]).findDifference(totals([['b', { tokens: 2 }]]), 0)).toBe(
      'tokens of b is 0 in the grouped rows but 2 in total',
    );
    expect(totals([['a', { tokens: 0 }]]).findDifference(totals([]), 0)).toBeNull();
  });

  it('does not compare a field that the total leaves out while it reports others', () => {
    expect(
      totals([['a', { tokens: 1, audio: 5 }]]).findDifference(totals([['a', { tokens: 1, audio: null }]]), 0),
    ).toBeNull();
  });

  it('tolerates the noise of binary numbers, and no more', () => {
    const grouped = totals([
      ['a', { amount: '1000000.1' }],
      ['a', { amount: '-1000000' }],
    ]);
    expect(grouped.findDifference(totals([['a', { amount: '0.0999999999767169' }]]), 1e-9)).toBeNull();
    expect(grouped.findDifference(totals([['a', { amount: '0.11' }]]), 1e-9)).not.toBeNull();
  });
});
