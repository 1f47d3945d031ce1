import { describe, expect, it } from 'vitest';
import { estimateCost } from '../../pricing/estimate-cost.js';
import { lookupRate } from '../../pricing/lookup-rate.js';
import { readBooks } from '../../pricing/read-books.js';

const books = readBooks();

/** The price of one meter, or why there is none. */
function priceOf(model: string, meter: string, day: string, more: object = {}): string {
  const provider = model.includes('claude') ? 'anthropic' : 'openai';
  const answer = lookupRate(books, { provider, model, meter, day, ...more });
  return answer.rates[0]?.price ?? answer.status;
}

describe('lookupRate', () => {
  it('never lets a model take the price of its namesake', () => {
    expect(priceOf('gpt-5.4', 'input', '2026-10-01')).toBe('2.5');
    expect(priceOf('gpt-5.4-mini', 'input', '2026-10-01')).toBe('0.75');
    expect(priceOf('gpt-5.4-pro', 'input', '2026-10-01')).toBe('30');
    expect(priceOf('claude-sonnet-5', 'input_cache_read', '2026-10-10')).toBe('0.2');
    expect(priceOf('claude-sonnet-5-5', 'input_cache_read', '2026-10-10')).toBe('0.1');
    expect(priceOf('claude-opus-4', 'input', '2026-10-01')).toBe('15');
    expect(priceOf('claude-opus-4-5', 'input', '2026-10-01')).toBe('5');
    expect(priceOf('gpt-5.4-turbo', 'input', '2026-10-01')).toBe('unmapped');
    expect(priceOf('claude-sonnet-5-7', 'input', '2026-10-01')).toBe('unmapped');
  });

  it('knows gateway spellings, undated names and dated snapshots', () => {
    const keyOf = (provider: string, model: string) =>
      lookupRate(books, { provider, model, day: '2026-10-20' }).modelKey;
    expect(keyOf('openai', 'openai/gpt-5.4')).toBe('gpt-5.4-2026-03-05');
    expect(keyOf('openai', 'gpt-5.6')).toBe('gpt-5.6-sol');
    expect(keyOf('openai', 'gpt-6-sol-2026-09-22')).toBe('gpt-6-sol');
    expect(keyOf('anthropic', 'anthropic/claude-sonnet-4-5')).toBe('claude-sonnet-4-5-20250929');
    expect(keyOf('anthropic', 'claude-opus-4-6-20260205')).toBe('claude-opus-4-6');
    expect(keyOf('anthropic', 'claude-opus-4-6-202602051')).toBe(null);
    expect(keyOf('anthropic', 'claude-opus-4.6')).toBe('claude-opus-4-6');
    expect(keyOf('anthropic', 'gpt-5.4')).toBe(null);
  });

  it('changes the price on the day it changed', () => {
    expect(priceOf('gpt-5.6-sol', 'output', '2026-08-20')).toBe('30');
    expect(priceOf('gpt-5.6-sol', 'output', '2026-08-21')).toBe('20');
    expect(priceOf('gpt-5.6-luna', 'input', '2026-07-29')).toBe('1');
    expect(priceOf('gpt-5.6-luna', 'input', '2026-07-30')).toBe('0.2');
    expect(priceOf('claude-sonnet-5-5', 'input_cache_read', '2026-10-06')).toBe('0.2');
    expect(priceOf('claude-sonnet-5-5', 'input_cache_read', '2026-10-07')).toBe('0.1');
    expect(priceOf('gpt-6-sol', 'input', '2026-09-21')).toBe('unmapped');
  });

  it('moves an alias that was pointed to another snapshot', () => {
    expect(priceOf('gpt-4o', 'input', '2024-10-01')).toBe('5');
    expect(priceOf('gpt-4o', 'input', '2024-10-02')).toBe('2.5');
  });

  it('reprices the whole request above the context band', () => {
    const at = (inputTokens: number) => priceOf('claude-haiku-5-5', 'input', '2026-10-10', { inputTokens });
    expect(at(100_000)).toBe('0.1');
    expect(at(100_001)).toBe('0.5');
    expect(priceOf('gpt-5.4', 'output', '2026-10-10', { inputTokens: 272_000 })).toBe('15');
    expect(priceOf('gpt-5.4', 'output', '2026-10-10', { inputTokens: 272_001 })).toBe('22.5');
  });

  it('takes tier and region from the book and does not multiply', () => {
    expect(priceOf('gpt-5.4', 'input_cache_read', '2026-10-10', { serviceTier: 'batch' })).toBe('0.13');
    expect(priceOf('gpt-5.5', 'input', '2026-10-10', { serviceTier: 'priority' })).toBe('12.5');
    expect(priceOf('gpt-5.4', 'input', '2026-10-10', { region: 'regional' })).toBe('2.75');
    expect(priceOf('claude-opus-5-5', 'input', '2026-10-10', { region: 'us' })).toBe('4.4');
    expect(priceOf('gpt-5.4', 'input', '2026-10-10', { serviceTier: 'priority', inputTokens: 300_000 })).toBe(
      'unpriced',
    );
  });

  it('prices tools and requests for every model', () => {
    expect(priceOf('claude-sonnet-5', 'web_search', '2026-10-10')).toBe('10');
    expect(priceOf('gpt-5.4', 'request', '2026-10-10')).toBe('0');
  });

  it('says why', () => {
    const answer = lookupRate(books, {
      provider: 'openai',
      model: 'openai/gpt-5.4',
      meter: 'input',
      day: '2026-10-10',
    });
    expect(answer.why).toEqual([
      expect.stringMatching(
        /^"openai\/gpt-5\.4" is gpt-5\.4-2026-03-05 by exact rule "openai\/gpt-5\.4" \(pricing\/aliases\.csv:\d+\)$/,
      ),
      expect.stringMatching(
        /^input: 2\.5 USD per 1000000 token, tier standard, region global, 0 to 272000 input tokens, from 2026-03-05 \(pricing\/rates\/openai\.csv:\d+, https:/,
      ),
    ]);
    expect(lookupRate(books, { provider: 'openai', model: 'nameless', day: '2026-10-10' }).why).toEqual([
      expect.stringMatching(/^unmapped: no alias of openai names "nameless" on 2026-10-10; add a line/),
    ]);
  });
});

describe('estimateCost', () => {
  it('prices the seed example: GPT-5.4 at list', () => {
    const gpt54 = { provider: 'openai', model: 'gpt-5.4', day: '2026-10-10' };
    // 1,200 M x 2.50 + 180 M x 15 = 3,000 + 2,700
    const search = estimateCost(books, gpt54, { input: 1_200_000_000, output: 180_000_000 });
    // 300 M x 2.50 + 45 M x 15 = 750 + 675
    const support = estimateCost(books, gpt54, { input: 300_000_000, output: 45_000_000 });
    expect(search.totalUsd).toBe('5700');
    expect(support.totalUsd).toBe('1425');
    // together 7,125
    const both = estimateCost(books, gpt54, { input: 1_500_000_000, output: 225_000_000 });
    expect(both).toMatchObject({ totalUsd: '7125', status: 'priced' });
  });

  it('is exact where a float is not, and leaves out what has no price', () => {
    const luna = { provider: 'openai', model: 'gpt-6-luna', day: '2026-10-10' };
    // 1 token at 0.01 USD per million
    expect(estimateCost(books, luna, { input_cache_read: 1 }).totalUsd).toBe('0.00000001');
    const gpt54 = { provider: 'openai', model: 'gpt-5.4', day: '2026-10-10' };
    expect(estimateCost(books, gpt54, { input: 2_000_000, input_audio: 5 })).toMatchObject({
      totalUsd: '5',
      status: 'partial',
      lines: [{ costUsd: '5' }, { costUsd: null }],
    });
  });
});
