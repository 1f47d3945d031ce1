import { defineSource } from '../../source.js';
import { openaiSettings } from './settings.js';

export const openai = defineSource({
  type: 'openai',
  settings: openaiSettings,
  identify: (entry) => ({
    sourceId: `openai:${entry.account}`,
    type: 'openai',
    provider: 'openai',
    account: entry.account,
    gateway: null,
    startDate: entry.start_date,
  }),
  open: () => ({ reports: [] }),
});
