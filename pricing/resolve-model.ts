import type { Alias, AliasEntry } from './alias.js';

/** The alias that names a model on a day: an exact line first, then an anchored pattern; never a prefix. */
export function resolveModel(
  aliases: readonly AliasEntry[],
  wanted: { readonly provider: string; readonly model: string; readonly day: string },
): AliasEntry | undefined {
  const valid = aliases.filter(({ alias }) => alias.provider === wanted.provider && holdsOn(alias, wanted.day));
  return (
    valid.find(({ alias }) => alias.match_type === 'exact' && alias.pattern === wanted.model) ??
    valid.find(({ alias }) => alias.match_type === 'regex' && new RegExp(alias.pattern).test(wanted.model))
  );
}

/** Whether a half-open range of UTC days holds on a day. */
export function holdsOn(range: Pick<Alias, 'effective_from' | 'effective_to'>, day: string): boolean {
  return range.effective_from <= day && (range.effective_to === null || day < range.effective_to);
}
