import { z } from 'zod';

const text = z.string().nullable();
const count = z.int('is not a whole number').nonnegative('is negative').nullable();
const time = z.string('is missing or not a time');

/** What one record becomes: the columns of `litellm_requests` but `batch_id`. */
export const litellmRow = z.object({
  gateway: z.string(),
  source_format: z.enum(['spend_logs', 'standard_logging']),
  line_number: z.int(),
  record_hash: z.string(),
  request_id: text,
  call_type: text,
  request_status: z.enum(['success', 'failure'], 'is neither success nor failure'),
  error_code: text,
  error_message_class: text,
  started_at: time,
  ended_at: text,
  usage_date: z.string(),
  session_id: text,
  api_key_hash: text,
  api_key_alias: text,
  gateway_team_id: text,
  gateway_team_alias: text,
  gateway_user_id: text,
  end_user_id: text,
  model_id: text,
  model_group: text,
  original_model_group: text,
  deployment_id: text,
  custom_llm_provider: text,
  api_base: text,
  prompt_tokens: count,
  completion_tokens: count,
  total_tokens: count,
  cache_read_input_tokens: count,
  cache_creation_input_tokens: count,
  ephemeral_5m_input_tokens: count,
  ephemeral_1h_input_tokens: count,
  reasoning_tokens: count,
  web_search_requests: count,
  batch_request_count: count,
  spend_usd: z.string('is not a number').nullable(),
  service_tier: text,
  is_gateway_cache_hit: z.boolean(),
  attempted_retries: count,
  attempted_fallbacks: count,
  service_tag: text,
  feature_tag: text,
  environment_tag: text,
  customer_tag: text,
  has_conflicting_tags: z.boolean(),
});

export type LitellmRow = z.infer<typeof litellmRow>;
