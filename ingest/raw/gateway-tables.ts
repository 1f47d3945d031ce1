import { rawTable } from '../../warehouse/raw-table.js';

/**
 * One row per record of a gateway's log, copies included. Numbers and words are the source's own: the conventions
 * (inside, beside, unknown) say whether `input_tokens` counts cache tokens and `output_tokens` reasoning tokens, and
 * `logged_cost` is decimal text in `logged_cost_unit` (usd, cents). No message text.
 */
export const gatewayRequests = rawTable(
  'gateway_requests',
  `batch_id gateway mapping mapping_version record_hash
   request_id call_type request_status error_code error_class
   started_at:TIMESTAMP ended_at:TIMESTAMP usage_date:DATE session_id
   virtual_key_id virtual_key_alias gateway_team_id gateway_team_alias gateway_user_id end_user_id
   model_id requested_model_id deployment_id provider_name api_base
   token_convention reasoning_convention
   input_tokens:INT64 input_cache_read_tokens:INT64 input_cache_write_tokens:INT64
   input_cache_write_5m_tokens:INT64 input_cache_write_1h_tokens:INT64
   output_tokens:INT64 output_reasoning_tokens:INT64 total_tokens:INT64 web_search_count:INT64 batch_request_count:INT64
   logged_cost logged_cost_unit service_tier
   is_gateway_cache_hit:BOOL is_retrieval:BOOL attempted_retries:INT64 attempted_fallbacks:INT64
   service_tag feature_tag environment_tag customer_tag has_conflicting_tags:BOOL`,
  { partitionBy: 'usage_date', clusterBy: ['gateway'] },
);
