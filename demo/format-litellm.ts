import { createHash } from 'node:crypto';
import { CANARIES, type VirtualKey } from './company.js';
import { epochOf } from './days.js';
import { type RequestEvent, totalInput } from './request-event.js';

/** The shapes in which LiteLLM leaves its logs; the company has used all three. */
export type LogShape = 'spend log, nested text' | 'spend log' | 'standard payload';

/** In November the gateway moved to LiteLLM's standard logging payload; until August metadata was text inside text. */
export function shapeOn(day: string): LogShape {
  if (day < '2026-09-01') return 'spend log, nested text';
  return day < '2026-11-01' ? 'spend log' : 'standard payload';
}

/** LiteLLM keeps the SHA-256 of a virtual key, never the key. */
export function hashOfKey(key: VirtualKey): string {
  return createHash('sha256').update(`sk-virtual-${key.alias}`).digest('hex');
}

/**
 * Writes records as lines of JSON. Most of a line is the same for a whole stream and is written once;
 * a record is a template around it, because serializing a tree a record takes most of the demo's time.
 */
export function createLineFormatter(shape: LogShape): (event: RequestEvent) => string {
  const keyParts = new Map<string, string>();
  const keyPartOf = (event: RequestEvent): string => {
    const known = keyParts.get(event.stream.id);
    if (known !== undefined) return known;
    const part = JSON.stringify(keyMetadata(event)).slice(1, -1);
    keyParts.set(event.stream.id, part);
    return part;
  };
  const keyHashes = new Map<string, string>();
  const keyHashOf = (key: VirtualKey): string => {
    const known = keyHashes.get(key.alias) ?? hashOfKey(key);
    keyHashes.set(key.alias, known);
    return known;
  };
  return shape === 'standard payload'
    ? (event) => standardPayload(event, keyPartOf(event))
    : (event) => spendLog(event, keyPartOf(event), keyHashOf(event.stream.key), shape === 'spend log, nested text');
}

function keyMetadata({ stream }: RequestEvent): Record<string, unknown> {
  const { key } = stream;
  return {
    user_api_key: hashOfKey(key),
    user_api_key_alias: key.alias,
    user_api_key_team_id: key.teamId,
    user_api_key_team_alias: key.teamAlias,
    user_api_key_user_id: stream.gatewayUser ?? null,
    spend_logs_metadata: null,
  };
}

function spendLog(event: RequestEvent, keyPart: string, keyHash: string, isNestedText: boolean): string {
  const { stream, phase, tokens } = event;
  const prompt = totalInput(tokens);
  const retries = event.attemptedRetries === null ? 'null' : String(event.attemptedRetries);
  const metadata = `{${keyPart},"attempted_fallbacks":null,"usage_object":${usageObject(event)},"additional_usage_values":{},"status":"${event.status}","error_information":${errorInformation(event)},"attempted_retries":${retries},"max_retries":${event.attemptedRetries === null ? 'null' : '9'}${event.errorText === null ? '' : `,"error_str":"${event.errorText}"`}${event.batchRequests === null ? '' : `,"batch_successful_requests":${event.batchRequests}`}}`;
  const tags = JSON.stringify(event.tags);
  return `{"request_id":"${event.requestId}","session_id":"${event.sessionId}","call_type":"${event.callType}","api_key":"${keyHash}","cache_hit":"${event.isCacheHit ? 'True' : 'None'}","startTime":"${naiveTime(event.day, event.startMs)}","endTime":"${naiveTime(event.day, event.startMs + event.durationMs)}","model":"${phase.loggedAs ?? phase.model}","model_group":"${phase.model}","model_id":"f3a90c21","custom_llm_provider":"${phase.provider}","api_base":"${apiBase(event)}","user":"${stream.gatewayUser ?? ''}","team_id":"${stream.key.teamId}","organization_id":"","end_user":"${event.endUser}","metadata":${isNestedText ? JSON.stringify(metadata) : metadata},"spend":${spendOf(event)},"total_tokens":${prompt + tokens.output},"prompt_tokens":${prompt},"completion_tokens":${tokens.output},"request_tags":${isNestedText ? JSON.stringify(tags) : tags},"status":"${event.status}","messages":${event.carriesText ? MESSAGES : '"{}"'},"response":"{}","proxy_server_request":${event.carriesText ? HEADERS : '"{}"'}}`;
}

