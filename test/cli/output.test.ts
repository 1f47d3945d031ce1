import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCsv } from '../../cli/output/format-csv.js';
import { formatRows } from '../../cli/output/format-rows.js';
import { neutralizeFormula } from '../../cli/output/neutralize-formula.js';
import { writeFileAtomically } from '../../cli/output/write-file-atomically.js';
import type { RawColumn } from '../../warehouse/raw-table.js';

const columns: readonly RawColumn[] = [
  { name: 'team_id', type: 'STRING' },
  { name: 'billed_cost_usd', type: 'NUMERIC' },
];

describe('neutralizeFormula', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '  =1', '＝1', "=cmd|' /C calc'!A0"])(
    'disarms %j',
    (text) => {
      expect(neutralizeFormula(text)).toBe(`'${text}`);
    },
  );
  it.each(['search', 'a=b', 'CC-220', '2026-10', '', '1'])('leaves %j', (text) => {
    expect(neutralizeFormula(text)).toBe(text);
  });
  it('never lets a cell start with a sign that starts a formula', () => {
    fc.assert(fc.property(fc.string(), (text) => !/^[=+\-@\t\r\n]/.test(neutralizeFormula(text))));
  });
});

describe('formatCsv', () => {
  it('disarms text but keeps negative amounts as numbers, NULL empty, quotes escaped', () => {
    const rows = [
      { team_id: '=HYPERLINK("x")', billed_cost_usd: '-12.340000000' },
      { team_id: 'a,b', billed_cost_usd: null },
    ];
    expect(formatCsv(columns, rows, true)).toBe(
      'team_id,billed_cost_usd\n"\'=HYPERLINK(""x"")",-12.340000000\n"a,b",\n',
    );
  });
});

describe('formatRows', () => {
  it('prints a table with NULL as NULL and says how many rows', () => {
    expect(formatRows({ columns, rows: [{ team_id: null, billed_cost_usd: '1.5' }] }, 'table')).toBe(
      'team_id  billed_cost_usd\n───────  ───────────────\nNULL                 1.5\n(1 row)\n',
    );
  });
  it('prints JSON with decimals as text', () => {
    expect(JSON.parse(formatRows({ columns, rows: [{ team_id: 'a', billed_cost_usd: '0.1' }] }, 'json'))).toEqual([
      { team_id: 'a', billed_cost_usd: '0.1' },
    ]);
  });
});

describe('writeFileAtomically', () => {
  it('leaves the old file and nothing else when writing fails', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tokenledger-export-'));
    const target = join(folder, 'x.csv');
    await writeFileAtomically(target, (draft) => writeFile(draft, 'old'));
    await expect(
      writeFileAtomically(target, async (draft) => {
        await writeFile(draft, 'half');
        expect(existsSync(draft)).toBe(true);
        throw new Error('disk full');
      }),
    ).rejects.toThrow('disk full');
    expect(await readFile(target, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['x.csv']);
  });
});
