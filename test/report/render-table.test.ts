import { describe, expect, it } from 'vitest';
import { parseMonth, shiftMonth } from '../../report/text/month.js';
import { REPORT_WIDTH, renderTable } from '../../report/text/render-table.js';

describe('renderTable', () => {
  it('aligns numbers right and leaves no trailing blanks', () => {
    expect(
      renderTable(
        [{ title: 'Team' }, { title: 'Billed', align: 'right' }],
        [
          ['search', '1,234.50'],
          ['ml', '7.00'],
        ],
      ),
    ).toBe(['Team      Billed', '──────  ────────', 'search  1,234.50', 'ml          7.00'].join('\n'));
  });

  it('shortens text, never numbers, to fit the width', () => {
    const lines = renderTable(
      [{ title: 'Service' }, { title: 'Billed', align: 'right' }],
      [['x'.repeat(200), '1,234,567,890.12']],
    ).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBe(REPORT_WIDTH);
    expect(lines[2]).toMatch(/…\s+1,234,567,890\.12$/);
  });

  it('does not let a name from a log move the cursor, and counts what is shown instead', () => {
    const [, rule, row] = renderTable([{ title: 'Key' }], [['a\u001b[2Jb\nc\u202ed']]).split('\n');
    expect(row).toBe('a\\u{1b}[2Jb\\u{a}c\\u{202e}d');
    expect(rule).toHaveLength(row?.length ?? 0);
  });

  it('aligns wide and combining characters, and cuts none in half', () => {
    const table = renderTable(
      [{ title: 'Team' }, { title: 'Billed', align: 'right' }],
      [
        ['日本語', '1'],
        ['e\u0301te\u0301', '2'],
        ['🎉'.repeat(60), '3'],
      ],
    );
    expect(table.split('\n').slice(2)).toEqual([
      `日本語${' '.repeat(86)}       1`,
      `e\u0301te\u0301${' '.repeat(89)}       2`,
      `${'🎉'.repeat(45)} …       3`,
    ]);
  });
});

describe('months', () => {
  it('reads and shifts them', () => {
    expect(parseMonth('2026-10')).toBe('2026-10');
    expect(shiftMonth('2026-01', -1)).toBe('2025-12');
  });
  it.each(['2026-13', '2026-1', '10/2026', "2026-10' or 1=1", ''])('refuses %s', (text) => {
    expect(() => parseMonth(text)).toThrow(/not a month/);
  });
});
