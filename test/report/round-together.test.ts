import Big from 'big.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatShares, roundTogether } from '../../report/text/round-together.js';

const big = (...amounts: readonly string[]) => amounts.map((amount) => new Big(amount));
const shown = (amounts: readonly (Big | null)[]) => amounts.map((amount) => amount?.toFixed(2) ?? null);

describe('roundTogether', () => {
  it('gives the missing cents to the largest remainders', () => {
    // Thirds of a dollar: 33 cents each, and one cent is missing.
    expect(shown(roundTogether(big('0.333', '0.334', '0.333'), 2))).toEqual(['0.33', '0.34', '0.33']);
    expect(shown(roundTogether([...big('-0.015', '0.026'), null], 2))).toEqual(['-0.02', '0.03', null]);
  });

  it('rounds a fixed amount by itself and lets the others give way', () => {
    // 0.006 + 0.006 + 0.006 = 0.018, two cents; the last one has to be one of them.
    const isFixed = (index: number) => index === 2;
    expect(shown(roundTogether(big('0.006', '0.006', '0.006'), 2, { isFixed }))).toEqual(['0.01', '0.00', '0.01']);
  });

  it('adds up to the total, and moves nothing by a cent', () => {
    const nano = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }).map((whole) => new Big(String(whole)).div(1e9));
    fc.assert(
      fc.property(fc.array(nano, { minLength: 1, maxLength: 40 }), (amounts) => {
        const rounded = roundTogether(amounts, 2);
        const sum = (list: readonly (Big | null)[]) =>
          list.reduce<Big>((total, each) => total.plus(each ?? 0), new Big(0));
        expect(sum(rounded).toFixed(2)).toBe(sum(amounts).round(2, Big.roundHalfUp).toFixed(2));
        amounts.forEach((amount, index) => {
          expect(rounded[index]?.minus(amount).abs().lt('0.01') ?? false, `${amount}`).toBe(true);
        });
      }),
    );
  });
});

describe('formatShares', () => {
  it('adds up to a hundred percent', () => {
    expect(formatShares(big('1', '1', '1'))).toEqual(['33.4%', '33.3%', '33.3%']);
    expect(formatShares([null, new Big(0)])).toEqual(['unknown', 'unknown']);
  });
});
