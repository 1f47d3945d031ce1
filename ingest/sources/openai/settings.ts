import { z } from 'zod';
import { providerSettings } from '../provider-settings.js';

/** One openai organization under `sources:` in tokenledger.yaml. */
export const openaiSettings = z.strictObject({
  type: z.literal('openai'),
  ...providerSettings('https://api.openai.com/v1'),
});

export type OpenaiSettings = z.infer<typeof openaiSettings>;
