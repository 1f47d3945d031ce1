import type { Alias } from './alias.js';
import type { Rate, RateEntry } from './rate.js';
import type { Books } from './read-books.js';
import { holdsOn, resolveModel } from './resolve-model.js';

export interface RateQuestion {
  readonly provider: string;
  /** The name as reported: dated, undated or with a gateway's prefix. */
  readonly model: string;
  /** Only this meter; all meters of the model when left out. */
  readonly meter?: string;
  /** UTC day, YYYY-MM-DD. */
  readonly day: string;
  /** `standard` when left out. */
  readonly serviceTier?: string;
  /** `global` when left out. */
  readonly region?: string;
  /** Whole input of the request, cached tokens included: it decides the context band. 0 when left out. */
  readonly inputTokens?: number;
}

export interface RateAnswer {
  /** `unmapped`: no alias names the model on that day. `unpriced`: the model is known, but no rate holds. */
  readonly status: 'priced' | 'unpriced' | 'unmapped';
  readonly modelKey: string | null;
  readonly alias: Alias | null;
  /** One rate a meter, in the order of the book. */
  readonly rates: readonly Rate[];
  /** The reasons, a sentence each: alias, then one a rate with tier, region, band, validity and source. */
  readonly why: readonly string[];
}

/** What a model costs on a day, and why: the alias that named it, and per meter the rate that holds. */
export function lookupRate(books: Books, question: RateQuestion): RateAnswer {
  const { provider, model, meter, day, serviceTier = 'standard', region = 'global', inputTokens = 0 } = question;
  const found = resolveModel(books.aliases, { provider, model, day });
  if (found === undefined)
    return {
      status: 'unmapped',
      modelKey: null,
      alias: null,
      rates: [],
      why: [
        `unmapped: no alias of ${provider} names "${model}" on ${day}; add a line to pricing/aliases.csv, and rates if the model is new`,
      ],
    };
  const modelKey = found.alias.model_key;
  const candidates = books.rates.filter(
    ({ rate }) =>
      rate.provider === provider &&
      (rate.model_key === modelKey || rate.model_key === '*') &&
      (meter === undefined || rate.meter === meter) &&
      (rate.service_tier === serviceTier || rate.service_tier === '*') &&
      (rate.region_scope === region || rate.region_scope === '*') &&
      rate.superseded_at === null &&
      rate.time_window === null &&
      rate.context_min_tokens <= inputTokens &&
      (rate.context_max_tokens === null || inputTokens <= rate.context_max_tokens) &&
      holdsOn(rate, day),
  );
  const chosen = bestPerMeter(candidates);
  const aliasReason = `"${model}" is ${modelKey} by ${found.alias.match_type} rule "${found.alias.pattern}" (${found.place})`;
  // A wildcard rate (web search, requests) holds for every model and does not make an unpriced model priced.
  const isPriced = chosen.some(({ rate }) => rate.model_key === modelKey || meter !== undefined);
  const missing = `unpriced: no ${meter ?? 'token'} rate of ${modelKey} holds on ${day} for tier ${serviceTier}, region ${region}, ${inputTokens} input tokens; add it to pricing/rates/${provider}.csv`;
  return {
    status: isPriced ? 'priced' : 'unpriced',
    modelKey,
    alias: found.alias,
    rates: chosen.map(({ rate }) => rate),
    why: [aliasReason, ...chosen.map(explain), ...(isPriced ? [] : [missing])],
  };
}

/** The most particular rate of each meter: a contract's book, then the model's own, its tier, its region, the newest. */
function bestPerMeter(candidates: readonly RateEntry[]): RateEntry[] {
  const best = new Map<string, RateEntry>();
  for (const entry of candidates) {
    const current = best.get(entry.rate.meter);
    if (current === undefined || rank(entry.rate) > rank(current.rate)) best.set(entry.rate.meter, entry);
  }
  return [...best.values()];
}

function rank(rate: Rate): string {
  const particular = [
    rate.price_book !== 'list',
    rate.model_key !== '*',
    rate.service_tier !== '*',
    rate.region_scope !== '*',
  ];
  return `${particular.map((is) => (is ? '1' : '0')).join('')}${rate.effective_from}`;
}

function explain({ rate, note, place }: RateEntry): string {
  const band =
    rate.context_max_tokens === null
      ? rate.context_min_tokens === 0
        ? 'any context'
        : `from ${rate.context_min_tokens} input tokens`
      : `${rate.context_min_tokens} to ${rate.context_max_tokens} input tokens`;
  const until = rate.effective_to === null ? '' : ` until ${rate.effective_to}`;
  const remark = note === '' ? '' : `; ${note}`;
  return `${rate.meter}: ${rate.price} ${rate.currency} per ${rate.unit_quantity} ${rate.unit}, tier ${rate.service_tier}, region ${rate.region_scope}, ${band}, from ${rate.effective_from}${until} (${place}, ${rate.source_url}${remark})`;
}
