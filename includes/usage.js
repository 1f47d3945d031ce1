// The words of usage that several models share.

const providers = require("includes/providers");
const window = require("includes/window");

/** The meters that gateways log, as columns of a request, in reading order. */
const GATEWAY_METERS = [{
    meter: "input",
    column: "input_tokens"
  },
  {
    meter: "input_cache_read",
    column: "input_cache_read_tokens"
  },
  {
    meter: "input_cache_write_5m",
    column: "input_cache_write_5m_tokens"
  },
  {
    meter: "input_cache_write_30m",
    column: "input_cache_write_30m_tokens"
  },
  {
    meter: "input_cache_write_1h",
    column: "input_cache_write_1h_tokens"
  },
  {
    meter: "output",
    column: "output_tokens"
  },
  {
    meter: "web_search",
    column: "web_search_count"
  },
  {
    meter: "request",
    column: "request_count"
  },
];

/** `UNNEST` of (meter, quantity) pairs. */
function quantities(expressions) {
  const pairs = Object.entries(expressions).map(([meter, quantity]) => `STRUCT('${meter}' AS meter, ${quantity} AS quantity)`);
  return `UNNEST([\n    ${pairs.join(",\n    ")}\n  ])`;
}

/** `UNNEST` of a wide row into (meter, quantity) pairs. */
function unpivot(alias, meters) {
  return quantities(Object.fromEntries(meters.map(({
    meter,
    column
  }) => [meter, `${alias}.${column}`])));
}

/** How a context band is written: `all`, `0-272000`, `272001+`. */
function contextBand(min, max) {
  return `CASE
      WHEN ${max} IS NOT NULL THEN CONCAT(CAST(${min} AS STRING), '-', CAST(${max} AS STRING))
      WHEN ${min} = 0 THEN 'all'
      ELSE CONCAT(CAST(${min} AS STRING), '+')
    END`;
}

/** A model as bills write it: the name it resolves to, else its own; empty for tools, which are billed whatever the model. */
function billedModel(alias) {
  const name = providers.billedModel(`${alias}.provider`, `COALESCE(${alias}.model_key, ${alias}.model_id, '')`);
  return `IF(REGEXP_CONTAINS(COALESCE(${alias}.meter, ''), '^(input|output)'), ${name}, '')`;
}

/** A model's name without the date of its version. */
function undated(model) {
  return `REGEXP_REPLACE(${model}, r'-(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8})$', '')`;
}

/** What a charge says of the usage that it is for, as one text: its day and account apart. */
function billCell(alias, isLongContext = `${alias}.is_long_context`) {
  return `CONCAT(
      COALESCE(${alias}.sub_account_id, ''), '|',
      COALESCE(${alias}.api_key_id, ''), '|',
      COALESCE(${alias}.service_tier, ''), '|',
      IF(COALESCE(${isLongContext}, FALSE), 'long', ''), '|',
      ${billedModel(alias)}, '|',
      COALESCE(${alias}.meter, '')
    )`;
}

/** The same of a line of usage. */
function usageCell(alias) {
  return billCell(alias, `${alias}.context_min_tokens > 0`);
}

/** A join condition: the contract's term is for the day, account, model and meter of a row. */
function contractHolds(contract, alias, model) {
  return `${contract}.account = ${alias}.account
    AND COALESCE(${contract}.scope_model, '*') IN (${model}, '*')
    AND COALESCE(${contract}.scope_meter, '*') IN (${alias}.meter, '*')
    AND ${window.holdsOn(`${alias}.usage_date`, contract)}`;
}

/** Which term comes first: a model's before any model's, a meter's before any meter's, an override before a discount. */
function contractOrder(contract) {
  return [
    `COALESCE(${contract}.scope_model, '*') = '*'`,
    `COALESCE(${contract}.scope_meter, '*') = '*'`,
    `${contract}.kind DESC`,
    `${contract}.contract_id`,
  ].join(", ");
}

/** A stable id of a row: the hash of its columns, NULL and empty text kept apart. */
function hashOf(columns) {
  const parts = columns.map((column) => `COALESCE(CONCAT('=', CAST(${column} AS STRING)), '-')`);
  return `TO_HEX(SHA256(CONCAT(${parts.join(", '|', ")})))`;
}

module.exports = {
  GATEWAY_METERS,
  quantities,
  unpivot,
  contextBand,
  billedModel,
  undated,
  billCell,
  usageCell,
  contractHolds,
  contractOrder,
  hashOf
};
