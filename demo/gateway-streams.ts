import { VIRTUAL_KEYS } from './company.js';
import { CUSTOMER_STREAMS } from './customer-streams.js';
import type { GatewayStream } from './gateway-stream.js';
import { INTERNAL_STREAMS } from './internal-streams.js';

/** The company's traffic through its gateway. */
export const GATEWAY_STREAMS: readonly GatewayStream[] = [...CUSTOMER_STREAMS, ...INTERNAL_STREAMS];

/** Not traffic of its own: the key under which the enrichment job asks for its batches. */
export const BATCH_POLLS: GatewayStream = {
  id: 'batch-polls',
  owner: 'nightly-enrichment',
  key: VIRTUAL_KEYS.enrichment,
  isRegistered: true,
  tags: [],
  callType: 'acompletion',
  phases: [{ from: '2026-03-10', provider: 'openai', model: 'gpt-5.6-terra' }],
  share: 0,
  hours: 'night',
  weekend: 1,
  input: 0,
  output: 0,
};
