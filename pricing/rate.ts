import { z } from 'zod';

/** The meters a rate may price. Disjoint: the input meters of a request add up to its whole input. */
export const METERS = [
  'input',
  'input_cache_read',
  'input_cache_write_5m',
  'input_cache_write_30m',
  'input_cache_write_1h',
  'input_cache_write_12h',
  'input_audio',
  'input_image',
  'input_video',
  'output',
  'output_audio',
  'output_image',
  'output_video',
  'web_search',
  'web_search_preview',
  'file_search',
  'code_session_1g',
  'code_session_4g',
  'code_session_16g',
  'code_session_64g',
  'code_container_hour',
  'storage_gb_day',
  'image',
  'audio_second',
  'character',
  'page',
  'request',
] as const;

export const SERVICE_TIERS = ['standard', 'batch', 'flex', 'priority', 'fast', 'ultrafast', '*'] as const;

const day = z.iso.date('a UTC day, YYYY-MM-DD');
const openEnd = z.union([z.literal('').transform(() => null), day]);
const count = z
  .string()
  .regex(/^\d{1,12}$/, 'a whole number')
  .transform(Number);
const price = z.string().regex(/^\d{1,20}(\.\d{1,9})?$/, 'a decimal with at most nine digits after the point');
const word = z.string().min(1, 'not empty');

/** One line of a rate book. Keys are the columns of the raw table `rates`, in its order, and two that stay in the file. */
export const rateSchema = z.strictObject({
  rate_id: word,
  price_book: word,
  provider: word,
  model_key: word,
  meter: z.enum(METERS),
  unit: word,
  unit_quantity: price.refine((text) => Number(text) > 0, 'more than 0'),
  price,
  currency: z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code'),
  service_tier: z.enum(SERVICE_TIERS),
  region_scope: word,
  context_min_tokens: count,
  context_max_tokens: z.union([z.literal('').transform(() => null), count]),
  time_window: z.string().transform((text) => (text === '' ? null : text)),
  effective_from: day,
  effective_to: openEnd,
  recorded_at: day,
  superseded_at: openEnd,
  basis: z.enum(['explicit', 'derived_multiplier']),
  source_url: z.url(),
  compiled_at: day,
  confidence: z.enum(['A', 'B', 'C']),
  note: z.string(),
});

type RateLine = z.infer<typeof rateSchema>;

/** One row per meter × validity, exactly the columns of the raw table `rates`. `price` is USD per `unit_quantity` units. */
export type Rate = Omit<RateLine, 'compiled_at' | 'note'>;

/** A rate, what its line says beside the price, and where that line stands. */
export interface RateEntry {
  readonly rate: Rate;
  readonly note: string;
  /** `pricing/rates/openai.csv:12` */
  readonly place: string;
}

/** The id a rate has by what it prices: the same line always has the same id, in every installation. */
export function rateId(rate: Omit<Rate, 'rate_id'>): string {
  const parts = [
    rate.price_book,
    rate.provider,
    rate.model_key,
    rate.meter,
    rate.service_tier,
    rate.region_scope,
    String(rate.context_min_tokens),
    rate.time_window ?? '',
    rate.effective_from,
  ];
  // A price that was recorded wrongly stays in the book as superseded; only then two lines price the same thing.
  return rate.superseded_at === null ? parts.join('|') : [...parts, `until ${rate.superseded_at}`].join('|');
}
