import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { modelAliases, rates as ratesTable } from '../../ingest/raw/reference-tables.js';
import { checkBooks } from '../../pricing/check-books.js';
import { readAliases, readBooks, readRates } from '../../pricing/read-books.js';

const RATES = readFileSync('pricing/rates/openai.csv', 'utf8').split('\n');
const ALIASES = readFileSync('pricing/aliases.csv', 'utf8').split('\n');
const HEADER = RATES[0] ?? '';

/** A folder with the given lines of one rate book and of the alias book. */
function folderOf(rateLines: string[], aliasLines = ALIASES.slice(0, 1)): string {
  const folder = mkdtempSync(join(tmpdir(), 'books-'));
  mkdirSync(join(folder, 'rates'));
  writeFileSync(join(folder, 'rates', 'openai.csv'), [HEADER, ...rateLines, ''].join('\n'));
  writeFileSync(join(folder, 'aliases.csv'), [...aliasLines, ''].join('\n'));
  return folder;
}

function rateLine(changes: Record<string, string> = {}): string {
  const base: Record<string, string> = {
    rate_id: 'list|openai|m|input|standard|global|0||2026-01-01',
    price_book: 'list',
    provider: 'openai',
    model_key: 'm',
    meter: 'input',
    unit: 'token',
    unit_quantity: '1000000',
    price: '1',
    currency: 'USD',
    service_tier: 'standard',
    region_scope: 'global',
    context_min_tokens: '0',
    context_max_tokens: '',
    time_window: '',
    effective_from: '2026-01-01',
    effective_to: '',
    recorded_at: '2026-01-01',
    superseded_at: '',
    basis: 'explicit',
    source_url: 'https://example.com/pricing',
    compiled_at: '2026-01-01',
    confidence: 'A',
    note: '',
  };
  const line = { ...base, ...changes };
  return HEADER.split(',')
    .map((column) => line[column] ?? '')
    .join(',');
}

const ALIAS_M = [ALIASES[0] ?? '', 'openai,exact,m,m,2026-01-01,,https://example.com/models'];

describe('the books of the package', () => {
  it('pass their own check', () => {
    expect(checkBooks(readBooks())).toEqual([]);
  });

  it('give rows with exactly the columns of the raw tables', () => {
    const columns = (rows: object[]) => [...new Set(rows.flatMap((row) => Object.keys(row)))].sort();
    expect(columns(readRates())).toEqual(ratesTable.columns.map((column) => column.name).sort());
    expect(columns(readAliases())).toEqual(modelAliases.columns.map((column) => column.name).sort());
  });

  it('say where every price comes from, and hold the explicit free rows', () => {
    const rates = readRates();
    expect(rates.every((rate) => rate.source_url.startsWith('https://'))).toBe(true);
    const free = rates.filter((rate) => rate.price === '0');
    expect(free.map((rate) => [rate.provider, rate.model_key, rate.meter])).toEqual([
      ['anthropic', '*', 'request'],
      ['openai', '*', 'request'],
    ]);
  });
});

describe('a faulty book', () => {
  it('is refused with file, line and column', () => {
    const folder = folderOf([rateLine(), rateLine({ price: '1.0000000001', meter: 'tokens' })]);
    expect(() => readRates(folder)).toThrow(/pricing\/rates\/openai\.csv:3: meter "tokens": .*price "1\.0000000001"/);
  });

  it('is refused when it is not a CSV file at all', () => {
    expect(() => readRates(folderOf(['a,b']))).toThrow(/openai\.csv: not a readable CSV file/);
  });

  it('tells overlapping rates', () => {
    const second = rateLine({
      effective_from: '2026-02-01',
      rate_id: 'list|openai|m|input|standard|global|0||2026-02-01',
    });
    const faults = checkBooks(readBooks(folderOf([rateLine(), second], ALIAS_M)));
    expect(faults).toEqual([
      expect.stringMatching(/openai\.csv:2, .*:3: two rates .* overlap/),
      expect.stringMatching(/on 2026-02-01 the band should begin/),
    ]);
  });

  it('tells a hole between context bands, and a standard tier without an upper band', () => {
    const low = rateLine({ context_max_tokens: '100000' });
    const high = rateLine({
      context_min_tokens: '100002',
      context_max_tokens: '200000',
      rate_id: 'list|openai|m|input|standard|global|100002||2026-01-01',
    });
    expect(checkBooks(readBooks(folderOf([low, high], ALIAS_M)))).toEqual([
      expect.stringMatching(/:3: on 2026-01-01 the band should begin at 100001 tokens, not 100002/),
      expect.stringMatching(/:3: on 2026-01-01 nothing prices more than 200000 input tokens/),
    ]);
  });

  it('tells duplicate ids, wrong ids and inverted ranges', () => {
    const inverted = rateLine({ effective_to: '2025-12-01', service_tier: 'batch' });
    const faults = checkBooks(readBooks(folderOf([rateLine(), inverted], ALIAS_M)));
    expect(faults).toContainEqual(expect.stringMatching(/:3: rate_id .* should be "list\|openai\|m\|input\|batch/));
    expect(faults).toContainEqual(expect.stringMatching(/:3: effective_from 2026-01-01 is not before 2025-12-01/));
    expect(faults).toContainEqual(expect.stringMatching(/:2, .*:3: the same id/));
  });

  it.each([
    ['m-.*', 'not anchored'],
    ['^m.\\d{8}$', 'an unescaped dot'],
    ['^m(a+)+$', 'a nested repetition'],
    ['^m|n$', 'an alternative'],
  ])('refuses the alias pattern %s: %s', (pattern) => {
    const aliases = [...ALIAS_M, `openai,regex,${pattern},m,2026-01-01,,https://example.com/models`];
    expect(checkBooks(readBooks(folderOf([rateLine()], aliases)))).toEqual([
      expect.stringContaining('has to be anchored'),
    ]);
  });

  it('tells an alias whose model has no rates, and a model no alias names', () => {
    const aliases = [ALIASES[0] ?? '', 'openai,exact,n,n,2026-01-01,,https://example.com/models'];
    expect(checkBooks(readBooks(folderOf([rateLine()], aliases)))).toEqual([
      'pricing/aliases.csv:2: no rate of openai has the model_key "n"',
      'pricing/rates/openai.csv:2: no alias in pricing/aliases.csv names "m"',
    ]);
  });
});
