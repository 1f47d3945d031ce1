/** Names and ids of the invented company, shared by its gateway, its providers and its registry. */
export const COMPANY = {
  name: 'Fernway',
  gateway: 'main-gateway',
  openai: { provider: 'openai', account: 'fernway-openai', organization: 'org-fernway' },
  anthropic: { provider: 'anthropic', account: 'fernway-anthropic', organization: 'org_fernway' },
} as const;

export type ProviderName = 'openai' | 'anthropic';

/** Who holds a credential at a provider: what its reports are grouped by. */
export interface ProviderIdentity {
  readonly provider: ProviderName;
  readonly subAccountId: string | null;
  readonly apiKeyId: string | null;
  readonly userId: string | null;
}

/** The gateway's own credentials, one at each provider. */
export const GATEWAY_IDENTITIES: Readonly<Record<ProviderName, ProviderIdentity>> = {
  openai: { provider: 'openai', subAccountId: 'proj_gateway', apiKeyId: 'key_gateway', userId: null },
  anthropic: { provider: 'anthropic', subAccountId: 'wrkspc_01Gateway', apiKeyId: 'apikey_01Gateway', userId: null },
};

/** A credential that the gateway hands out. `registered` ones stand in the registry and name one service. */
export interface VirtualKey {
  readonly alias: string;
  readonly teamId: string;
  readonly teamAlias: string;
}

export const VIRTUAL_KEYS = {
  chat: { alias: 'chat-prod', teamId: 'gt-assistant', teamAlias: 'Assistant' },
  support: { alias: 'support-shared', teamId: 'gt-support', teamAlias: 'Support' },
  search: { alias: 'search-prod', teamId: 'gt-search', teamAlias: 'Search' },
  ocr: { alias: 'ocr-prod', teamId: 'gt-documents', teamAlias: 'Documents' },
  reports: { alias: 'reports-2026', teamId: 'gt-reports', teamAlias: 'Reports' },
  mobile: { alias: 'mobile-app-key', teamId: 'gt-assistant', teamAlias: 'Assistant' },
  guard: { alias: 'gateway-guard', teamId: 'gt-platform', teamAlias: 'Platform' },
  developers: { alias: 'developers', teamId: 'gt-platform', teamAlias: 'Platform' },
  enrichment: { alias: 'enrichment-batch', teamId: 'gt-search', teamAlias: 'Search' },
} as const satisfies Record<string, VirtualKey>;

export const CUSTOMERS: readonly string[] = Array.from(
  { length: 25 },
  (_, index) => `cust-${String(index + 1).padStart(3, '0')}`,
);

/** Text that must never reach a table: it stands in messages, headers and error texts of some log records. */
export const CANARIES = {
  message: 'CANARY-7731 my booking under passport X1234567 was cancelled',
  secret: 'sk-canary-9f31c0de5b7a',
  email: 'noa.lindqvist@fernway.example',
} as const;

/** What OpenAI charges for the models and tools that the rate books do not know. USD per million tokens. */
export const OFF_BOOK_PRICES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'o4-mini-deep-research-2025-06-26': { input: '2', input_cache_read: '0.5', output: '8' },
};

/** Percent off list that Anthropic grants from a day on, see company/contracts.csv. */
export const ANTHROPIC_DISCOUNT = { percent: '8', from: '2026-01-01' } as const;
