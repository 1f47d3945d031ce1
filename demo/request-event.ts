import type { GatewayStream, ModelPhase } from './gateway-stream.js';

/** Tokens of one request. Disjoint; `reasoning` is a part of `output`. */
export interface RequestTokens {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite30m: number;
  readonly cacheWrite1h: number;
  readonly output: number;
  readonly reasoning: number;
  readonly webSearches: number;
}

export const NO_TOKENS: RequestTokens = {
  input: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite30m: 0,
  cacheWrite1h: 0,
  output: 0,
  reasoning: 0,
  webSearches: 0,
};

/** One record that the gateway writes. */
export interface RequestEvent {
  readonly stream: GatewayStream;
  readonly phase: ModelPhase;
  readonly day: string;
  /** Milliseconds since the start of the day. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly requestId: string;
  readonly sessionId: string;
  readonly callType: string;
  readonly tags: readonly string[];
  readonly endUser: string;
  readonly tokens: RequestTokens;
  readonly serviceTier: 'default' | 'priority' | 'standard';
  readonly status: 'success' | 'failure';
  readonly error: { readonly code: string; readonly name: string; readonly text: string } | null;
  /** Set although the record says success: the client went away. */
  readonly errorText: string | null;
  readonly isCacheHit: boolean;
  readonly attemptedRetries: number | null;
  /** What LiteLLM's own price list made of it: evidence, not truth. */
  readonly spendUsd: number;
  /** A few records carry message text and headers, as LiteLLM writes them when told to. */
  readonly carriesText: boolean;
  /** How many batch requests a retrieved batch held. */
  readonly batchRequests: number | null;
}

/** All tokens that went in. */
export function totalInput(tokens: RequestTokens): number {
  return tokens.input + tokens.cacheRead + tokens.cacheWrite5m + tokens.cacheWrite30m + tokens.cacheWrite1h;
}
