import { rawTable } from '../../warehouse/raw-table.js';

/**
 * One row per record of a LiteLLM log (spend logs and standard logging payloads alike), duplicates included.
 * Tokens as LiteLLM counts them: `prompt_tokens` includes cache reads and writes. No message text.
 */
export const litellmRequests = rawTable(
  'litellm_requests',
  `batch_id gateway source_format line_number:INT64 record_hash request_id call_type request_status error_code error_message_class
   started_at:TIMESTAMP ended_at:TIMESTAMP usage_date:DATE session_id
   api_key_hash api_key_alias gateway_team_id gateway_team_alias gateway_user_id end_user_id
   model_id model_group original_model_group deployment_id custom_llm_provider api_base
   prompt_tokens:INT64 completion_tokens:INT64 total_tokens:INT64 cache_read_input_tokens:INT64
   cache_creation_input_tokens:INT64 ephemeral_5m_input_tokens:INT64 ephemeral_1h_input_tokens:INT64
   reasoning_tokens:INT64 web_search_requests:INT64 batch_request_count:INT64
   spend_usd service_tier is_gateway_cache_hit:BOOL attempted_retries:INT64 attempted_fallbacks:INT64
   service_tag feature_tag environment_tag customer_tag has_conflicting_tags:BOOL`,
  { partitionBy: 'usage_date', clusterBy: ['gateway'] },
);
