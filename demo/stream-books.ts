import { GATEWAY_IDENTITIES } from './company.js';
import type { GatewayStream, ModelPhase } from './gateway-stream.js';
import type { Pricer } from './pricer.js';
import { type RequestTokens, totalInput } from './request-event.js';
import type { claimOf } from './request-tags.js';
import type { CellBook, CellIdentity, CellMeter } from './usage-cell.js';

/** One entry in the provider's books for a request of a stream. */
export interface Entry {
  readonly isPriority: boolean;
  /** The tokens that decide the context band: those of the whole request. */
  readonly request: RequestTokens;
  readonly via: 'gateway' | 'unlogged';
  readonly isCharged: boolean;
  readonly claim: ReturnType<typeof claimOf>;
}

/** The provider's side of one stream on one day. */
export interface StreamBooks {
  /** Counts tokens, and a number of requests, as the provider does. */
  record(entry: Entry, tokens: RequestTokens, requests: number): void;
  /** What LiteLLM's own price list makes of a request. */
  roughCost(tokens: RequestTokens, isPriority: boolean): number;
}

interface BooksContext {
  readonly stream: GatewayStream;
  readonly phase: ModelPhase;
  readonly day: string;
  readonly pricer: Pricer;
  readonly book: CellBook;
}

/** A stream has a handful of cells on a day; looking each up once keeps a request cheap. */
export function createStreamBooks({ stream, phase, day, pricer, book }: BooksContext): StreamBooks {
  const { provider, model } = phase;
  const sums = new Map<string, Record<CellMeter, number>>();
  const prices = new Map<string, Readonly<Record<CellMeter, number>>>();
  const bandFrom = (inputTokens: number) => pricer.bandFrom(provider, model, day, inputTokens);
  const tierOf = (isPriority: boolean): CellIdentity['serviceTier'] => (isPriority ? 'priority' : 'standard');

  const sumsOf = (entry: Entry): Record<CellMeter, number> => {
    const { isPriority, via, isCharged, claim } = entry;
    const inputTokens = totalInput(entry.request);
    const band = bandFrom(inputTokens);
    const isLongWindow = provider === 'anthropic' && inputTokens > 200_000;
    const key = `${band}|${isLongWindow}|${isPriority}|${via}|${isCharged}|${claim.evidence}`;
    const known = sums.get(key);
    if (known !== undefined) return known;
    const opened = book.sumsOf({
      ...GATEWAY_IDENTITIES[provider],
      report: stream.callType === 'aembedding' ? 'embeddings' : 'completions',
      model,
      serviceTier: tierOf(isPriority),
      // Models before 4.6 do not say where they ran.
      region: /^claude-[a-z]+-4-[1-5]-/.test(model) ? 'not_available' : 'global',
      bandFrom: band,
      isLongWindow,
      isCharged,
      via,
      owner: stream.owner,
      ...claim,
    });
    sums.set(key, opened);
    return opened;
  };

  return {
    record: (entry, tokens, requests) => {
      const cell = sumsOf(entry);
      cell.request += requests;
      cell.input += tokens.input;
      cell.input_cache_read += tokens.cacheRead;
      cell.input_cache_write_5m += tokens.cacheWrite5m;
      cell.input_cache_write_30m += tokens.cacheWrite30m;
      cell.input_cache_write_1h += tokens.cacheWrite1h;
      cell.output += tokens.output;
      cell.web_search += tokens.webSearches;
    },
    roughCost: (tokens, isPriority) => {
      const band = bandFrom(totalInput(tokens));
      const key = `${band}|${isPriority}`;
      let list = prices.get(key);
      if (list === undefined) {
        list = pricer.roughPrices({ provider, model, day, serviceTier: tierOf(isPriority), bandFrom: band });
        prices.set(key, list);
      }
      return (
        tokens.input * list.input +
        tokens.cacheRead * list.input_cache_read +
        tokens.cacheWrite5m * list.input_cache_write_5m +
        tokens.cacheWrite30m * list.input_cache_write_30m +
        tokens.cacheWrite1h * list.input_cache_write_1h +
        tokens.output * list.output +
        tokens.webSearches * list.web_search
      );
    },
  };
}
