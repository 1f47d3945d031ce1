import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Company, generateCompany } from '../../demo/generate-company.js';
import { DEFAULT_SIZE, planDays } from '../../demo/plan-days.js';
import { createPricer } from '../../demo/pricer.js';
import type { CELL_METERS, UsageCell } from '../../demo/usage-cell.js';
import { readBooks } from '../../pricing/read-books.js';
import { type LogRecord, linesOf, parseRecord, readFiles, workFolder } from './support.js';

const pricer = createPricer(readBooks());
const RETRIEVALS = ['aget_responses', 'aretrieve_batch'];

async function generate(seed: string, requests: number): Promise<{ company: Company; files: Map<string, Buffer> }> {
  const folder = workFolder();
  const company = await generateCompany({ seed, requests, pricer, logs: { folder, before: '2026-11-16' } });
  return { company, files: readFiles(folder) };
}

function hashOf(files: Map<string, Buffer>): string {
  const hash = createHash('sha256');
  for (const [name, bytes] of files) hash.update(name).update(bytes);
  return hash.digest('hex');
}

function sum(cells: readonly UsageCell[], meter: (typeof CELL_METERS)[number]): number {
  return cells.reduce((total, cell) => total + cell.quantities[meter], 0);
}

describe('planDays', () => {
  it('spreads exactly as many requests as asked over 107 days', () => {
    const plans = planDays({ ...DEFAULT_SIZE, requests: 12_345 });
    // 31 + 30 + 31 days and 15 of November
    expect(plans).toHaveLength(107);
    const counts = plans.flatMap((plan) => [...plan.counts.values()]);
    expect(counts.reduce((total, count) => total + count, 0)).toBe(12_345);
  });

  it('is quieter at weekends and grows', () => {
    const totals = new Map(
      planDays(DEFAULT_SIZE).map((plan) => [plan.day, [...plan.counts.values()].reduce((a, b) => a + b, 0)]),
    );
    const on = (day: string) => totals.get(day) ?? 0;
    expect(on('2026-08-08')).toBeLessThan(0.75 * on('2026-08-06'));
    expect(on('2026-11-05')).toBeGreaterThan(1.2 * on('2026-08-06'));
  });
});

describe('the company a year before', () => {
  it('pays a price of the books for everything it used, and has every service by spring', async () => {
    const { days } = await generateCompany({ requests: 40_000, pricer, from: '2025-11-14', to: '2026-11-16' });
    expect(days.size).toBe(367);
    const cells = [...days.values()].flatMap((day) => day.cells);
    for (const cell of cells)
      for (const amount of pricer.chargesOf(cell).values()) expect(amount.gt(0) || !cell.isCharged).toBe(true);
    const ownersIn = (period: string) =>
      new Set(cells.filter(({ day }) => day.startsWith(period)).map(({ owner }) => owner));
    expect(ownersIn('2025-11')).not.toContain('nightly-enrichment');
    expect(ownersIn('2026-04')).toEqual(ownersIn('2026-10'));
  });
});

