import { z } from 'zod';

const text = z.string().nullable();
const count = z.int('is not a whole number').nonnegative('is negative').nullable();
const time = z.string('is missing or not a time');

/** What one record becomes: the columns of `gateway_requests` but `batch_id`. */
export const litellmRow = z.object({
  gateway: z.string(),
  mapping: z.enum(['litellm-spend-logs', 'litellm-standard-logging']),
  mapping_version: z.string(),
  record_hash: z.string(),
  request_id: text,
  call_type: text,
  request_status: z.enum(['success', 'failure'], 'is neither success nor failure'),
  error_code: text,
  error_class: text,
  started_at: time,
  ended_at: text,
  usage_date: z.string(),
  session_id: text,
  virtual_key_id: text,
  virtual_key_alias: text,
  gateway_team_id: text,
  gateway_team_alias: text,
  gateway_user_id: text,
  end_user_id: text,
  model_id: text,
  requested_model_id: text,
  deployment_id: text,
  provider_name: text,
  api_base: text,
  token_convention: z.literal('inside'),
  reasoning_convention: z.literal('inside'),
  input_tokens: count,
  output_tokens: count,
  total_tokens: count,
  input_cache_read_tokens: count,
  input_cache_write_tokens: count,
  input_cache_write_5m_tokens: count,
  input_cache_write_1h_tokens: count,
  output_reasoning_tokens: count,
  web_search_count: count,
  batch_request_count: count,
  logged_cost: z.string('is not a number').nullable(),
  logged_cost_unit: z.literal('usd'),
  service_tier: text,
  is_gateway_cache_hit: z.boolean(),
  is_retrieval: z.boolean(),
  attempted_retries: count,
  attempted_fallbacks: count,
  service_tag: text,
  feature_tag: text,
  environment_tag: text,
  customer_tag: text,
  has_conflicting_tags: z.boolean(),
});

export type LitellmRow = z.infer<typeof litellmRow>;
