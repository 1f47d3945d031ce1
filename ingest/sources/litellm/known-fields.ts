function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}

/** Fields of both record shapes that we land, or know and leave out (message text among them). */
export const knownRecordFields = words(`
  request_id id session_id trace_id call_id call_type api_key cache_hit startTime endTime completionStartTime request_duration_ms
  model user team_id organization_id metadata cache_key spend total_tokens prompt_tokens completion_tokens request_tags end_user
  api_base model_group model_id requester_ip_address custom_llm_provider messages response proxy_server_request status
  mcp_namespaced_tool_name agent_id stream response_cost cost_breakdown response_cost_failure_debug_info status_fields response_time
  model_map_information saved_cache_cost error_str error_information model_parameters hidden_params guardrail_information
  standard_built_in_tools_params`);

export const knownMetadataFields = words(`
  applied_guardrails attempted_fallbacks original_model_group batch_models batch_successful_requests batch_failed_requests
  mcp_tool_call_metadata vector_store_request_metadata routing_decision internal_call_origin router_metadata azure_spillover
  guardrail_information compression_savings litellm_gateway_injected_cache usage_object model_map_information additional_usage_values
  user_api_key user_api_key_hash user_api_key_alias user_api_key_team_id user_api_key_team_alias user_api_key_project_id
  user_api_key_project_alias user_api_key_org_id user_api_key_user_id user_api_key_user_email user_api_key_end_user_id
  spend_logs_metadata requester_ip_address requester_metadata requester_custom_headers user_agent status error_information error_str
  attempted_retries max_retries cold_storage_object_key service_tier`);
