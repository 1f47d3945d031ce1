// Unit economics by day and by month: the same sums and the same ratios.

const money = require("includes/money");

/** What gateway activity counts, besides its meters. */
const ACTIVITY_COUNTS = ["logged_request_count", "successful_request_count", "failed_request_count", "gateway_cache_hit_count", "copy_count"];

const SUMS = [
  "request_count",
  "successful_request_count",
  "failed_request_count",
  "gateway_cache_hit_count",
  "input_tokens",
  "cache_read_tokens",
  "output_tokens",
  "cost_usd",
  "retry_cost_usd",
  "saved_by_cache_usd",
  "saved_by_batch_usd",
];

const RATIOS = {
  cost_per_unit_usd: money.divide("cost_usd", "quantity"),
  cost_per_request_usd: money.divide("cost_usd", "request_count"),
  cost_per_successful_request_usd: money.divide("cost_usd", "successful_request_count"),
  cost_per_million_tokens_usd: money.divide(money.times("cost_usd", 1000000), "input_tokens + output_tokens"),
  cache_hit_share: money.divide("cache_read_tokens", "input_tokens"),
  margin_usd: "revenue_usd - cost_usd",
};

/** Sums of int_unit_costs. */
const COST_COLUMNS = [
  ...ACTIVITY_COUNTS,
  "request_count",
  "input_tokens",
  "cache_read_tokens",
  "output_tokens",
  "cost_usd",
  "retry_cost_usd",
  "saved_by_cache_usd",
  "saved_by_batch_usd",
];

/** Column names of a unit economics mart after its time column. */
const COLUMNS = ["service_id", "feature", "customer_id", "unit", "quantity", "revenue_usd", ...SUMS, ...Object.keys(RATIOS)];

/** A query over int_unit_totals, one row per `time` × service × feature × customer × unit. */
function economics({
  from,
  time,
  where
}) {
  return `WITH totals AS (
  SELECT
    ${time.expression} AS ${time.column},
    service_id,
    feature,
    customer_id,
    unit,
    SUM(quantity) AS quantity,
    SUM(revenue_usd) AS revenue_usd,
    ${SUMS.map((column) => `SUM(${column}) AS ${column}`).join(",\n    ")}
  FROM ${from}
  WHERE ${where}
  GROUP BY ${time.column}, service_id, feature, customer_id, unit
)

SELECT
  ${time.column},
  service_id,
  feature,
  customer_id,
  unit,
  quantity,
  revenue_usd,
  ${SUMS.join(",\n  ")},
  ${Object.entries(RATIOS)
    .map(([name, expression]) => `${expression} AS ${name}`)
    .join(",\n  ")}
FROM totals`;
}

module.exports = {
  ACTIVITY_COUNTS,
  COST_COLUMNS,
  SUMS,
  COLUMNS,
  economics
};
