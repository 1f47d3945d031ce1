import { rawTable } from '../../warehouse/raw-table.js';

const byAccount = { partitionBy: 'usage_date', clusterBy: ['account'] } as const;

/** One row per account × UTC day × project × user × key × model × batch flag × service tier. Tokens; cache is inside input. */
export const openaiUsageCompletions = rawTable(
  'openai_usage_completions',
  `batch_id account usage_date:DATE project_id user_id api_key_id model_id is_batch:BOOL service_tier
   input_tokens:INT64 input_cached_tokens:INT64 input_cache_write_tokens:INT64 input_uncached_tokens:INT64
   input_text_tokens:INT64 input_cached_text_tokens:INT64 input_audio_tokens:INT64 input_cached_audio_tokens:INT64
   input_image_tokens:INT64 input_cached_image_tokens:INT64 output_tokens:INT64 output_text_tokens:INT64
   output_audio_tokens:INT64 output_image_tokens:INT64 num_model_requests:INT64`,
  byAccount,
);

/** One row per account × UTC day × project × user × key × model. */
export const openaiUsageEmbeddings = rawTable(
  'openai_usage_embeddings',
  `batch_id account usage_date:DATE project_id user_id api_key_id model_id input_tokens:INT64 num_model_requests:INT64`,
  byAccount,
);

/** One row per account × UTC day × project × key × line item. Dollars as the provider's own decimal string. */
export const openaiCosts = rawTable(
  'openai_costs',
  `batch_id account usage_date:DATE project_id api_key_id line_item amount_value amount_currency quantity quantity_unit`,
  byAccount,
);

/** One row per account × snapshot day × project, archived ones too. */
export const openaiProjects = rawTable(
  'openai_projects',
  'batch_id account snapshot_date:DATE project_id project_name status created_at:TIMESTAMP archived_at:TIMESTAMP',
  { partitionBy: 'snapshot_date' },
);

/** One row per account × snapshot day × key. Ids and names only, never a secret. */
export const openaiProjectApiKeys = rawTable(
  'openai_project_api_keys',
  `batch_id account snapshot_date:DATE project_id api_key_id api_key_name owner_type owner_id
   created_at:TIMESTAMP last_used_at:TIMESTAMP`,
  { partitionBy: 'snapshot_date' },
);

/** One row per account × UTC day × workspace × key × model × tier × context window × geo × speed × account or service account. */
export const anthropicUsageMessages = rawTable(
  'anthropic_usage_messages',
  `batch_id account usage_date:DATE workspace_id api_key_id account_id service_account_id model_id service_tier
   context_window inference_geo speed uncached_input_tokens:INT64 cache_read_input_tokens:INT64
   ephemeral_5m_input_tokens:INT64 ephemeral_1h_input_tokens:INT64 output_tokens:INT64 web_search_requests:INT64`,
  byAccount,
);

/** One row per account × UTC day × workspace × description. `amount_cents` is the provider's decimal string of cents. */
export const anthropicCosts = rawTable(
  'anthropic_costs',
  `batch_id account usage_date:DATE workspace_id description cost_type token_type model_id service_tier context_window
   inference_geo amount_cents amount_currency`,
  byAccount,
);

/** One row per account × snapshot day × workspace. */
export const anthropicWorkspaces = rawTable(
  'anthropic_workspaces',
  'batch_id account snapshot_date:DATE workspace_id workspace_name created_at:TIMESTAMP archived_at:TIMESTAMP',
  { partitionBy: 'snapshot_date' },
);

/** One row per account × snapshot day × key. Ids and names only. */
export const anthropicApiKeys = rawTable(
  'anthropic_api_keys',
  'batch_id account snapshot_date:DATE api_key_id api_key_name workspace_id status created_at:TIMESTAMP',
  { partitionBy: 'snapshot_date' },
);
