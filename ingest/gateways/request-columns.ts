import { type ColumnType, type RawTable, rawTable } from '../../warehouse/raw-table.js';

/**
 * What the text of a field must be to become a column.
 * `text` an identifying text, scrubbed of e-mail addresses and keys · `key` a virtual key, hashed where it is a secret ·
 * `url` without user, password and query · `code` one short word · `choice` one of `words` · `flag` true or false ·
 * `count` a whole number · `money` a decimal number · `time` an instant.
 */
export type ColumnKind = 'text' | 'key' | 'url' | 'code' | 'choice' | 'flag' | 'count' | 'money' | 'time';

export interface RequestColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** A record without it is rejected. */
  readonly isRequired?: boolean;
  /** It decides nothing: what cannot be read becomes NULL and is counted, and the record lands. */
  readonly isEvidence?: boolean;
  /** For `choice`. */
  readonly words?: readonly string[];
}

const CONVENTIONS = ['inside', 'beside', 'unknown'];

/** The columns of a request that a mapping fills, in the order of the table. What each one means: docs/mappings.md. */
export const requestColumns: readonly RequestColumn[] = [
  { name: 'request_id', kind: 'text' },
  { name: 'call_id', kind: 'text' },
  { name: 'provider_batch_id', kind: 'text' },
  { name: 'call_type', kind: 'text' },
  { name: 'request_status', kind: 'choice', words: ['success', 'failure'], isRequired: true },
  { name: 'error_code', kind: 'code', isEvidence: true },
  { name: 'error_class', kind: 'code', isEvidence: true },
  { name: 'started_at', kind: 'time', isRequired: true },
  { name: 'ended_at', kind: 'time', isEvidence: true },
  { name: 'session_id', kind: 'text' },
  { name: 'virtual_key_id', kind: 'key' },
  { name: 'virtual_key_alias', kind: 'text' },
  { name: 'gateway_team_id', kind: 'text' },
  { name: 'gateway_team_alias', kind: 'text' },
  { name: 'gateway_user_id', kind: 'text' },
  { name: 'end_user_id', kind: 'text' },
  { name: 'model_id', kind: 'text' },
  { name: 'requested_model_id', kind: 'text' },
  { name: 'deployment_id', kind: 'text' },
  { name: 'provider_name', kind: 'text' },
  { name: 'api_base', kind: 'url' },
  { name: 'token_convention', kind: 'choice', words: CONVENTIONS, isRequired: true },
  { name: 'reasoning_convention', kind: 'choice', words: CONVENTIONS, isRequired: true },
  { name: 'input_tokens', kind: 'count' },
  { name: 'input_cache_read_tokens', kind: 'count' },
  { name: 'input_cache_write_tokens', kind: 'count' },
  { name: 'input_cache_write_5m_tokens', kind: 'count' },
  { name: 'input_cache_write_1h_tokens', kind: 'count' },
  { name: 'output_tokens', kind: 'count' },
  { name: 'output_reasoning_tokens', kind: 'count' },
  { name: 'total_tokens', kind: 'count' },
  { name: 'web_search_count', kind: 'count' },
  { name: 'batch_request_count', kind: 'count' },
  { name: 'logged_cost', kind: 'money', isEvidence: true },
  { name: 'logged_cost_unit', kind: 'choice', words: ['usd', 'cents'] },
  { name: 'service_tier', kind: 'text' },
  { name: 'speed', kind: 'text' },
  { name: 'region', kind: 'text' },
  { name: 'is_gateway_cache_hit', kind: 'flag' },
  { name: 'is_retrieval', kind: 'flag' },
  { name: 'is_batch_retrieval', kind: 'flag' },
  { name: 'attempted_retries', kind: 'count', isEvidence: true },
  { name: 'attempted_fallbacks', kind: 'count', isEvidence: true },
  { name: 'service_tag', kind: 'text' },
  { name: 'feature_tag', kind: 'text' },
  { name: 'environment_tag', kind: 'text' },
  { name: 'customer_tag', kind: 'text' },
  { name: 'has_conflicting_tags', kind: 'flag' },
];

/** Columns that the reader itself fills. */
const OWN_COLUMNS = 'batch_id gateway mapping mapping_version record_hash usage_date:DATE unreadable_fields';

/**
 * One row per record that a gateway logged, copies included, in the source's own numbers and words; `token_convention` and
 * `reasoning_convention` say whether cache and reasoning tokens stand inside or beside the input and output tokens.
 * `unreadable_fields` names fields that decide nothing and could not be read. No message text.
 */
export const gatewayRequests: RawTable = rawTable(
  'gateway_requests',
  `${OWN_COLUMNS} ${requestColumns.map(({ name, kind }) => `${name}:${columnType(kind)}`).join(' ')}`,
  { partitionBy: 'usage_date', clusterBy: ['gateway'] },
);

function columnType(kind: ColumnKind): ColumnType {
  switch (kind) {
    case 'count':
      return 'INT64';
    case 'money':
      return 'NUMERIC';
    case 'time':
      return 'TIMESTAMP';
    case 'flag':
      return 'BOOL';
    default:
      return 'STRING';
  }
}