const MESSAGES = JSON.stringify([{ role: 'user', content: CANARIES.message }]);
const HEADERS = JSON.stringify({ headers: { authorization: `Bearer ${CANARIES.secret}` } });

function standardPayload(event: RequestEvent, keyPart: string): string {
  const { phase, tokens } = event;
  const prompt = totalInput(tokens);
  const startTime = epochOf(event.day) + event.startMs / 1000;
  const errorText = event.error === null ? event.errorText : `litellm.${event.error.name}: ${event.error.text}`;
  return `{"id":"${event.requestId}","trace_id":"${event.sessionId}","call_type":"${event.callType}","response_cost":${spendOf(event)},"status":"${event.status}","custom_llm_provider":"${phase.provider}","total_tokens":${prompt + tokens.output},"prompt_tokens":${prompt},"completion_tokens":${tokens.output},"startTime":${startTime},"endTime":${startTime + event.durationMs / 1000},"model":"${phase.loggedAs ?? phase.model}","model_group":"${phase.model}","model_id":"f3a90c21","api_base":"${apiBase(event)}","metadata":{${keyPart},"usage_object":${usageObject(event)},"attempted_retries":${event.attemptedRetries}},"cache_hit":${event.isCacheHit},"request_tags":${JSON.stringify(event.tags)},"end_user":"${event.endUser}","error_str":${JSON.stringify(errorText)},"error_information":${errorInformation(event)},"messages":${event.carriesText ? MESSAGES : 'null'},"response":null,"model_parameters":{"service_tier":"${event.serviceTier}"}}`;
}

/** Usage as LiteLLM normalizes it: prompt tokens include what was read from and written to the cache. */
function usageObject({ status, tokens, phase, serviceTier }: RequestEvent): string {
  if (status === 'failure') return 'null';
  const prompt = totalInput(tokens);
  const written = tokens.cacheWrite5m + tokens.cacheWrite30m + tokens.cacheWrite1h;
  const sum = `"prompt_tokens":${prompt},"completion_tokens":${tokens.output},"total_tokens":${prompt + tokens.output}`;
  const details = `"cached_tokens":${tokens.cacheRead},"cache_creation_tokens":${written}`;
  const searches = tokens.webSearches === 0 ? '' : `,"server_tool_use":{"web_search_requests":${tokens.webSearches}}`;
  const tier = `"service_tier":"${serviceTier}"`;
  return phase.provider === 'anthropic'
    ? `{${sum},"prompt_tokens_details":{${details},"cache_creation_token_details":{"ephemeral_5m_input_tokens":${tokens.cacheWrite5m},"ephemeral_1h_input_tokens":${tokens.cacheWrite1h}}},"completion_tokens_details":null,"cache_creation_input_tokens":${written},"cache_read_input_tokens":${tokens.cacheRead}${searches},${tier}}`
    : `{${sum},"prompt_tokens_details":{${details}},"completion_tokens_details":{"reasoning_tokens":${tokens.reasoning}}${searches},${tier}}`;
}

function errorInformation({ error, phase, carriesText }: RequestEvent): string {
  if (error === null) return 'null';
  return JSON.stringify({
    error_code: error.code,
    error_class: error.name,
    llm_provider: phase.provider,
    traceback: '',
    error_message: carriesText ? `${error.text}: ${CANARIES.message}` : error.text,
  });
}

function apiBase({ phase }: RequestEvent): string {
  return phase.provider === 'openai' ? 'https://api.openai.com/v1/' : 'https://api.anthropic.com';
}

function spendOf(event: RequestEvent): number {
  return Math.round(event.spendUsd * 1e8) / 1e8;
}

/** UTC without saying so: `2026-11-20 14:03:11.482000`. What ends after midnight ends on the next day. */
function naiveTime(day: string, ms: number): string {
  if (ms >= 86_400_000) return new Date(epochOf(day) * 1000 + ms).toISOString().replace('T', ' ').replace('Z', '000');
  const seconds = Math.floor(ms / 1000);
  const two = (value: number) => (value < 10 ? `0${value}` : String(value));
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return `${day} ${clock}.${String(ms % 1000).padStart(3, '0')}000`;
}
