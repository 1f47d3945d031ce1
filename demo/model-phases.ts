import type { GatewayStream } from './gateway-stream.js';

type ModelPhases = GatewayStream['phases'];

// The models the company used and when it moved on, each from a day on which it had a price: the logged name is often not
// the provider's. OpenAI charges no cache writes before GPT-5.6.
const OPENAI_FLAGSHIPS: ModelPhases = [
  {
    from: '2025-11-13',
    provider: 'openai',
    model: 'gpt-5.1-2025-11-13',
    loggedAs: 'gpt-5.1',
    hasFreeCacheWrites: true,
  },
  {
    from: '2025-12-18',
    provider: 'openai',
    model: 'gpt-5.2-2025-12-11',
    loggedAs: 'gpt-5.2',
    hasFreeCacheWrites: true,
  },
  {
    from: '2026-03-10',
    provider: 'openai',
    model: 'gpt-5.4-2026-03-05',
    loggedAs: 'gpt-5.4',
    hasFreeCacheWrites: true,
  },
];
const SONNET_5_ON: ModelPhases = [
  { from: '2026-07-01', provider: 'anthropic', model: 'claude-sonnet-5' },
  { from: '2026-10-01', provider: 'anthropic', model: 'claude-sonnet-5-5' },
];
const GPT5_MINI: ModelPhases[0] = {
  from: '2025-11-13',
  provider: 'openai',
  model: 'gpt-5-mini-2025-08-07',
  loggedAs: 'openai/gpt-5-mini',
  hasFreeCacheWrites: true,
};

export const SOL: ModelPhases = [
  ...OPENAI_FLAGSHIPS,
  { from: '2026-07-14', provider: 'openai', model: 'gpt-5.6-sol', loggedAs: 'gpt-5.6' },
  { from: '2026-09-22', provider: 'openai', model: 'gpt-6-sol' },
];
export const SONNET: ModelPhases = [
  { from: '2025-11-13', provider: 'anthropic', model: 'claude-sonnet-4-5-20250929', loggedAs: 'claude-sonnet-4-5' },
  { from: '2026-02-24', provider: 'anthropic', model: 'claude-sonnet-4-6' },
  ...SONNET_5_ON,
];
/** The code review began in March. */
export const REVIEW_SONNET: ModelPhases = [
  { from: '2026-03-01', provider: 'anthropic', model: 'claude-sonnet-4-6' },
  ...SONNET_5_ON,
];
export const HAIKU: ModelPhases = [
  { from: '2025-11-13', provider: 'anthropic', model: 'claude-haiku-4-5-20251001', loggedAs: 'claude-haiku-4-5' },
  { from: '2026-10-08', provider: 'anthropic', model: 'claude-haiku-5-5' },
];
export const OPUS: ModelPhases = [
  { from: '2025-11-13', provider: 'anthropic', model: 'claude-opus-4-1-20250805', loggedAs: 'claude-opus-4-1' },
  { from: '2025-12-01', provider: 'anthropic', model: 'claude-opus-4-5-20251101', loggedAs: 'claude-opus-4-5' },
  { from: '2026-03-16', provider: 'anthropic', model: 'claude-opus-4-6', loggedAs: 'anthropic/claude-opus-4-6' },
  { from: '2026-07-27', provider: 'anthropic', model: 'claude-opus-5', loggedAs: 'anthropic/claude-opus-5' },
  { from: '2026-09-24', provider: 'anthropic', model: 'claude-opus-5-5' },
];
export const GPT54: ModelPhases = OPENAI_FLAGSHIPS;
export const MINI: ModelPhases = [
  GPT5_MINI,
  { from: '2026-03-24', provider: 'openai', model: 'gpt-5.4-mini-2026-03-17', loggedAs: 'openai/gpt-5.4-mini' },
];
export const LUNA: ModelPhases = [GPT5_MINI, { from: '2026-07-14', provider: 'openai', model: 'gpt-5.6-luna' }];
export const EMBEDDING: ModelPhases = [{ from: '2025-11-13', provider: 'openai', model: 'text-embedding-3-small' }];
export const DEEP_RESEARCH: ModelPhases = [
  { from: '2025-11-13', provider: 'openai', model: 'o4-mini-deep-research-2025-06-26' },
];
