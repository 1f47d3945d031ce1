import type { AliasEntry } from './alias.js';
import { type Rate, type RateEntry, rateId } from './rate.js';
import type { Books } from './read-books.js';

/** Every fault of the books, a sentence each with file:line; an empty list means they may be used. */
export function checkBooks(books: Books): string[] {
  return [
    ...books.rates.flatMap(checkRate),
    ...checkDuplicates(books.rates.map(({ rate, place }) => ({ id: rate.rate_id, place }))),
    ...checkOverlaps(books.rates),
    ...checkBands(books.rates),
    ...books.aliases.flatMap((entry) => checkAlias(entry, books.rates)),
    ...checkDuplicates(books.aliases.map(({ alias, place }) => ({ id: alias.alias_id, place }))),
    ...checkAliasOverlaps(books.aliases),
    ...checkReach(books),
  ];
}

function checkRate({ rate, place }: RateEntry): string[] {
  const faults: string[] = [];
  if (rate.rate_id !== rateId(rate)) faults.push(`${place}: rate_id "${rate.rate_id}" should be "${rateId(rate)}"`);
  if (!place.endsWith(`/${rate.provider}.csv:${place.split(':').at(-1)}`))
    faults.push(`${place}: a rate of ${rate.provider} belongs into pricing/rates/${rate.provider}.csv`);
  if (!isSane(rate)) faults.push(`${place}: effective_from ${rate.effective_from} is not before ${rate.effective_to}`);
  if (rate.superseded_at !== null && rate.superseded_at <= rate.recorded_at)
    faults.push(`${place}: superseded_at ${rate.superseded_at} is not after recorded_at ${rate.recorded_at}`);
  if (!/^10*$/.test(rate.unit_quantity))
    faults.push(`${place}: unit_quantity ${rate.unit_quantity} is not a power of ten`);
  if (rate.context_max_tokens !== null && rate.context_max_tokens < rate.context_min_tokens)
    faults.push(`${place}: context_max_tokens is below context_min_tokens`);
  return faults;
}

function isSane(range: { readonly effective_from: string; readonly effective_to: string | null }): boolean {
  return range.effective_to === null || range.effective_from < range.effective_to;
}

function checkDuplicates(lines: readonly { readonly id: string; readonly place: string }[]): string[] {
  return [...groupBy(lines, (line) => line.id).entries()]
    .filter(([, same]) => same.length > 1)
    .map(([id, same]) => `${same.map((line) => line.place).join(', ')}: the same id "${id}" twice`);
}

/** Two prices of one thing at one time would make a cost depend on the order of the lines. */
function checkOverlaps(entries: readonly RateEntry[]): string[] {
  return [...groupBy(current(entries), ({ rate }) => pricedThing(rate)).values()].flatMap((same) =>
    pairs(same)
      .filter(([a, b]) => overlapInTime(a.rate, b.rate) && overlapInContext(a.rate, b.rate))
      .map(([a, b]) => `${a.place}, ${b.place}: two rates of ${pricedThing(a.rate)} overlap in time and context band`),
  );
}

/** The context bands of a price have to tile from 0: a hole is a request without a price. */
function checkBands(entries: readonly RateEntry[]): string[] {
  const groups = groupBy(current(entries), ({ rate }) => pricedThing(rate)).values();
  return [...groups].flatMap((same) => {
    const starts = [...new Set(same.map(({ rate }) => rate.effective_from))];
    return starts.flatMap((day) => checkBandsOn(day, same));
  });
}

