// What has to be known of a provider by name, and all of it: nothing after 2_staging names one. A new provider is an entry here,
// its folders in ingest/sources and definitions/2_staging, its rates in pricing/rates and its tests.

/**
 * - `name`: the provider as every table after staging writes it.
 * - `gatewayNames`: further words that gateways use for it, in lower case.
 * - `domains`: whose hosts are the provider's own. A host elsewhere that speaks its protocol is somebody else's server.
 * - `hosts`: addresses whose requests are priced in another region scope than global.
 * - `regionWords`: its words for a region scope of the price.
 * - `cacheWrites`: lifetimes of cache writes that it sells; a write whose lifetime is not told has the first.
 * - `tierWords`: its words for our service tiers that mean something else, or nothing, elsewhere; in lower case.
 * - `hasSpeeds`: it sells speed beside the tier: a standard tier whose speed is not told may have been fast.
 * - `bill`: how its lines write what usage writes otherwise: `tiers`, the tier under which they charge one that they do not
 *   name; `models`, patterns of names and what stands on the line; `hasDefaultSubAccount`, where no sub-account is one too.
 * - `rawTables`: what its ingester lands (columns: ingest/raw/provider-tables.ts); its staging is stg_<name>__usage, __bills and
 *   __directory. A provider without them is known from gateways alone.
 */
const PROVIDERS = [{
    name: "openai",
    gatewayNames: ["text-completion-openai"],
    domains: ["openai.com"],
    hosts: [{
      pattern: "^https://(us|eu)\\.api\\.openai\\.com",
      region: "regional"
    }],
    cacheWrites: ["30m"],
    tierWords: {
      fast: "priority"
    },
    bill: {
      tiers: {
        fast: "priority"
      },
      // Every fine-tune of a base is one item: `ft:gpt-4o-mini-2024-07-18:acme::AbCd1234` is `ft-gpt-4o-mini-2024-07-18`.
      models: [{
        pattern: "^(?:openai/)?ft[:-]([^:]+).*$",
        replacement: "ft-\\1"
      }],
      hasDefaultSubAccount: false
    },
    rawTables: ["openai_usage_completions", "openai_usage_embeddings", "openai_costs", "openai_projects", "openai_project_api_keys"],
  },
  {
    name: "anthropic",
    domains: ["anthropic.com"],
    hasSpeeds: true,
    regionWords: {
      us: "us"
    },
    bill: {
      tiers: {
        fast: "standard",
        flex: "standard"
      },
      models: [],
      hasDefaultSubAccount: true
    },
    rawTables: ["anthropic_usage_messages", "anthropic_costs", "anthropic_workspaces", "anthropic_api_keys"],
  },
  {
    name: "aws",
    gatewayNames: ["bedrock", "aws.bedrock", "aws-bedrock", "amazon-bedrock", "amazon bedrock"],
    domains: ["amazonaws.com", "api.aws"],
  },
  {
    name: "google",
    gatewayNames: ["vertex_ai", "vertex-ai", "vertex", "gemini", "gcp.vertex_ai", "gcp.gemini", "gcp.gen_ai", "google-vertex-ai", "google-ai-studio", "google.generative-ai", "google.vertex", "google-vertex", "google vertex", "google ai studio", "vertexai"],
    domains: ["googleapis.com"],
  },
  {
    name: "azure",
    gatewayNames: ["azure_ai", "azure-ai", "azure-openai", "az.ai.openai", "azure.ai.openai", "azure.ai.inference"],
    domains: ["openai.azure.com", "cognitiveservices.azure.com", "ai.azure.com"],
  },
  // Gateways that sell what they pass on.
  {
    name: "openrouter",
    domains: ["openrouter.ai"],
  },
  {
    name: "vercel",
    domains: ["ai-gateway.vercel.sh"],
  },
];

/** Words for service tiers that mean the same wherever they are used. */
const TIER_WORDS = {
  default: "standard",
  auto: "standard",
  on_demand: "standard",
  priority_on_demand: "priority",
  flex_discount: "flex"
};

/** Lifetimes of cache writes at every other provider. */
const CACHE_WRITES = ["5m", "1h"];

const INGESTED = PROVIDERS.filter(({
  rawTables
}) => rawTables !== undefined);

/** A query: the rows of one staging view of every ingested provider, with the provider's name. */
function union(ref, view, columns) {
  return INGESTED.map(({
    name
  }) => `SELECT '${name}' AS provider, ${columns.join(", ")} FROM ${ref(`stg_${name}__${view}`)}`).join("\n  UNION ALL\n  ");
}

/** A source's word for a provider -> the provider. An unknown word stays as it is, in lower case. */
function nameOf(word) {
  const cases = PROVIDERS.flatMap(({
    name,
    gatewayNames = []
  }) => gatewayNames.map((other) => `WHEN '${other}' THEN '${name}'`));
  return `CASE LOWER(${word}) ${cases.join(" ")} ELSE LOWER(${word}) END`;
}

/**
 * Who was called: a protocol is no provider, so the host decides where there is one. A host that is not the named provider's
 * own stands for itself, is on nobody's bill and has nobody's price, unless a route names it.
 */
