import { defineSource } from '../../source.js';
import { litellmSettings } from './settings.js';

export const litellm = defineSource({
  type: 'litellm',
  settings: litellmSettings,
  identify: (entry) => ({
    sourceId: `litellm:${entry.gateway}`,
    type: 'litellm',
    provider: null,
    account: null,
    gateway: entry.gateway,
    startDate: null,
  }),
  open: () => ({ reports: [] }),
});
