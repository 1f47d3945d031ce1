/**
 * What DuckDB alone takes to read the gateway's logs into a table: one typed row per record with every column that the
 * product lands, nested ones too, and the hash of the record. $1 is the glob of the files. It reads the demo's two shapes
 * only, and checks, scrubs and rejects nothing.
 */
export const LANDING_FLOOR = `
  CREATE TABLE requests AS
  WITH
    records AS (
      SELECT json AS line, json_transform(json, '{
        "request_id": "VARCHAR", "id": "VARCHAR", "call_type": "VARCHAR", "status": "VARCHAR", "startTime": "VARCHAR",
        "endTime": "VARCHAR", "session_id": "VARCHAR", "trace_id": "VARCHAR", "api_key": "VARCHAR", "team_id": "VARCHAR",
        "user": "VARCHAR", "end_user": "VARCHAR", "model": "VARCHAR", "model_group": "VARCHAR", "model_id": "VARCHAR",
        "custom_llm_provider": "VARCHAR", "api_base": "VARCHAR", "prompt_tokens": "BIGINT", "completion_tokens": "BIGINT",
        "total_tokens": "BIGINT", "spend": "VARCHAR", "response_cost": "VARCHAR", "cache_hit": "VARCHAR",
        "metadata": "VARCHAR", "request_tags": "VARCHAR",
        "error_information": { "error_code": "VARCHAR", "error_class": "VARCHAR" } }') AS r
      FROM read_ndjson_objects($1, ignore_errors = true, maximum_object_size = 16777216)
      WHERE json IS NOT NULL),
    -- Older logs hold the metadata as text inside the text.
    nested AS (
      SELECT line, r, json_transform(r.metadata, '{
        "user_api_key": "VARCHAR", "user_api_key_hash": "VARCHAR", "user_api_key_alias": "VARCHAR",
        "user_api_key_team_id": "VARCHAR", "user_api_key_team_alias": "VARCHAR", "user_api_key_user_id": "VARCHAR",
        "user_api_key_end_user_id": "VARCHAR", "original_model_group": "VARCHAR", "attempted_retries": "BIGINT",
        "attempted_fallbacks": "BIGINT", "batch_successful_requests": "BIGINT", "service_tier": "VARCHAR",
        "status": "VARCHAR", "error_information": { "error_code": "VARCHAR", "error_class": "VARCHAR" },
        "usage_object": {
          "prompt_tokens": "BIGINT", "completion_tokens": "BIGINT", "total_tokens": "BIGINT",
          "cache_read_input_tokens": "BIGINT", "cache_creation_input_tokens": "BIGINT", "service_tier": "VARCHAR",
          "prompt_tokens_details": {
            "cached_tokens": "BIGINT", "cache_creation_tokens": "BIGINT", "cache_write_tokens": "BIGINT",
            "cache_creation_token_details": {
              "ephemeral_5m_input_tokens": "BIGINT", "ephemeral_1h_input_tokens": "BIGINT" } },
          "completion_tokens_details": { "reasoning_tokens": "BIGINT" },
          "server_tool_use": { "web_search_requests": "BIGINT" } } }') AS m,
        json_transform(r.request_tags, '["VARCHAR"]') AS tags
      FROM records),
    timed AS (
      SELECT *, ${timeOf('r.startTime')} AS started_at, ${timeOf('r.endTime')} AS ended_at
      FROM nested)
  SELECT
    'bench' AS batch_id, 'main-gateway' AS gateway, 'litellm' AS mapping, '1' AS mapping_version,
    sha256(line) AS record_hash, coalesce(r.request_id, r.id) AS request_id, r.call_type,
    coalesce(r.status, m.status) AS request_status,
    coalesce(m.error_information.error_code, r.error_information.error_code) AS error_code,
    coalesce(m.error_information.error_class, r.error_information.error_class) AS error_class,
    started_at, ended_at, CAST(started_at AS DATE) AS usage_date, coalesce(r.session_id, r.trace_id) AS session_id,
    coalesce(m.user_api_key_hash, m.user_api_key, r.api_key) AS virtual_key_id, m.user_api_key_alias AS virtual_key_alias,
    coalesce(r.team_id, m.user_api_key_team_id) AS gateway_team_id, m.user_api_key_team_alias AS gateway_team_alias,
    coalesce(nullif(r."user", ''), m.user_api_key_user_id) AS gateway_user_id,
    coalesce(nullif(r.end_user, ''), m.user_api_key_end_user_id) AS end_user_id,
    r.model AS model_id, coalesce(m.original_model_group, r.model_group) AS requested_model_id,
    r.model_id AS deployment_id, r.custom_llm_provider AS provider_name, r.api_base,
    'inside' AS token_convention, 'inside' AS reasoning_convention,
    coalesce(r.prompt_tokens, m.usage_object.prompt_tokens) AS input_tokens,
    greatest(m.usage_object.cache_read_input_tokens, m.usage_object.prompt_tokens_details.cached_tokens)
      AS input_cache_read_tokens,
    greatest(m.usage_object.cache_creation_input_tokens, m.usage_object.prompt_tokens_details.cache_creation_tokens,
      m.usage_object.prompt_tokens_details.cache_write_tokens) AS input_cache_write_tokens,
    m.usage_object.prompt_tokens_details.cache_creation_token_details.ephemeral_5m_input_tokens
      AS input_cache_write_5m_tokens,
    m.usage_object.prompt_tokens_details.cache_creation_token_details.ephemeral_1h_input_tokens
      AS input_cache_write_1h_tokens,
    coalesce(r.completion_tokens, m.usage_object.completion_tokens) AS output_tokens,
    m.usage_object.completion_tokens_details.reasoning_tokens AS output_reasoning_tokens,
    coalesce(r.total_tokens, m.usage_object.total_tokens) AS total_tokens,
    m.usage_object.server_tool_use.web_search_requests AS web_search_count,
    m.batch_successful_requests AS batch_request_count,
    coalesce(r.spend, r.response_cost) AS logged_cost, 'usd' AS logged_cost_unit,
    coalesce(m.usage_object.service_tier, m.service_tier) AS service_tier,
    coalesce(lower(r.cache_hit) = 'true', false) AS is_gateway_cache_hit,
    coalesce(r.call_type, '') IN ('aget_responses', 'get_responses', 'aretrieve_batch', 'retrieve_batch', 'acreate_file',
      'create_file') AS is_retrieval,
    m.attempted_retries, m.attempted_fallbacks,
    list_filter(tags, lambda tag: tag LIKE 'project:%' OR tag LIKE 'service:%')[1] AS service_tag,
    list_filter(tags, lambda tag: tag LIKE 'feature:%')[1] AS feature_tag,
    list_filter(tags, lambda tag: tag LIKE 'env:%')[1] AS environment_tag,
    list_filter(tags, lambda tag: tag LIKE 'customer:%')[1] AS customer_tag
  FROM timed
  WHERE started_at IS NOT NULL`;

/** Spend logs write UTC as text, standard payloads seconds since the epoch. */
function timeOf(field: string): string {
  return `CASE
    WHEN ${field} LIKE '%-%' THEN try_cast(${field} AS TIMESTAMP)
    ELSE make_timestamp(CAST(try_cast(${field} AS DOUBLE) * 1000000 AS BIGINT))
  END`;
}
