import { rawTable } from '../../warehouse/raw-table.js';

// Each table is replaced whole by what the files say; `effective_from`/`effective_to` are UTC days, half-open, open end NULL.

/** One row per meter × validity of the rate books in pricing/rates. USD (or `currency`) per `unit_quantity` units. */
export const rates = rawTable(
  'rates',
  `rate_id price_book provider model_key meter unit unit_quantity:NUMERIC price:NUMERIC currency service_tier region_scope
   context_min_tokens:INT64 context_max_tokens:INT64 time_window effective_from:DATE effective_to:DATE
   recorded_at:DATE superseded_at:DATE basis source_url confidence`,
);

/** One row per model name pattern. `match_type` is exact or regex (anchored). */
export const modelAliases = rawTable(
  'model_aliases',
  'alias_id provider match_type pattern model_key effective_from:DATE effective_to:DATE source_url',
);

/** One row per contract term. `kind` is override (USD per unit_quantity of the list rate) or discount_pct (0 to 100). */
export const contracts = rawTable(
  'contracts',
  'contract_id account provider scope_model scope_meter kind term:NUMERIC effective_from:DATE effective_to:DATE',
);

/** One row per team × validity of its cost center. */
export const teams = rawTable('teams', 'team_id team_name cost_center effective_from:DATE effective_to:DATE');

/** One row per service. `kind` is direct or shared. */
export const services = rawTable('services', 'service_id service_name product kind environment');

/** One row per service × validity of its owning team. */
export const serviceOwners = rawTable('service_owners', 'service_id team_id effective_from:DATE effective_to:DATE');

/** One row per identity × validity: what in the traffic names which service. `identity` of kind tag reads `name=value`. */
export const identities = rawTable(
  'identities',
  'kind provider gateway identity service_id effective_from:DATE effective_to:DATE',
);

/** One row per allocation rule × target. `weight` is set for method fixed only. */
export const allocationRules = rawTable(
  'allocation_rules',
  `rule_id shared_service_id method driver scope target_service_id weight:NUMERIC effective_from:DATE effective_to:DATE`,
);

/** One row per retired tag; `service_tag` reads `name=value`, `successor_service_id` may be NULL. */
export const retiredTags = rawTable('retired_tags', 'service_tag retired_on:DATE successor_service_id');

/** One row per period × scope. USD. */
export const budgets = rawTable('budgets', 'period scope scope_id amount_usd:NUMERIC');

/** One row per day × service × feature × customer × unit: what the business counted. Revenue in USD. */
export const businessMetrics = rawTable(
  'business_metrics',
  'usage_date:DATE service_id feature customer_id unit quantity:NUMERIC revenue_usd:NUMERIC',
  { partitionBy: 'usage_date' },
);

/** One row per invoice. Credits are negative; `has_cost_report` says that a configured source reports what the account cost. */
export const invoices = rawTable(
  'invoices',
  `provider account period invoice_id issued_on:DATE subtotal:NUMERIC credits:NUMERIC tax:NUMERIC total:NUMERIC currency has_cost_report:BOOL`,
);

/**
 * One row per gateway × billing account behind it, narrowed to sub-accounts or keys where the configuration does so; and one per
 * host that the configuration says leads to the account, as a company's own proxy does.
 */
export const gatewayRoutes = rawTable('gateway_routes', 'gateway host provider account sub_account_id api_key_id');

/** One row per configured source. */
export const sources = rawTable('sources', 'source_id source_type provider account gateway start_date:DATE');