function checkBandsOn(day: string, entries: readonly RateEntry[]): string[] {
  const holding = entries
    .filter(({ rate }) => rate.effective_from <= day && (rate.effective_to === null || day < rate.effective_to))
    .sort((a, b) => a.rate.context_min_tokens - b.rate.context_min_tokens);
  const faults: string[] = [];
  let next: number | null = 0;
  for (const { rate, place } of holding) {
    if (rate.context_min_tokens !== next)
      faults.push(
        `${place}: on ${day} the band should begin at ${next ?? 'no'} tokens, not ${rate.context_min_tokens}`,
      );
    next = rate.context_max_tokens === null ? null : rate.context_max_tokens + 1;
  }
  const last = holding.at(-1);
  // Some tiers are not sold for long context; the standard tier always is.
  if (last !== undefined && next !== null && last.rate.service_tier === 'standard')
    faults.push(`${last.place}: on ${day} nothing prices more than ${last.rate.context_max_tokens} input tokens`);
  return faults;
}

function checkAlias({ alias, place }: AliasEntry, rates: readonly RateEntry[]): string[] {
  const faults: string[] = [];
  if (!isSane(alias))
    faults.push(`${place}: effective_from ${alias.effective_from} is not before ${alias.effective_to}`);
  const targets = rates.filter(({ rate }) => rate.provider === alias.provider && rate.model_key === alias.model_key);
  if (targets.length === 0)
    faults.push(`${place}: no rate of ${alias.provider} has the model_key "${alias.model_key}"`);
  if (alias.match_type === 'regex' && !isSafePattern(alias.pattern))
    faults.push(
      `${place}: pattern "${alias.pattern}" has to be anchored (^…$) and made of literals, \\d{n} and (?:…)? only`,
    );
  return faults;
}

/** Anchored, linear, and the same in RE2 and JavaScript: literals, escaped marks, counted digits, optional literal groups. */
function isSafePattern(pattern: string): boolean {
  return /^\^(?:[a-z0-9/_@:-]|\\[.[\]]|\\d\{\d+\}|\(\?:[a-z0-9/_-]+\)\?)+\$$/.test(pattern);
}

function checkAliasOverlaps(entries: readonly AliasEntry[]): string[] {
  const same = ({ alias }: AliasEntry) => `${alias.provider} ${alias.match_type} "${alias.pattern}"`;
  return [...groupBy(entries, same).entries()].flatMap(([name, group]) =>
    pairs(group)
      .filter(([a, b]) => overlapInTime(a.alias, b.alias))
      .map(([a, b]) => `${a.place}, ${b.place}: ${name} names two models at one time`),
  );
}

/** Every priced model must be reachable by its own name. */
function checkReach(books: Books): string[] {
  const named = new Set(books.aliases.map(({ alias }) => `${alias.provider} ${alias.pattern} ${alias.model_key}`));
  const models = groupBy(books.rates, ({ rate }) => `${rate.provider} ${rate.model_key}`).values();
  return [...models].flatMap(([first]) =>
    first === undefined ||
    first.rate.model_key === '*' ||
    named.has(`${first.rate.provider} ${first.rate.model_key} ${first.rate.model_key}`)
      ? []
      : [`${first.place}: no alias in pricing/aliases.csv names "${first.rate.model_key}"`],
  );
}

function pricedThing(rate: Rate): string {
  return [
    rate.price_book,
    rate.provider,
    rate.model_key,
    rate.meter,
    rate.service_tier,
    rate.region_scope,
    rate.time_window ?? 'always',
    rate.currency,
  ].join(' ');
}

function current(entries: readonly RateEntry[]): RateEntry[] {
  return entries.filter(({ rate }) => rate.superseded_at === null);
}

interface Range {
  readonly effective_from: string;
  readonly effective_to: string | null;
}

function overlapInTime(a: Range, b: Range): boolean {
  return (
    (b.effective_to === null || a.effective_from < b.effective_to) &&
    (a.effective_to === null || b.effective_from < a.effective_to)
  );
}

function overlapInContext(a: Rate, b: Rate): boolean {
  const endOf = (rate: Rate) => rate.context_max_tokens ?? Number.POSITIVE_INFINITY;
  return a.context_min_tokens <= endOf(b) && b.context_min_tokens <= endOf(a);
}

function pairs<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((a, index) => items.slice(index + 1).map((b): [T, T] => [a, b]));
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
