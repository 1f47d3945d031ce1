import type { Scrubber } from '../../landing/scrubber.js';
import { sha256Hex } from '../../landing/scrubber.js';
import { countOf, dollarsOf, type Json, largestOf, objectOf, textOf } from './json-fields.js';
import type { LitellmRow } from './litellm-row.js';
import { parseTime } from './parse-time.js';
import type { TagReader } from './read-tags.js';

/** Fetching a response or a batch again repeats its usage; creating a file has none. */
const RETRIEVALS: readonly string[] = [
  'aget_responses',
  'get_responses',
  'aretrieve_batch',
  'retrieve_batch',
  'acreate_file',
  'create_file',
];

export interface RecordMapper {
  readonly gateway: string;
  readonly scrub: Scrubber;
  readonly readTags: TagReader;
}

/** A row before it is checked: what a record got wrong is still in it. */
export type UncheckedRow = { readonly [Column in keyof LitellmRow]: LitellmRow[Column] | undefined };

export function formatOf(record: Json): LitellmRow['mapping'] | undefined {
  if ('response_cost' in record || ('id' in record && !('request_id' in record))) return 'litellm-standard-logging';
  return 'startTime' in record && ('request_id' in record || 'spend' in record) ? 'litellm-spend-logs' : undefined;
}

/** One record as a row, message text left behind. Field meanings: https://docs.litellm.ai/docs/proxy/logging_spec. */
export function mapRecord(
  mapper: RecordMapper,
  format: LitellmRow['mapping'],
  record: Json,
  metadata: Json,
  recordHash: string,
): UncheckedRow {
  const { scrub, gateway } = mapper;
  const isSpendLog = format === 'litellm-spend-logs';
  const identity = (field: unknown) => {
    const text = textOf(field);
    return text === null ? null : scrub(text);
  };
  const requestId = identity(isSpendLog ? record.request_id : record.id);
  const callType = textOf(record.call_type);
  const startedAt = parseTime(record.startTime) ?? undefined;
  const error = errorOf(record, metadata);
  const endUser = identity(record.end_user) ?? identity(metadata.user_api_key_end_user_id);
  const tags = mapper.readTags(record, metadata);
  return {
    gateway,
    mapping: format,
    mapping_version: '1',
    record_hash: recordHash,
    request_id: requestId,
    call_type: callType,
    request_status: statusOf(record, metadata, error.code !== null || error.errorClass !== null),
    error_code: error.code,
    error_class: error.errorClass,
    started_at: startedAt,
    ended_at: parseTime(record.endTime),
    usage_date: startedAt?.slice(0, 10),
    session_id: identity(isSpendLog ? record.session_id : record.trace_id),
    virtual_key_id: keyHashOf(
      textOf(metadata.user_api_key_hash) ?? textOf(metadata.user_api_key) ?? textOf(record.api_key),
      scrub,
    ),
    virtual_key_alias: identity(metadata.user_api_key_alias),
    gateway_team_id: identity(record.team_id) ?? identity(metadata.user_api_key_team_id),
    gateway_team_alias: identity(metadata.user_api_key_team_alias),
    gateway_user_id: identity(record.user) ?? identity(metadata.user_api_key_user_id),
    end_user_id: endUser,
    model_id: identity(record.model),
    requested_model_id: identity(metadata.original_model_group) ?? identity(record.model_group),
    deployment_id: identity(record.model_id),
    provider_name: textOf(record.custom_llm_provider),
    api_base: apiBaseOf(textOf(record.api_base), scrub),
    token_convention: 'inside',
    reasoning_convention: 'inside',
    ...tokensOf(record, metadata),
    logged_cost: dollarsOf(isSpendLog ? record.spend : record.response_cost),
    logged_cost_unit: 'usd',
    is_gateway_cache_hit: isCacheHit(record.cache_hit, requestId),
    is_retrieval: callType !== null && RETRIEVALS.includes(callType),
    attempted_retries: countOf(metadata.attempted_retries),
    attempted_fallbacks: countOf(metadata.attempted_fallbacks),
    service_tag: tags.service === null ? null : scrub(tags.service),
    feature_tag: tags.feature === null ? null : scrub(tags.feature),
    environment_tag: tags.environment === null ? null : scrub(tags.environment),
    customer_tag: tags.customer === null ? endUser : scrub(tags.customer),
    has_conflicting_tags: tags.hasConflict,
  };
}