function calledAt(host, named) {
  const own = PROVIDERS.filter(({
    domains
  }) => domains !== undefined);
  const cases = own.map(({
    name,
    domains
  }) => `WHEN REGEXP_CONTAINS(${host}, r'(^|\\.)(${domains.map((domain) => domain.replaceAll(".", "\\.")).join("|")})$') THEN '${name}'`);
  return `CASE WHEN ${host} IS NULL THEN ${named} ${cases.join(" ")} WHEN ${named} IN (${own.map(({
    name
  }) => `
  '${name}'
  `).join(", ")}) THEN ${host} ELSE ${named} END`;
}

/** The region scope of a request's price: as the provider said where it served it, else as its address says. */
function regionOf(provider, word, host) {
  const words = PROVIDERS.flatMap(({
    name,
    regionWords = {}
  }) => Object.entries(regionWords).map(([theirs, ours]) => `WHEN ${provider} = '${name}' AND LOWER(${word}) = '${theirs}' THEN '${ours}'`));
  const cases = PROVIDERS.flatMap(({
    hosts = []
  }) => hosts.map(({
    pattern,
    region
  }) => `WHEN REGEXP_CONTAINS(${host}, r'${pattern}') THEN '${region}'`));
  return `CASE ${[...words, ...cases].join(" ")} ELSE 'global' END`;
}

/** A provider's word for a service tier -> ours: standard, batch, flex, priority, ultrafast, fast. */
function serviceTier(provider, word) {
  const own = PROVIDERS.flatMap(({
    name,
    tierWords = {}
  }) => Object.entries(tierWords).map(([theirs, ours]) => `WHEN ${provider} = '${name}' AND LOWER(${word}) = '${theirs}' THEN '${ours}'`));
  const shared = Object.entries(TIER_WORDS).map(([theirs, ours]) => `WHEN LOWER(${word}) = '${theirs}' THEN '${ours}'`);
  return `CASE ${[...own, ...shared].join(" ")} ELSE COALESCE(LOWER(${word}), 'standard') END`;
}

/** The tier that a gateway tells in our words; `unknown` where it tells none, or only that the choice was left to the provider. */
function loggedTier(provider, word, speed) {
  const tier = serviceTier(provider, word);
  const withSpeeds = PROVIDERS.filter(({
    hasSpeeds
  }) => hasSpeeds).map(({
    name
  }) => `'${name}'`);
  return `CASE WHEN LOWER(${speed}) = 'fast' THEN 'fast'
    WHEN COALESCE(LOWER(${word}), 'auto') = 'auto' THEN 'unknown'
    WHEN ${speed} IS NULL AND ${provider} IN (${withSpeeds.join(", ")}) AND ${tier} = 'standard' THEN 'unknown'
    ELSE ${tier} END`;
}

/**
 * Tokens of a cache write with one lifetime. A lifetime that is told counts where the provider sells it; the rest of the write
 * has the provider's first.
 * @param written expression: tokens of all lifetimes
 * @param told expressions by lifetime: tokens whose lifetime is told, not NULL
 */
function cacheWrite(lifetime, {
  provider,
  written,
  told
}) {
  const tokens = ([first, ...others]) => {
    if (lifetime === first) return [written, ...others.map((other) => told[other])].join(" - ");
    return others.includes(lifetime) ? told[lifetime] : "0";
  };
  const cases = PROVIDERS.filter(({
    cacheWrites
  }) => cacheWrites !== undefined).map(({
    name,
    cacheWrites
  }) => `WHEN '${name}' THEN ${tokens(cacheWrites)}`);
  return `CASE ${provider} ${cases.join(" ")} ELSE ${tokens(CACHE_WRITES)} END`;
}

/** The service tier under which the provider's bill charges one of its usage. */
function billedTier(provider, tier) {
  const cases = INGESTED.flatMap(({
    name,
    bill
  }) => Object.entries(bill.tiers).map(([used, billed]) => `WHEN '${name}|${used}' THEN '${billed}'`));
  return `CASE CONCAT(${provider}, '|', ${tier}) ${cases.join(" ")} ELSE ${tier} END`;
}

/** A model's name as the provider's bill writes it. */
function billedModel(provider, model) {
  const cases = INGESTED.flatMap(({
    name,
    bill
  }) => bill.models.map(({
    pattern,
    replacement
  }) => `WHEN ${provider} = '${name}' THEN REGEXP_REPLACE(${model}, r'${pattern}', r'${replacement}')`));
  return `CASE ${cases.join(" ")} ELSE ${model} END`;
}

/** A condition: a bill line without a sub-account is one of the default sub-account, not one that does not tell. */
function hasDefaultSubAccount(provider) {
  const names = INGESTED.filter(({
    bill
  }) => bill.hasDefaultSubAccount).map(({
    name
  }) => `'${name}'`);
  return `${provider} IN (${names.join(", ")})`;
}

module.exports = {
  PROVIDERS,
  INGESTED,
  union,
  nameOf,
  calledAt,
  regionOf,
  serviceTier,
  loggedTier,
  cacheWrite,
  billedTier,
  billedModel,
  hasDefaultSubAccount
};