describe('generateCompany', () => {
  let company: Company;
  let files: Map<string, Buffer>;
  let records: LogRecord[];

  beforeAll(async () => {
    ({ company, files } = await generate('fernway', 20_000));
    records = [...files].flatMap(([name, bytes]) => linesOf(name, bytes).flatMap((line) => parseRecord(line) ?? []));
  });

  it('gives the same bytes for the same seed, and others for another', async () => {
    const [first, again, other] = [await generate('x', 3000), await generate('x', 3000), await generate('y', 3000)];
    expect(hashOf(again.files)).toBe(hashOf(first.files));
    expect([...again.company.days.values()]).toEqual([...first.company.days.values()]);
    expect(hashOf(other.files)).not.toBe(hashOf(first.files));
  });

  it('writes one file a day, and a late one', () => {
    expect([...files.keys()]).toHaveLength(108);
    expect(files.has('litellm-2026-11-12-late.jsonl.gz')).toBe(true);
    expect(files.has('litellm-2026-09-01.jsonl')).toBe(true);
  });

  it('lets the providers count what the gateway logged as billable, plus what it never saw, plus the rest', () => {
    const cells = [...company.days.values()].flatMap((day) => day.cells);
    const viaGateway = cells.filter((cell) => cell.via === 'gateway');
    const seen = new Set<string>();
    const billable = records.filter((record) => {
      if (record.status !== 'success' || record.isCacheHit || RETRIEVALS.includes(record.callType)) return false;
      const key = record.id === '' ? record.line : record.id;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
    const total = (pick: (record: LogRecord) => number) => billable.reduce((all, record) => all + pick(record), 0);
    const written = sum(viaGateway, 'input_cache_write_5m') + sum(viaGateway, 'input_cache_write_30m');
    expect(billable).toHaveLength(sum(viaGateway, 'request'));
    expect(total((record) => record.completion)).toBe(sum(viaGateway, 'output'));
    expect(total((record) => record.prompt)).toBe(
      sum(viaGateway, 'input') +
        sum(viaGateway, 'input_cache_read') +
        written +
        sum(viaGateway, 'input_cache_write_1h'),
    );
    expect(total((record) => record.usage?.prompt_tokens_details.cached_tokens ?? 0)).toBe(
      sum(viaGateway, 'input_cache_read'),
    );
    expect(total((record) => record.usage?.server_tool_use?.web_search_requests ?? 0)).toBe(
      sum(viaGateway, 'web_search'),
    );
    for (const via of ['unlogged', 'direct'] as const)
      expect(
        sum(
          cells.filter((cell) => cell.via === via),
          'output',
        ),
      ).toBeGreaterThan(0);
  });

  it('holds everything a real gateway log holds', () => {
    const count = (is: (record: LogRecord) => boolean) => records.filter(is).length;
    const occurrences = new Map<string, number>();
    for (const { id, callType } of records)
      if (id !== '') occurrences.set(`${id}/${callType}`, (occurrences.get(`${id}/${callType}`) ?? 0) + 1);
    const repeated = [...occurrences].filter(([, times]) => times > 1).map(([key]) => key);
    expect(repeated.filter((key) => !key.endsWith('/aretrieve_batch')).length).toBeGreaterThan(3);
    expect(count((record) => record.isCacheHit)).toBeGreaterThan(100);
    expect(count((record) => record.callType === 'aget_responses')).toBeGreaterThan(20);
    // three polls a day
    expect(count((record) => record.callType === 'aretrieve_batch')).toBe(3 * 107);
    expect(count((record) => record.status === 'failure')).toBeGreaterThan(100);
    expect(count((record) => (record.retries ?? 0) > 0 && record.status === 'success')).toBeGreaterThan(100);
    expect(count((record) => record.line.includes('Client disconnected'))).toBeGreaterThan(10);
    expect(count((record) => record.error.includes('"408"'))).toBeGreaterThan(5);
    expect(count((record) => record.tags.includes('project:mobile-v1') && record.day >= '2026-10-01')).toBeGreaterThan(
      20,
    );
    expect(count((record) => record.tags.filter((tag) => tag.startsWith('project:')).length > 1)).toBeGreaterThan(5);
    expect(count((record) => record.keyAlias === 'support-shared' && record.tags.length === 1)).toBeGreaterThan(300);
    expect(count((record) => record.id === '')).toBeGreaterThan(0);
    expect(count((record) => record.model.startsWith('gpt-') && record.prompt > 272_000)).toBeGreaterThan(5);
    expect(count((record) => record.model === 'claude-haiku-5-5' && record.prompt > 100_000)).toBeGreaterThan(5);
    expect(count((record) => record.model.startsWith('o4-mini-deep-research'))).toBeGreaterThan(20);
  });

  it('breaks two lines of one file', () => {
    const lines = linesOf('x.gz', files.get('litellm-2026-09-03.jsonl.gz') ?? Buffer.alloc(0));
    expect(lines.filter((line) => parseRecord(line) === undefined)).toHaveLength(1);
    expect(lines.filter((line) => line.includes('"prompt_tokens":-5'))).toHaveLength(1);
  });

  it('has one runaway night', () => {
    const calls = (day: string) =>
      records.filter((record) => record.day === day && record.keyAlias === 'support-shared').length;
    expect(calls('2026-10-21')).toBeGreaterThan(3 * calls('2026-10-20'));
  });
});
