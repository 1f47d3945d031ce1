// What names a row of every table that is kept by day. Dataform's own uniqueKey assertion knows no script variables and would
// read all of such a table in every run; tables of keys count the changed days, and an assertion reads the counts.

const grains = require("includes/grains");
const window = require("includes/window");

const RECORD = ["gateway", "record_hash"];
const BILLED_CELL = ["account", "bill_cell", "usage_cell"];
const UNIT_COST = ["service_id", "feature", "customer_id"];

/** By layer and table; the day is a part of every key. */
const KEYS = {
  usage: {
    int_batch_fetches: ["gateway", "batch_key"],
    int_gateway_activity: ["activity_id"],
    int_gateway_records: RECORD,
    int_gateway_requests: ["gateway", "request_key"],
    int_gateway_usage: [...grains.gatewayUsage, "meter"],
    int_provider_bills: ["provider_bill_id"],
    int_provider_usage: ["provider_usage_id"],
    int_logged_requests: RECORD,
    int_request_contexts: ["gateway", "context_id"],
    int_request_predecessors: RECORD,
    int_request_wrappers: ["gateway", "trace_id", "request_id"],
  },
  costs: {
    fct_cost_lines: ["line_id"],
    int_activity_cells: ["activity_id"],
    int_activity_costs: ["activity_id"],
    int_allocation_drivers: ["service_id", "driver", "is_through_gateway"],
    int_allocation_weights: ["shared_cost_id", "target_service_id"],
    int_bill_pairs: BILLED_CELL,
    int_billed_cells: BILLED_CELL,
    int_billing_identities: ["account", "sub_account_id", "api_key_id"],
    int_cell_costs: ["cell_id", "meter"],
    int_charges: ["provider_bill_id"],
    int_claim_owners: ["claims_id"],
    int_claim_sets: ["claims_id"],
    int_claims: ["claims_id", "kind"],
    int_costs_allocated: ["line_id"],
    int_costs_attributed: ["line_id"],
    int_costs_billed: ["line_id"],
    int_daily_rates: ["rate_key_id"],
    int_gateway_scaled: ["gateway_line_id"],
    int_gateway_tiered: grains.gatewayLine,
    int_invoice_lines: ["line_id"],
    int_long_charges: ["provider_usage_id"],
    int_long_context: ["provider_usage_id"],
    int_long_rates: ["account", "model_key", "meter", "service_tier"],
    int_provider_ranges: ["provider_usage_id"],
    int_rate_keys: ["rate_key_id"],
    int_scope_spend: ["scope", "scope_id"],
    int_shared_costs: ["shared_cost_id"],
    int_unit_costs: UNIT_COST,
    int_unit_totals: [...UNIT_COST, "unit"],
    int_usage_banded: ["provider_usage_id", "context_min_tokens"],
    int_untold_usage: grains.cell,
    int_usage_billed: ["line_id"],
    int_usage_invoiced: ["line_id"],
    int_usage_overlaid: ["gateway_line_id", "provider_usage_id"],
    int_usage_priced: ["line_id"],
    int_usage_reconciled: ["line_id"],
    int_usage_unlogged: ["provider_usage_id"],
  },
  marts: {
    attribution_coverage: ["provider", "evidence"],
    chargeback_lines: grains.chargebackLine,
    contradicted_conventions: grains.contradictedConvention,
    logged_cost_findings: grains.loggedCost,
    spend_daily: grains.spendDaily,
    unit_economics_daily: [...UNIT_COST, "unit"],
    unpriced_usage: grains.unpricedUsage,
  },
};

/** A query: one row per day × table of the layer, with how many rows it has and how many keys. */
function counts(layer, ctx) {
  const arms = Object.entries(KEYS[layer]).map(([table, key]) => `
    SELECT usage_date, '${table}' AS table_name, SUM(row_count) AS row_count, COUNT(*) AS key_count
    FROM (
      SELECT usage_date, COUNT(*) AS row_count
      FROM ${ctx.ref(table)}
      WHERE ${window.inside(ctx.incremental())}
      GROUP BY ${[...new Set(["usage_date", ...key])].join(", ")}
    )
    GROUP BY usage_date`);
  return arms.join("\n    UNION ALL");
}

module.exports = {
  KEYS,
  counts
};