/**
 * Cache tokens stand under several names, and a stream may leave some at zero (litellm #11789): the largest is meant.
 * `prompt_tokens` includes them all.
 */
function tokensOf(record: Json, metadata: Json) {
  const usage = objectOf(metadata, 'usage_object');
  const extra = objectOf(metadata, 'additional_usage_values');
  const input = objectOf(usage, 'prompt_tokens_details');
  const extraInput = objectOf(extra, 'prompt_tokens_details');
  const written = objectOf(input, 'cache_creation_token_details');
  const extraWritten = objectOf(extraInput, 'cache_creation_token_details');
  const creation = objectOf(usage, 'cache_creation');
  const ephemeral = (key: string) => largestOf(written[key], extraWritten[key], creation[key]);
  return {
    input_tokens: countOf(record.prompt_tokens ?? usage.prompt_tokens),
    output_tokens: countOf(record.completion_tokens ?? usage.completion_tokens),
    total_tokens: countOf(record.total_tokens ?? usage.total_tokens),
    input_cache_read_tokens: largestOf(
      usage.cache_read_input_tokens,
      input.cached_tokens,
      extra.cache_read_input_tokens,
      extraInput.cached_tokens,
    ),
    input_cache_write_tokens: largestOf(
      usage.cache_creation_input_tokens,
      input.cache_creation_tokens,
      input.cache_write_tokens,
      extra.cache_creation_input_tokens,
      extraInput.cache_creation_tokens,
      extraInput.cache_write_tokens,
    ),
    input_cache_write_5m_tokens: ephemeral('ephemeral_5m_input_tokens'),
    input_cache_write_1h_tokens: ephemeral('ephemeral_1h_input_tokens'),
    output_reasoning_tokens: largestOf(
      objectOf(usage, 'completion_tokens_details').reasoning_tokens,
      objectOf(extra, 'completion_tokens_details').reasoning_tokens,
    ),
    web_search_count: largestOf(
      objectOf(usage, 'server_tool_use').web_search_requests,
      input.web_search_requests,
      extraInput.web_search_requests,
    ),
    batch_request_count: countOf(metadata.batch_successful_requests),
    service_tier: textOf(usage.service_tier) ?? textOf(metadata.service_tier),
  };
}

function statusOf(record: Json, metadata: Json, hasError: boolean): LitellmRow['request_status'] | undefined {
  const written = textOf(record.status) ?? textOf(metadata.status);
  if (written === null) return hasError ? 'failure' : 'success';
  return written === 'success' || written === 'failure' ? written : undefined;
}

/** Code and class only: messages and tracebacks may quote the prompt. */
function errorOf(record: Json, metadata: Json) {
  const inMetadata = objectOf(metadata, 'error_information');
  const inRecord = objectOf(record, 'error_information');
  const pick = (key: string) => {
    const text = textOf(inMetadata[key]) ?? textOf(inRecord[key]);
    return text !== null && /^[A-Za-z0-9_.-]{1,80}$/.test(text) ? text : null;
  };
  return { code: pick('error_code'), errorClass: pick('error_class') };
}

/** The virtual key's SHA-256, which LiteLLM logs by itself; a key in clear gets the same hash here. */
function keyHashOf(key: string | null, scrub: Scrubber): string | null {
  if (key === null) return null;
  return key.startsWith('sk-') ? sha256Hex(key) : scrub(key);
}

/** Without user, password and query: some providers take the key as a query parameter. */
function apiBaseOf(base: string | null, scrub: Scrubber): string | null {
  if (base === null) return null;
  return scrub(base.replace(/[?#].*$/s, '').replace(/\/\/[^/@]*@/, '//'));
}

function isCacheHit(cacheHit: unknown, requestId: string | null): boolean {
  return (
    cacheHit === true || cacheHit === 'True' || cacheHit === 'true' || (requestId?.includes('_cache_hit') ?? false)
  );
}
