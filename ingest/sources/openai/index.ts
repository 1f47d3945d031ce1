import { defineSource } from '../../source.js';
import { createOpenaiClient } from './client.js';
import { openaiCostsReport } from './costs.js';
import { openaiProjectApiKeysReport, openaiProjectsReport } from './projects.js';
import { openaiSettings } from './settings.js';
import { openaiUsageCompletionsReport } from './usage-completions.js';
import { openaiUsageEmbeddingsReport } from './usage-embeddings.js';

/** An OpenAI organization: daily usage and costs, its projects and their keys. */
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
  open: (entry, context) => {
    const client = createOpenaiClient(`openai:${entry.account}`, entry, context);
    return {
      reports: [
        openaiUsageCompletionsReport(client),
        openaiUsageEmbeddingsReport(client),
        openaiCostsReport(client),
        openaiProjectsReport(client),
        openaiProjectApiKeysReport(client),
      ],
    };
  },
});
