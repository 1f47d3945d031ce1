import Big from 'big.js';
import { describe, expect, it } from 'vitest';
import {
  formatCount,
  formatExactDifference,
  formatShare,
  formatUnitPrice,
  formatUsd,
  sumKnown,
} from '../../report/text/format-amount.js';

describe('formatUsd', () => {
  it.each([
    ['1234567.885', '1,234,567.89'], // half a cent goes away from zero
    ['-1234567.885', '-1,234,567.89'],
    ['0.005', '0.01'],
    ['-0.005', '-0.01'],
    ['0.004999999', '0.00'],
    ['-0.004999999', '0.00'], // a rounded zero has no sign
    ['999.995', '1,000.00'],
    ['-999', '-999.00'],
    ['1e-9', '0.00'],
    ['99999999999999999999999999999.990000000', '99,999,999,999,999,999,999,999,999,999.99'], // 29 digits: no float could
  ])('%s reads %s', (amount, text) => expect(formatUsd(amount)).toBe(text));

  it('shows NULL as unknown, never as 0', () => {
    expect(formatUsd(null)).toBe('unknown');
    expect(formatUsd(undefined)).toBe('unknown');
  });

  it('refuses a float, which has lost digits already', () => {
    expect(() => formatUsd(0.1)).toThrow(/decimal string/);
  });
});

describe('formatExactDifference', () => {
  it('says 0.00 only when it is exactly nothing', () => {
    expect(formatExactDifference('0.000000000')).toBe('0.00');
    expect(formatExactDifference('0.000000001')).toBe('0.000000001');
    expect(formatExactDifference('-0.004')).toBe('-0.004000000');
    expect(formatExactDifference('-12.34')).toBe('-12.34');
    expect(formatExactDifference('12.345678')).toBe('12.35');
  });
});

describe('formatUnitPrice', () => {
  it('keeps the digits that matter of a small price', () => {
    expect(formatUnitPrice('12.5')).toBe('12.50');
    expect(formatUnitPrice('0.01234')).toBe('0.01234'); // 1.234e-2: four significant digits are five places
    expect(formatUnitPrice('0.5')).toBe('0.5000');
    expect(formatUnitPrice('0.000001')).toBe('0.000001000');
    expect(formatUnitPrice('0')).toBe('0.00');
    expect(formatUnitPrice(null)).toBe('unknown');
  });
});

describe('shares, counts, sums', () => {
  it('formats a share with one decimal', () => {
    expect(formatShare('0.1234')).toBe('12.3%');
    expect(formatShare('1')).toBe('100.0%');
    expect(formatShare('-0.0005')).toBe('-0.1%');
    expect(formatShare(null)).toBe('unknown');
  });
  it('groups counts', () => {
    expect(formatCount('1234567')).toBe('1,234,567');
    expect(formatCount('1234.500000000')).toBe('1,234.5');
    expect(formatCount(12)).toBe('12');
  });
  it('sums what is known and stays unknown where nothing is', () => {
    expect(sumKnown(['0.1', null, '0.2'])?.toFixed()).toBe('0.3');
    expect(sumKnown([null, undefined])).toBeNull();
    expect(sumKnown([new Big('1'), '2'])?.toFixed()).toBe('3');
  });
});
