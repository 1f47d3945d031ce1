import { z } from 'zod';
import { decimal, word, yesNo } from '../../ingest/files/fields.js';

const duckdbEngine = z.strictObject({ type: z.literal('duckdb'), path: word });

/** What a statement bills for each table that it reads: https://cloud.google.com/bigquery/pricing */
const LEAST_BYTES_BILLED = 10_485_760n;

export const bigqueryEngine = z.strictObject({
  type: z.literal('bigquery'),
  project: word,
  location: word.default('US'),
  dataset_prefix: z
    .string()
    .regex(/^[A-Za-z0-9_]*$/, 'may hold letters, digits and underscores only')
    .default(''),
  /** Of each query job of ours; one that would bill more is refused by BigQuery. */
  maximum_bytes_billed: decimal
    .regex(/^\d+$/, { abort: true, error: 'must be a whole number of bytes' })
    .refine(
      (bytes) => BigInt(bytes) >= LEAST_BYTES_BILLED,
      `must be at least ${LEAST_BYTES_BILLED} (10 MiB): BigQuery bills no less for a table that is read`,
    )
    .optional(),
});

export const engineSchema = z.discriminatedUnion('type', [duckdbEngine, bigqueryEngine], {
  error: 'must be { type: duckdb, path: … } or { type: bigquery, project: …, location: …, dataset_prefix: … }',
});

export type EngineConfig = z.infer<typeof engineSchema>;

const tagNames = z.array(word).min(1, 'must name at least one tag');

const tags = z
  .strictObject({
    service: tagNames.default(['project', 'service']),
    feature: tagNames.default(['feature']),
    environment: tagNames.default(['env', 'environment']),
    customer: tagNames.default(['customer']),
  })
  .prefault({});

/** The tags that are landed where the configuration names none. */
export const defaultTags = tags.parse(undefined);

/** Everything of tokenledger.yaml but the entries of `sources`, which each source type declares by itself. */
export const configSchema = z.strictObject({
  engine: engineSchema,
  sources: z.array(z.unknown()).default([]),
  registry: word.optional(),
  budgets: word.optional(),
  metrics: word.optional(),
  invoices: word.optional(),
  contracts: word.optional(),
  tags,
  privacy: z.strictObject({ keep_emails: yesNo.default(false) }).prefault({}),
});
