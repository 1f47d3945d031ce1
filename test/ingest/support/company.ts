import type { Answer, Question } from './loopback-server.js';
import { anthropicPage, type DayResults, openaiPage, sumAmounts, sumCents, sumFields } from './provider-pages.js';

/** What the two providers of a small invented company know; tests change it to restate a day. */
export interface Company {
  completions: DayResults;
  embeddings: DayResults;
  costs: DayResults;
  messages: DayResults;
  cents: DayResults;
  projects: readonly unknown[];
}

export const OPENAI_TOKENS = ['input_tokens', 'input_cached_tokens', 'output_tokens', 'num_model_requests'];

const NO_SUCH: Answer = { status: 404, body: { error: { message: 'no such path' } } };

/** Answers both providers' interfaces from what the company knows. */
export function answerFor(company: Company, asked: Question): Answer {
  switch (asked.path) {
    case '/v1/organization/usage/completions':
      return openaiPage(asked, company.completions, sumFields(...OPENAI_TOKENS));
    case '/v1/organization/usage/embeddings':
      return openaiPage(asked, company.embeddings, sumFields('input_tokens', 'num_model_requests'));
    case '/v1/organization/costs':
      return openaiPage(asked, company.costs, sumAmounts);
    case '/v1/organization/projects':
      return { body: { object: 'list', data: company.projects, first_id: null, last_id: 'x', has_more: false } };
    case '/v1/organization/projects/proj_a/api_keys':
      return {
        body: {
          data: [
            {
              id: 'key_1',
              name: 'Key of bob@acme.com',
              redacted_value: 'sk-abc...def',
              created_at: 1711471533,
              owner: { type: 'user', user: { id: 'user_1', email: 'bob@acme.com', name: 'Bob' } },
            },
          ],
          last_id: 'key_1',
          has_more: false,
        },
      };
    case '/v1/organizations/usage_report/messages':
      return anthropicPage(asked, company.messages, (results) => ({
        ...sumFields('uncached_input_tokens', 'cache_read_input_tokens', 'output_tokens')(results),
        cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
      }));
    case '/v1/organizations/cost_report':
      return anthropicPage(asked, company.cents, sumCents);
    case '/v1/organizations/workspaces':
      return {
        body: {
          data: [
            { id: 'wrkspc_1', type: 'workspace', name: 'Main', created_at: '2026-01-01T00:00:00Z', archived_at: null },
          ],
          last_id: 'wrkspc_1',
          has_more: false,
        },
      };
    case '/v1/organizations/api_keys':
      return {
        body: {
          data: [
            {
              id: 'apikey_1',
              name: 'prod',
              workspace_id: null,
              status: 'active',
              created_at: '2026-01-01T00:00:00Z',
              partial_key_hint: 'sk-ant-R2D2',
            },
          ],
          last_id: null,
          has_more: false,
        },
      };
    default:
      return NO_SUCH;
  }
}

export function createCompany(): Company {
  return {
    completions: {
      '2026-11-04': [completion('key_1', 1000, 200), completion('key_2', 300, 50)],
      '2026-11-06': [completion('key_1', 7, 3)],
    },
    embeddings: {},
    costs: {
      '2026-11-04': [
        {
          object: 'organization.costs.result',
          amount: { value: '80.000000000000000000000000000000', currency: 'usd' },
          line_item: 'gpt-5.5, input',
          project_id: 'proj_a',
          api_key_id: 'key_1',
          quantity: 16000000,
          quantity_unit: 'tokens',
        },
        {
          object: 'organization.costs.result',
          amount: { value: '0E-30', currency: 'usd' },
          line_item: 'Vector storage',
          project_id: null,
        },
        {
          object: 'organization.costs.result',
          amount: { value: '-5.00', currency: 'usd' },
          line_item: null,
          project_id: null,
        },
        { object: 'organization.costs.result', line_item: 'unpriced', project_id: null },
      ],
    },
    messages: {
      '2026-11-05': [
        {
          uncached_input_tokens: 40000,
          cache_read_input_tokens: 90000,
          cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
          output_tokens: 52000,
          server_tool_use: { web_search_requests: 2 },
          api_key_id: 'apikey_1',
          workspace_id: null,
          account_id: null,
          service_account_id: null,
          model: 'claude-opus-5-5',
          service_tier: 'standard',
          context_window: '200k-1M',
          inference_geo: 'us',
          speed: 'fast',
        },
      ],
    },
    cents: {
      '2026-11-05': [
        { amount: '123.78912', currency: 'USD', workspace_id: null, description: 'Claude Usage', cost_type: 'tokens' },
      ],
    },
    projects: [
      {
        id: 'proj_a',
        object: 'organization.project',
        name: 'A',
        created_at: 1711471533,
        archived_at: null,
        status: 'active',
      },
      {
        id: 'proj_old',
        object: 'organization.project',
        name: 'Old',
        created_at: 1701471533,
        archived_at: 1771471533,
        status: 'archived',
      },
    ],
  };
}

export function completion(key: string, input: number, output: number) {
  return {
    object: 'organization.usage.completions.result',
    input_tokens: input,
    input_cached_tokens: 0,
    output_tokens: output,
    num_model_requests: 1,
    project_id: 'proj_a',
    user_id: null,
    api_key_id: key,
    model: 'gpt-5.5-2026-04-23',
    batch: false,
    service_tier: 'default',
  };
}
