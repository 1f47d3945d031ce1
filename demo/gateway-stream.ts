import type { ProviderName, VirtualKey } from './company.js';

/** From a day on, the model a stream uses. Before its first one a stream has no traffic. */
export interface ModelPhase {
  readonly from: string;
  readonly provider: ProviderName;
  /** As the provider reports it. */
  readonly model: string;
  /** As the gateway logs it; the provider's name when left out. */
  readonly loggedAs?: string;
  /** The provider charges what goes into the cache as input, and does not count it apart. */
  readonly hasFreeCacheWrites?: boolean;
}

/** One kind of request through the gateway: who sends it, with which key and tags, and how big it is. */
export interface GatewayStream {
  readonly id: string;
  readonly owner: string;
  readonly key: VirtualKey;
  /** True when the key, its gateway team or its user stands in the registry and so names the owner. */
  readonly isRegistered: boolean;
  readonly gatewayUser?: string;
  /** `name:value` as LiteLLM keeps them; empty for what forgets to tag. */
  readonly tags: readonly string[];
  readonly oddities?: Oddities;
  readonly features?: readonly [string, ...string[]];
  readonly hasCustomers?: boolean;
  readonly callType: 'acompletion' | 'aresponses' | 'anthropic_messages' | 'aembedding';
  readonly phases: readonly [ModelPhase, ...ModelPhase[]];
  /** Weight among all gateway requests. */
  readonly share: number;
  readonly hours: 'office' | 'waking' | 'night' | 'always' | 'at two';
  /** Traffic on a Saturday or Sunday against a weekday. */
  readonly weekend: number;
  /** Only on these days; every day when left out. */
  readonly onlyOn?: readonly string[];
  /** Typical tokens, cached ones inside input. */
  readonly input: number;
  readonly output: number;
  readonly cacheReadShare?: number;
  readonly cacheWriteShare?: number;
  /** Of the cache writes, what is written for an hour. Anthropic only. */
  readonly oneHourShare?: number;
  readonly longContext?: { readonly share: number; readonly input: number };
  readonly priorityShare?: number;
  readonly webSearches?: number;
}

/** Shares of a stream's requests at which something is odd. */
export interface Oddities {
  readonly forgottenTags?: number;
  /** Still says `project=mobile-v1`. */
  readonly staleTags?: number;
  readonly contradictingTags?: number;
  readonly cacheHits?: number;
  readonly refusals?: number;
  readonly retries?: number;
  readonly refetches?: number;
}
