import { CANARIES, type ProviderIdentity } from './company.js';
import type { ExpectedEvidence } from './usage-cell.js';

/** Traffic that goes to a provider past the gateway: only the provider's reports know of it. */
export interface DirectStream {
  readonly id: string;
  readonly owner: string;
  readonly namedOwner: string | null;
  readonly evidence: ExpectedEvidence;
  readonly identity: ProviderIdentity;
  readonly phases: readonly [DirectPhase, ...DirectPhase[]];
  readonly serviceTier: 'standard' | 'batch';
  readonly region: 'global' | 'us';
  /** Requests on a weekday at the default size of the company. */
  readonly requestsPerDay: number;
  readonly weekend: number;
  /** Typical tokens of one request, cached ones inside input. */
  readonly input: number;
  readonly output: number;
  readonly cacheReadShare: number;
  readonly cacheWriteShare: number;
  /** Of the requests, those with more than 200,000 input tokens. */
  readonly longWindowShare: number;
}

/** From a day on, the model a stream uses. Before its first one a stream has no traffic. */
export interface DirectPhase {
  readonly from: string;
  readonly model: string;
}

const openai = (subAccountId: string, apiKeyId: string, userId: string | null): ProviderIdentity => ({
  provider: 'openai',
  subAccountId,
  apiKeyId,
  userId,
});

/** The company's traffic past its gateway: two services with their own keys, notebooks and the console. */
export const DIRECT_STREAMS: readonly DirectStream[] = [
  {
    id: 'enrichment',
    owner: 'nightly-enrichment',
    namedOwner: 'nightly-enrichment',
    evidence: 'api_key',
    identity: openai('proj_enrichment', 'key_enrichment', null),
    phases: [
      { from: '2026-03-10', model: 'gpt-5.4-2026-03-05' },
      { from: '2026-07-14', model: 'gpt-5.6-terra' },
      { from: '2026-10-28', model: 'gpt-6.1-terra' },
    ],
    serviceTier: 'batch',
    region: 'global',
    requestsPerDay: 1500,
    weekend: 1,
    input: 22_000,
    output: 1800,
    cacheReadShare: 0,
    cacheWriteShare: 0,
    longWindowShare: 0,
  },
  {
    id: 'code-review',
    owner: 'code-review',
    namedOwner: 'code-review',
    evidence: 'sub_account',
    identity: {
      provider: 'anthropic',
      subAccountId: 'wrkspc_01CodeReview',
      apiKeyId: 'apikey_01CodeReview',
      userId: null,
    },
    phases: [
      { from: '2026-03-16', model: 'claude-opus-4-6' },
      { from: '2026-07-27', model: 'claude-opus-5' },
      { from: '2026-10-05', model: 'claude-opus-5-5' },
    ],
    serviceTier: 'standard',
    region: 'us',
    requestsPerDay: 210,
    weekend: 0.12,
    input: 95_000,
    output: 5200,
    cacheReadShare: 0.6,
    cacheWriteShare: 0.12,
    longWindowShare: 0.04,
  },
  // The data scientists made their own project; nobody has registered its key.
  ...['user-ds-ines', 'user-ds-tomas', 'user-ds-wei'].map(
    (userId, index): DirectStream => ({
      id: `notebooks-${index + 1}`,
      owner: 'data science notebooks',
      namedOwner: null,
      evidence: 'none',
      identity: openai('proj_notebooks', 'key_notebooks', userId),
      phases: [
        { from: '2025-12-18', model: 'gpt-5.2-2025-12-11' },
        { from: '2026-05-04', model: 'gpt-5.5-2026-04-23' },
      ],
      serviceTier: 'standard',
      region: 'global',
      requestsPerDay: 70 - 20 * index,
      weekend: 0.3,
      input: 28_000,
      output: 1900,
      cacheReadShare: 0.2,
      cacheWriteShare: 0,
      longWindowShare: 0,
    }),
  ),
  {
    id: 'console',
    owner: 'console playground',
    namedOwner: null,
    evidence: 'none',
    // The default workspace and the console's own requests both have no id.
    identity: { provider: 'anthropic', subAccountId: null, apiKeyId: null, userId: null },
    phases: [
      { from: '2026-02-24', model: 'claude-sonnet-4-6' },
      { from: '2026-07-01', model: 'claude-sonnet-5' },
    ],
    serviceTier: 'standard',
    region: 'global',
    requestsPerDay: 18,
    weekend: 0,
    input: 9000,
    output: 1200,
    cacheReadShare: 0,
    cacheWriteShare: 0,
    longWindowShare: 0,
  },
];

/** The console's users sign in by e-mail; the reports show an opaque id. */
export const CONSOLE_USER = { id: 'user_01Console', email: CANARIES.email } as const;
