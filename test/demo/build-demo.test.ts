import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Big from 'big.js';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../cli/config.js';
import { type Demo, prepareDemo } from '../../demo/build-demo.js';
import { readReference } from '../../ingest/reference/read-reference.js';
import { linesOf, readFiles, workFolder } from './support.js';

const SMALL = { requests: 3000, hasFaults: false };

async function withDemo<T>(
  options: Parameters<typeof prepareDemo>[1],
  use: (demo: Demo, folder: string) => Promise<T>,
) {
  const folder = workFolder();
  const demo = await prepareDemo(folder, options);
  try {
    return await use(demo, folder);
  } finally {
    await demo.close();
  }
}

function sumOf(amounts: readonly { readonly billedUsd: string }[]): string {
  return amounts.reduce((sum, { billedUsd }) => sum.plus(billedUsd), new Big(0)).toFixed();
}

describe('prepareDemo', () => {
  it('writes a configuration, registry and books that the product accepts', () =>
    withDemo(SMALL, async (demo) => {
      const config = loadConfig(demo.configPath);
      const { tables, problems } = readReference(config, [], (text) => text);
      expect(problems).toEqual([]);
      expect(config.sources.map((source) => source.type)).toEqual(['openai', 'anthropic', 'litellm']);
      const rows = (table: string) => tables.get(table)?.length;
      expect([rows('teams'), rows('services'), rows('service_owners')]).toEqual([6, 10, 11]);
      expect([rows('contracts'), rows('invoices'), rows('budgets')]).toEqual([1, 6, 28]);
      expect(rows('business_metrics')).toBeGreaterThan(1000);
    }));

  it('traces every billed dollar to who caused it', () =>
    withDemo(SMALL, async (demo) => {
      const { bills, caused } = demo.expected();
      for (const { provider, period, exactUsd } of bills)
        expect(sumOf(caused.filter((cause) => cause.provider === provider && cause.period === period))).toBe(exactUsd);
      // four months, two providers
      expect(bills).toHaveLength(8);
      expect(caused.some(({ owner, namedOwner }) => owner === 'data science notebooks' && namedOwner === null)).toBe(
        true,
      );
    }));

  it('invoices whole cents, a credit and a tax', () =>
    withDemo(SMALL, async (demo, folder) => {
      const invoices = readFileSync(join(folder, 'invoices.csv'), 'utf8').trim().split('\n').slice(1);
      const cells = invoices.map((line) => line.split(','));
      const bills = demo.expected().bills.filter(({ period }) => period < '2026-11');
      expect(cells.map((cell) => cell[5])).toEqual(
        bills.map(({ exactUsd }) => new Big(exactUsd).round(2, 1).toFixed(2)),
      );
      // -250 at 200,000 requests is -3.75 at 3,000
      expect(cells.map((cell) => cell[6])).toEqual(['0.00', '0.00', '0.00', '-3.75', '0.00', '0.00']);
      for (const [, , , , , subtotal = '', credits = '', tax = '', total] of cells)
        expect(new Big(subtotal).plus(credits).plus(tax).toFixed(2)).toBe(total);
    }));

  it('hides in the logs what must never reach a table', () =>
    withDemo({ ...SMALL, requests: 6000 }, async (demo, folder) => {
      const logs = readFiles(join(folder, 'logs'));
      const text = [...logs].flatMap(([name, bytes]) => linesOf(name, bytes)).join('');
      // message, secret and address; the admin keys are in no log
      expect(demo.canaries.filter((canary) => text.includes(canary))).toHaveLength(3);
    }));
});

describe('time passing', () => {
  it('gives in steps what it gives at once, the late file last', async () => {
    const whole = await withDemo(SMALL, async (demo, folder) => ({
      files: readFiles(join(folder, 'logs')),
      expected: demo.expected(),
    }));
    await withDemo({ ...SMALL, today: '2026-11-13' }, async (demo, folder) => {
      const logs = () => readFiles(join(folder, 'logs'));
      expect([...logs().keys()].at(-1)).toBe('litellm-2026-11-12.jsonl.gz');
      expect(demo.expected().bills.at(-1)?.exactUsd).not.toBe(whole.expected.bills.at(-1)?.exactUsd);
      await demo.advance('2026-11-14');
      expect(logs().has('litellm-2026-11-12-late.jsonl.gz')).toBe(false);
      await demo.advance('2026-11-15');
      expect(logs().has('litellm-2026-11-12-late.jsonl.gz')).toBe(true);
      await demo.advance('2026-11-16');
      expect(logs()).toEqual(whole.files);
      expect(demo.expected()).toEqual(whole.expected);
    });
  });

  it('lets a provider restate a day', () =>
    withDemo(
      {
        ...SMALL,
        today: '2026-11-14',
        restatements: [
          {
            day: '2026-11-10',
            revealedOn: '2026-11-14',
            provider: 'openai',
            owner: 'nightly-enrichment',
            percent: 150,
          },
        ],
      },
      async (demo) => {
        const november = () =>
          demo.expected().caused.filter(({ owner, period }) => owner === 'nightly-enrichment' && period === '2026-11');
        const usageOf = async (day: string) => {
          const start = Date.parse(`${day}T00:00:00Z`) / 1000;
          const base = loadConfig(demo.configPath).sources[0];
          const url = base !== undefined && 'base_url' in base ? base.base_url : '';
          const response = await fetch(
            `${url}/organization/usage/completions?start_time=${start}&end_time=${start + 86_400}&group_by=project_id`,
            { headers: { authorization: `Bearer ${demo.env.OPENAI_ADMIN_KEY}` } },
          );
          const page = (await response.json()) as {
            data: { results: { project_id: string; output_tokens: number }[] }[];
          };
          return page.data[0]?.results.find((row) => row.project_id === 'proj_enrichment')?.output_tokens ?? 0;
        };
        const before = await usageOf('2026-11-10');
        const billedBefore = sumOf(november());
        await demo.advance('2026-11-15');
        // half as much again, rounded down
        expect(await usageOf('2026-11-10')).toBe(Math.floor(before * 1.5));
        expect(new Big(sumOf(november())).gt(billedBefore)).toBe(true);
      },
    ));
});
