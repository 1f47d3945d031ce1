import { z } from 'zod';
import { word } from '../../files/fields.js';

/** A billing account behind a gateway: its name, or its name and the keys or sub-accounts of it that the gateway uses. */
export const route = z.union(
  [
    word.transform((account) => ({ account, api_key_ids: [] as string[], sub_account_ids: [] as string[] })),
    z.strictObject({
      account: word,
      api_key_ids: z.array(word).default([]),
      sub_account_ids: z.array(word).default([]),
    }),
  ],
  'must be the name of an account, or { account, api_key_ids, sub_account_ids }',
);

/** One LiteLLM proxy under `sources:` in tokenledger.yaml. */
export const litellmSettings = z.strictObject({
  type: z.literal('litellm'),
  gateway: word,
  /** A file or a glob, plain JSONL or .gz; relative to the configuration file. */
  path: word,
  routes: z.array(route).default([]),
});

export type LitellmSettings = z.infer<typeof litellmSettings>;
