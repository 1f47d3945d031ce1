import { z } from 'zod';
import { day, envName, word } from '../files/fields.js';

/** What every provider that is pulled over HTTP needs to know. */
export function providerSettings(defaultBaseUrl: string) {
  return {
    /** The billing account's name; ours to choose, used in every table. */
    account: word,
    api_key_env: envName,
    base_url: z.url({ protocol: /^https?$/, error: `must be a URL such as ${defaultBaseUrl}` }).default(defaultBaseUrl),
    start_date: day,
  };
}
