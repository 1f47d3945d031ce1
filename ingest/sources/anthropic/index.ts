import { defineSource } from '../../source.js';
import { anthropicSettings } from './settings.js';

export const anthropic = defineSource({
  type: 'anthropic',
  settings: anthropicSettings,
  identify: (entry) => ({
    sourceId: `anthropic:${entry.account}`,
    type: 'anthropic',
    provider: 'anthropic',
    account: entry.account,
    gateway: null,
    startDate: entry.start_date,
  }),
  open: () => ({ reports: [] }),
});
