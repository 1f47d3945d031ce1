import { defineSource } from '../../source.js';
import { createAnthropicClient } from './client.js';
import { anthropicCostsReport } from './costs.js';
import { anthropicApiKeysReport, anthropicWorkspacesReport } from './lists.js';
import { anthropicSettings } from './settings.js';
import { anthropicUsageMessagesReport } from './usage-messages.js';

/** An Anthropic organization: daily usage and costs, its workspaces and keys. */
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
  open: (entry, context) => {
    const client = createAnthropicClient(`anthropic:${entry.account}`, entry, context);
    return {
      reports: [
        anthropicUsageMessagesReport(client),
        anthropicCostsReport(client),
        anthropicWorkspacesReport(client),
        anthropicApiKeysReport(client),
      ],
    };
  },
});
