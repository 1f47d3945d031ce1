import type { GatewayStream } from './gateway-stream.js';

type ModelPhases = GatewayStream['phases'];

// The models the company used and when it moved on: the logged name is often not the provider's.
export const SOL: ModelPhases = [
  { from: '2026-01-01', provider: 'openai', model: 'gpt-5.6-sol', loggedAs: 'gpt-5.6' },
  { from: '2026-09-22', provider: 'openai', model: 'gpt-6-sol' },
];
export const SONNET: ModelPhases = [
  { from: '2026-01-01', provider: 'anthropic', model: 'claude-sonnet-5' },
  { from: '2026-10-01', provider: 'anthropic', model: 'claude-sonnet-5-5' },
];
export const HAIKU: ModelPhases = [
  { from: '2026-01-01', provider: 'anthropic', model: 'claude-haiku-4-5-20251001', loggedAs: 'claude-haiku-4-5' },
  { from: '2026-10-08', provider: 'anthropic', model: 'claude-haiku-5-5' },
];
export const OPUS: ModelPhases = [
  { from: '2026-01-01', provider: 'anthropic', model: 'claude-opus-5', loggedAs: 'anthropic/claude-opus-5' },
  { from: '2026-09-24', provider: 'anthropic', model: 'claude-opus-5-5' },
];
export const GPT54: ModelPhases = [
  { from: '2026-01-01', provider: 'openai', model: 'gpt-5.4-2026-03-05', loggedAs: 'gpt-5.4' },
];
export const MINI: ModelPhases = [
  { from: '2026-01-01', provider: 'openai', model: 'gpt-5.4-mini-2026-03-17', loggedAs: 'openai/gpt-5.4-mini' },
];
export const LUNA: ModelPhases = [{ from: '2026-01-01', provider: 'openai', model: 'gpt-5.6-luna' }];
export const EMBEDDING: ModelPhases = [{ from: '2026-01-01', provider: 'openai', model: 'text-embedding-3-small' }];
export const DEEP_RESEARCH: ModelPhases = [
  { from: '2026-01-01', provider: 'openai', model: 'o4-mini-deep-research-2025-06-26' },
];
