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
  /** The configured tags of a record fill it, before the mapping's own rule does. */
  readonly isOfTags?: boolean;
  /** For `choice`. */
  readonly words?: readonly string[];
  /** For whoever writes a mapping: docs/mappings.md. Markdown. */
  readonly meaning: string;
}

const CONVENTIONS = ['inside', 'beside', 'unknown'];

/** The columns of a request that a mapping fills, in the order of the table. */
export const requestColumns: readonly RequestColumn[] = [
  {
    name: 'request_id',
    kind: 'text',
    meaning:
      "The gateway's id of the request. Records of one day that agree in id, call type, key and start are one request, of which the fullest counts; those without an id are told apart by what the mapping reads of them.",
  },
  {
    name: 'call_id',
    kind: 'text',
    meaning:
      'Id of the call, where several layers of the gateway log one call under request ids of their own: it counts once.',
  },
  {
    name: 'trace_id',
    kind: 'text',
    meaning:
      'Trace whose spans are the log. No two requests in it have one id, so records that agree in id are one request whatever their start.',
  },
  {
    name: 'parent_request_id',
    kind: 'text',
    meaning:
      'Id of the record that this one was made within, in its trace. An outer record with no more output than an inner one repeats it: not charged.',
  },
  {
    name: 'is_wrapper',
    kind: 'flag',
    meaning:
      'It sums up requests made within it, as an agent or a chain does: not charged where the trace has one of them.',
  },
  {
    name: 'context_id',
    kind: 'text',
    meaning:
      'Id that the request has in common with a record of the log, or of another file of it, that knows more of its caller.',
  },
  {
    name: 'is_context',
    kind: 'flag',
    meaning:
      'It is such a record, and no request: owner, tags, customer and session hold for the requests of the same UTC day with its `context_id` that say nothing themselves, a failure for all of them. The newest (`ended_at`) of several counts.',
  },
  {
    name: 'provider_batch_id',
    kind: 'text',
    meaning:
      "The provider's id of the batch that was fetched; without it, a batch is known by its caller, model and size.",
  },
  {
    name: 'call_type',
    kind: 'text',
    meaning: "What was called, in the gateway's word: `acompletion`, `aembedding`, …",
  },
  {
    name: 'request_status',
    kind: 'choice',
    words: ['success', 'failure'],
    isRequired: true,
    meaning: 'A failure is kept, and costs what it used: nothing where it has no tokens.',
  },
  {
    name: 'error_code',
    kind: 'code',
    isEvidence: true,
    meaning: 'Code of the failure: `429`. Map no message: it may quote the prompt.',
  },
  { name: 'error_class', kind: 'code', isEvidence: true, meaning: 'Class of the failure: `RateLimitError`.' },
  {
    name: 'started_at',
    kind: 'time',
    isRequired: true,
    meaning: 'When the request started. Its UTC day is the day of the cost.',
  },
  { name: 'ended_at', kind: 'time', isEvidence: true, meaning: 'When the answer was complete.' },
  {
    name: 'session_id',
    kind: 'text',
    meaning: 'Session or trace that several attempts share: failed attempts are linked to what repeats them within it.',
  },
  {
    name: 'virtual_key_id',
    kind: 'key',
    meaning:
      "The gateway's own key that the caller used; its id or hash. Names an owner (registry: `virtual_key`) where there is no alias.",
  },
  {
    name: 'virtual_key_alias',
    kind: 'text',
    meaning: "The key's name, which goes before its id (registry: `virtual_key`).",
  },
  { name: 'gateway_team_id', kind: 'text', meaning: 'Team that the key belongs to (registry: `gateway_team`).' },
  { name: 'gateway_team_alias', kind: 'text', meaning: "The team's name, for people." },
  { name: 'gateway_user_id', kind: 'text', meaning: 'User that the key belongs to (registry: `gateway_user`).' },
  {
    name: 'end_user_id',
    kind: 'text',
    meaning: 'Your customer, on whose behalf the caller asked; the customer of unit costs where no tag names one.',
  },
  { name: 'model_id', kind: 'text', meaning: 'Model that answered, as the provider names it. It decides the price.' },
  { name: 'requested_model_id', kind: 'text', meaning: 'Model or group that was asked for.' },
  { name: 'deployment_id', kind: 'text', meaning: "The gateway's own id of where it sent the request." },
  {
    name: 'provider_name',
    kind: 'text',
    meaning:
      'Who served it: `openai`, `anthropic`, `bedrock`, `vertex_ai`, … With `gateway` and day, it decides which bill the request belongs to.',
  },
  { name: 'api_base', kind: 'url', meaning: 'Address that was called; it tells the region scope of the price.' },
  {
    name: 'token_convention',
    kind: 'choice',
    words: CONVENTIONS,
    isRequired: true,
    meaning: 'Whether cached tokens stand inside `input_tokens`, beside them, or it is not known.',
  },
  {
    name: 'reasoning_convention',
    kind: 'choice',
    words: CONVENTIONS,
    isRequired: true,
    meaning: 'The same of reasoning tokens and `output_tokens`.',
  },
  {
    name: 'input_tokens',
    kind: 'count',
    meaning: 'Input tokens, with or without the cached ones as `token_convention` says.',
  },
  { name: 'input_cache_read_tokens', kind: 'count', meaning: "Input read from the provider's prompt cache." },
  {
    name: 'input_cache_write_tokens',
    kind: 'count',
    meaning: 'Input written to the prompt cache, all lifetimes together.',
  },
  { name: 'input_cache_write_5m_tokens', kind: 'count', meaning: 'Of these, for five minutes.' },
  { name: 'input_cache_write_1h_tokens', kind: 'count', meaning: 'Of these, for one hour.' },
  {
    name: 'output_tokens',
    kind: 'count',
    meaning: 'Output tokens, with or without reasoning as `reasoning_convention` says.',
  },
  { name: 'output_reasoning_tokens', kind: 'count', meaning: 'Reasoning tokens.' },
  {
    name: 'total_tokens',
    kind: 'count',
    meaning: "The gateway's own sum. It decides where `token_convention` is unknown, and is nothing else.",
  },
  { name: 'web_search_count', kind: 'count', meaning: 'Web searches that the provider ran.' },
  { name: 'batch_request_count', kind: 'count', meaning: 'Requests of a batch that this record stands for.' },
  {
    name: 'logged_cost',
    kind: 'money',
    isEvidence: true,
    meaning: 'What the gateway says it cost. Shown for comparison; prices come from the rate books.',
  },
  {
    name: 'logged_cost_unit',
    kind: 'choice',
    words: ['usd', 'cents'],
    meaning: 'Unit of `logged_cost`; dollars when left out.',
  },
  {
    name: 'service_tier',
    kind: 'text',
    meaning:
      "Tier of the price, in the provider's word: `default`, `batch`, `flex`, `priority`; standard when left out.",
  },
  { name: 'speed', kind: 'text', meaning: 'Speed mode as served: `fast` has a price of its own, whatever the tier.' },
  {
    name: 'region',
    kind: 'text',
    meaning: "Geography as served, in the provider's word, where it decides the price: `us`.",
  },
  {
    name: 'is_gateway_cache_hit',
    kind: 'flag',
    meaning:
      "The gateway answered from a cache of its own: the provider charges nothing. Not the provider's prompt cache.",
  },
  {
    name: 'is_retrieval',
    kind: 'flag',
    meaning: 'It fetches an earlier answer again, whose usage it repeats: not charged.',
  },
  {
    name: 'is_batch_retrieval',
    kind: 'flag',
    meaning: 'It fetches a batch with its usage: charged once a batch, on the day of the first fetch.',
  },
  { name: 'attempted_retries', kind: 'count', isEvidence: true, meaning: 'Retries that the gateway made for it.' },
  {
    name: 'attempted_fallbacks',
    kind: 'count',
    isEvidence: true,
    meaning: 'Other models that the gateway tried for it.',
  },
  {
    name: 'service_tag',
    kind: 'text',
    isOfTags: true,
    meaning: 'Tag that names the service, as `name=value` (registry: `tag`).',
  },
  { name: 'feature_tag', kind: 'text', isOfTags: true, meaning: 'Feature of the product.' },
  { name: 'environment_tag', kind: 'text', isOfTags: true, meaning: '`prod`, `staging`, …' },
  { name: 'customer_tag', kind: 'text', isOfTags: true, meaning: 'Your customer, for unit costs.' },
  {
    name: 'has_conflicting_tags',
    kind: 'flag',
    isOfTags: true,
    meaning: 'One tag came with two values. Made by the reader; not to be mapped.',
  },
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
  { partitionBy: 'usage_date', clusterBy: ['gateway'], requirePartitionFilter: true },
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
