// Column lists that a model's config, its query and its neighbours share. A js block is not visible in config.

const dictionary = require("includes/dictionary");

const MODEL = ["model_id", "model_key", "service_tier", "region", "context_min_tokens", "context_max_tokens"];

const GATEWAY_CLAIMS = ["virtual_key", "gateway_team_id", "gateway_user_id", "service_tag", "has_inherited_tag", "has_conflicting_tags"];

/** Claims that only the provider's usage carries. A gateway does not log which of its keys carried a request. */
const PROVIDER_CLAIMS = ["sub_account_id", "api_key_id", "principal_id"];

const COSTS = ["list_cost_usd", "contracted_cost_usd", "effective_cost_usd", "billed_cost_usd"];

const PROVIDER_USAGE = [
  "usage_date",
  "provider",
  "account",
  "sub_account_id",
  "api_key_id",
  "principal_id",
  "model_id",
  "service_tier",
  "region",
  "context_min_tokens",
  "context_max_tokens",
];

const PROVIDER_BILL = ["usage_date", "provider", "account", "sub_account_id", "api_key_id", "bill_item", "model_id", "meter", "service_tier", "is_long_context"];

/** A staging view's name says its provider. */
const isStaged = (column) => column !== "provider";

/** The claims of a line: everything in its traffic that may name its owner. */
const claimColumns = ["gateway", ...PROVIDER_CLAIMS, ...GATEWAY_CLAIMS];

/** What identifies a line of usage on its way to the ledger. */
const line = ["usage_date", "provider", "account", ...claimColumns, ...MODEL, "logged_tier", "feature", "environment", "is_retry", "meter", "line_class"];

const gatewayUsage = ["usage_date", "gateway", "provider", "account", ...MODEL, "logged_tier", ...GATEWAY_CLAIMS, "feature", "environment", "is_retry"];

const chargebackLine = [
  "usage_date",
  "provider",
  "account",
  "sub_account_id",
  "api_key_id",
  "gateway",
  "virtual_key",
  "model_id",
  "meter",
  "service_tier",
  "context_band",
  "region",
  "service_id",
  "team_id",
  "cost_center",
  "product",
  "environment",
  "feature",
  "evidence",
  "next_service_id",
  "next_evidence",
  "service_tag",
  "tag_conflict",
  "allocation_rule_id",
  "line_class",
  "bill_item",
  "bill_level",
  "price_status",
  "is_provisional",
];

/** A select list: columns of `alias`, except those that are given as an expression. */
function select(alias, columns, except = {}) {
  return columns.map((column) => (except[column] === undefined ? `${alias}.${column}` : `${except[column]} AS ${column}`)).join(",\n    ");
}

/** A select list of columns of which only some are given, as expressions: the others hold nothing. */
function selectOnly(columns, given) {
  return columns.map((column) => `${given[column] === undefined ? dictionary.nothing(column) : given[column]} AS ${column}`).join(",\n    ");
}

module.exports = {
  select,
  selectOnly,
  costs: COSTS,
  /** Where the gateway's count and the provider's count of the same traffic meet. */
  cell: ["usage_date", "account", "cell_model", "service_tier", "meter"],
  providerClaims: PROVIDER_CLAIMS,
  claimColumns,
  line,
  gatewayUsage,
  chargebackLine,
  claims: ["usage_date", "provider", ...claimColumns],
  /** What decides the list rate of a line on its day. */
  rateKey: ["usage_date", "provider", "model_key", "meter", "service_tier", "region", "context_min_tokens", "context_max_tokens"],
  /** Where the ledger's lines and the gateway's activity meet. Not the environment: a line has its service's where the request names none. */
  unitCell: [
    "usage_date",
    "gateway",
    "account",
    "virtual_key",
    "gateway_team_id",
    "gateway_user_id",
    "service_tag",
    "has_inherited_tag",
    "has_conflicting_tags",
    "model_id",
    "logged_tier",
    "context_min_tokens",
    "context_max_tokens",
    "feature",
    "is_retry",
  ],
  gatewayActivity: [...gatewayUsage, "customer_id"],
  gatewayLine: [...gatewayUsage, "meter"],
  providerUsage: PROVIDER_USAGE,
  providerBill: PROVIDER_BILL,
  /** Columns of the staging views that every ingested provider has. */
  stagedUsage: [...PROVIDER_USAGE.filter(isStaged), "meter", "quantity"],
  stagedBill: [...PROVIDER_BILL.filter(isStaged), "billed_cost_usd"],
  stagedDirectory: ["account", "kind", "identity", "identity_name", "sub_account_id", "is_archived"],
  billedLine: [
    ...line,
    "is_provisional",
    "quantity",
    "price_status",
    "list_cost_usd",
    "contracted_cost_usd",
    "saved_by_cache_usd",
    "saved_by_batch_usd",
  ],
  ledger: ["line_id", ...chargebackLine, "principal_id", "is_retry", "quantity", ...COSTS, "saved_by_cache_usd", "saved_by_batch_usd"],
  chargebackMonthly: ["period", "cost_center", "team_id", "service_id", "environment", "provider", "model_id", "meter_group"],
  spendDaily: ["usage_date", "provider", "account", "cost_center", "team_id", "service_id", "environment", "feature"],
  unpricedUsage: ["usage_date", "provider", "account", "model_id", "meter", "service_tier", "context_band", "price_status"],
  loggedCost: ["usage_date", "gateway", "provider", "account", "model_id", "finding"],
  contradictedConvention: ["usage_date", "gateway", "provider", "account", "model_id", "convention"],
  unattributedSpend: [
    "period",
    "provider",
    "account",
    "sub_account_id",
    "api_key_id",
    "gateway",
    "virtual_key",
    "service_tag",
    "tag_conflict",
    "line_class",
  ],
  reconciledAccount: ["period", "provider", "account"],
};
