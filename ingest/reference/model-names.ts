import { METERS } from '../../pricing/rate.js';
import { suggest } from '../files/did-you-mean.js';
import type { ReferenceRows } from '../ingest-types.js';

/** The models that the rate books know. */
export interface ModelNames {
  readonly providers: readonly string[];
  /** What is wrong with a model's name as a contract of the provider writes it; undefined where the books know it. */
  faultOf(provider: string, model: string): string | undefined;
}

/** Stands for every model and every meter in a contract. */
export const ANY = '*';

interface Alias {
  readonly provider: string;
  readonly pattern: string;
  readonly isExact: boolean;
}

/** The names in the books that were handed in, as rows of `rates` and `model_aliases`; undefined where either was not. */
export function modelNames(referenceRows: readonly ReferenceRows[]): ModelNames | undefined {
  const rowsOf = (name: string) => referenceRows.find(({ table }) => table === name)?.rows;
  const rates = rowsOf('rates');
  const aliasRows = rowsOf('model_aliases');
  if (rates === undefined || aliasRows === undefined) return undefined;
  const aliases: readonly Alias[] = [
    ...rates.map(({ provider, model_key }) => ({
      provider: String(provider),
      pattern: String(model_key),
      isExact: true,
    })),
    ...aliasRows.map(({ provider, pattern, match_type }) => ({
      provider: String(provider),
      pattern: String(pattern),
      isExact: match_type === 'exact',
    })),
  ];
  const names = (alias: Alias, model: string) =>
    alias.isExact ? alias.pattern === model : new RegExp(alias.pattern).test(model);
  return {
    providers: [...new Set(rates.map(({ provider }) => String(provider)))],
    faultOf: (provider, model) => {
      const own = aliases.filter((alias) => alias.provider === provider);
      if (model === ANY || own.some((alias) => names(alias, model))) return undefined;
      const other = aliases.find((alias) => names(alias, model));
      if (other !== undefined) return `"${model}" is a model of ${other.provider}, not of ${provider}`;
      const known = own.filter(({ isExact, pattern }) => isExact && pattern !== ANY).map(({ pattern }) => pattern);
      return `the rate books know no model "${model}" of ${provider}${suggest(model, known)}`;
    },
  };
}

/** What is wrong with a meter's name; undefined where rates may price it. */
export function meterFault(meter: string): string | undefined {
  const isKnown = meter === ANY || (METERS as readonly string[]).includes(meter);
  return isKnown ? undefined : `there is no meter "${meter}"${suggest(meter, METERS)}`;
}
