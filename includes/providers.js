// What has to be known of a provider by name, and all of it: nothing after 2_staging names one. A new provider is an entry here,
// its folders in ingest/sources and definitions/2_staging, its rates in pricing/rates and its tests.

/**
 * - `name`: the provider as every table after staging writes it.
 * - `gatewayNames`: further words that gateways use for it, in lower case.
 * - `hosts`: addresses whose requests are priced in another region scope than global.
 * - `cacheWrites`: lifetimes of cache writes that it sells; a write whose lifetime is not told has the first.
 * - `tierWords`: its words for our service tiers, in lower case.
 * - `bill`: whether its lines tell API keys apart, and the service tiers of tokens.
 * - `rawTables`: what its ingester lands (columns: ingest/raw/provider-tables.ts); its staging is stg_<name>__usage, __bills and
 *   __directory. A provider without them is known from gateways alone.
 */
const PROVIDERS = [{
    name: "openai",
    gatewayNames: ["text-completion-openai"],
    hosts: [{
      pattern: "^https://(us|eu)\\.api\\.openai\\.com",
      region: "regional"
    }],
    cacheWrites: ["30m"],
    tierWords: {
      default: "standard",
      auto: "standard"
    },
    bill: {
      byApiKey: true,
      byServiceTier: false
    },
    rawTables: ["openai_usage_completions", "openai_usage_embeddings", "openai_costs", "openai_projects", "openai_project_api_keys"],
  },
  {
    name: "anthropic",
    tierWords: {
      priority_on_demand: "priority",
      flex_discount: "flex"
    },
    bill: {
      byApiKey: false,
      byServiceTier: true
    },
    rawTables: ["anthropic_usage_messages", "anthropic_costs", "anthropic_workspaces", "anthropic_api_keys"],
  },
  {
    name: "aws",
    gatewayNames: ["bedrock", "aws.bedrock"],
  },
  {
    name: "google",
    gatewayNames: ["vertex_ai", "gemini", "gcp.vertex_ai", "gcp.gemini", "gcp.gen_ai"],
    tierWords: {
      on_demand: "standard"
    },
  },
];

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

/** The region scope that the address of a request says its price has. */
function regionOf(host) {
  const cases = PROVIDERS.flatMap(({
    hosts = []
  }) => hosts.map(({
    pattern,
    region
  }) => `WHEN REGEXP_CONTAINS(${host}, r'${pattern}') THEN '${region}'`));
  return `CASE ${cases.join(" ")} ELSE 'global' END`;
}

/** Provider's words for a service tier -> ours: standard, batch, flex, priority, ultrafast, fast. */
function serviceTier(word) {
  const cases = PROVIDERS.flatMap(({
    tierWords = {}
  }) => Object.entries(tierWords).map(([theirs, ours]) => `WHEN '${theirs}' THEN '${ours}'`));
  return `CASE LOWER(${word}) ${cases.join(" ")} ELSE COALESCE(LOWER(${word}), 'standard') END`;
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

/** A condition: the provider's bill tells API keys or service tiers apart. */
function bills(provider, apart) {
  const names = INGESTED.filter(({
    bill
  }) => bill[apart]).map(({
    name
  }) => `'${name}'`);
  return `${provider} IN (${names.join(", ")})`;
}

module.exports = {
  PROVIDERS,
  INGESTED,
  union,
  nameOf,
  regionOf,
  serviceTier,
  cacheWrite,
  bills
};
