import { z } from 'zod';
import { providerSettings } from '../provider-settings.js';

/** One anthropic organization under `sources:` in tokenledger.yaml. */
export const anthropicSettings = z.strictObject({
  type: z.literal('anthropic'),
  ...providerSettings('https://api.anthropic.com'),
});

export type AnthropicSettings = z.infer<typeof anthropicSettings>;
