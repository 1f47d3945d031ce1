import Big from 'big.js';
import { lookupRate } from '../pricing/lookup-rate.js';
import type { Books } from '../pricing/read-books.js';
import { ANTHROPIC_DISCOUNT, OFF_BOOK_PRICES, type ProviderName } from './company.js';
import { CELL_METERS, type CellMeter, emptyQuantities, type UsageCell } from './usage-cell.js';

/** What one unit of a meter costs the company. */
interface UnitPrice {
  readonly price: Big;
  readonly per: Big;
  readonly perUnitUsd: number;
}

type PriceList = Readonly<Partial<Record<CellMeter, UnitPrice>>>;

/** Prices usage as the providers do: by the dated list of the books, less the contract's discount. */
export interface Pricer {
  /** Least input of the context band a request falls into; the band re-prices the whole request. */
  bandFrom(provider: ProviderName, model: string, day: string, inputTokens: number): number;
  /** Exact USD the provider charges for each meter of a cell; a meter without quantity is left out. */
  chargesOf(cell: UsageCell): Map<CellMeter, Big>;
  /** About what one unit of each meter costs at list, as a gateway's own price list would say; 0 where it has none. */
  roughPrices(question: RoughQuestion): Readonly<Record<CellMeter, number>>;
}

export interface RoughQuestion {
  readonly provider: ProviderName;
  readonly model: string;
  readonly day: string;
  readonly serviceTier: UsageCell['serviceTier'];
  readonly bandFrom: number;
}

const DISCOUNTED = new Big(100).minus(ANTHROPIC_DISCOUNT.percent).div(100);

export function createPricer(books: Books): Pricer {
  const bandsByModel = new Map<string, readonly number[]>();
  const lists = new Map<string, PriceList>();

  const bandsOf = (provider: ProviderName, model: string, day: string): readonly number[] => {
    const key = `${provider}|${model}|${day}`;
    const known = bandsByModel.get(key);
    if (known !== undefined) return known;
    const { modelKey } = lookupRate(books, { provider, model, day });
    const starts = books.rates
      .filter(({ rate }) => rate.provider === provider && rate.model_key === modelKey && rate.meter === 'input')
      .filter(({ rate }) => rate.effective_from <= day && (rate.effective_to === null || day < rate.effective_to))
      .map(({ rate }) => rate.context_min_tokens);
    const bands = [...new Set([0, ...starts])].sort((a, b) => b - a);
    bandsByModel.set(key, bands);
    return bands;
  };

  const listOf = (question: RoughQuestion, region: string): PriceList => {
    const { provider, model, day, serviceTier, bandFrom } = question;
    const key = `${provider}|${model}|${day}|${serviceTier}|${region}|${bandFrom}`;
    const known = lists.get(key);
    if (known !== undefined) return known;
    const answer = lookupRate(books, { provider, model, day, serviceTier, region, inputTokens: bandFrom });
    const prices = Object.fromEntries(
      CELL_METERS.flatMap((meter) => {
        const rate = answer.rates.find((candidate) => candidate.meter === meter);
        const offBook = OFF_BOOK_PRICES[model]?.[meter];
        if (rate !== undefined) return [[meter, unitPrice(rate.price, rate.unit_quantity)]];
        return offBook === undefined ? [] : [[meter, unitPrice(offBook, '1000000')]];
      }),
    ) as PriceList;
    lists.set(key, prices);
    return prices;
  };

  return {
    bandFrom: (provider, model, day, inputTokens) =>
      bandsOf(provider, model, day).find((start) => start <= inputTokens) ?? 0,
    chargesOf: (cell) => {
      const list = listOf(cell, cell.region === 'us' ? 'us' : 'global');
      const charges = new Map<CellMeter, Big>();
      for (const meter of CELL_METERS) {
        const quantity = cell.quantities[meter];
        if (meter === 'request' || quantity === 0) continue;
        charges.set(meter, cell.isCharged ? chargeOf(cell, meter, quantity, list[meter]) : new Big(0));
      }
      return charges;
    },
    roughPrices: (question) => {
      const list = OFF_BOOK_PRICES[question.model] === undefined ? listOf(question, 'global') : {};
      const prices = emptyQuantities();
      for (const meter of CELL_METERS) prices[meter] = list[meter]?.perUnitUsd ?? 0;
      return prices;
    },
  };
}

function unitPrice(price: string, per: string): UnitPrice {
  return { price: new Big(price), per: new Big(per), perUnitUsd: Number(price) / Number(per) };
}

function chargeOf(cell: UsageCell, meter: CellMeter, quantity: number, unit: UnitPrice | undefined): Big {
  if (unit === undefined)
    throw new Error(
      `the demo uses ${meter} of ${cell.model} (${cell.serviceTier}) on ${cell.day}, which has no price: add it to OFF_BOOK_PRICES`,
    );
  const list = unit.price.times(quantity).div(unit.per);
  return cell.provider === 'anthropic' && cell.day >= ANTHROPIC_DISCOUNT.from ? list.times(DISCOUNTED) : list;
}
