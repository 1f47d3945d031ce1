// The words of usage that several models share.

/** Meters as columns of a wide usage row, in reading order. NULL is "not reported". */
const METERS = [{
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
    meter: "input_audio",
    column: "input_audio_tokens"
  },
  {
    meter: "input_image",
    column: "input_image_tokens"
  },
  {
    meter: "output",
    column: "output_tokens"
  },
  {
    meter: "output_audio",
    column: "output_audio_tokens"
  },
  {
    meter: "output_image",
    column: "output_image_tokens"
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

/** The meters that gateways log. */
const GATEWAY_METERS = METERS.filter(({
  meter
}) => !/audio|image/.test(meter));

/** `UNNEST` of a wide row into (meter, quantity) pairs. */
function unpivot(alias, meters = METERS) {
  const pairs = meters.map(({
    meter,
    column
  }) => `STRUCT('${meter}' AS meter, ${alias}.${column} AS quantity)`);
  return `UNNEST([\n    ${pairs.join(",\n    ")}\n  ])`;
}

/** Meters that a report does not count, as NULL columns: absent, not zero. */
function unreported(meters) {
  return METERS.filter(({
      meter
    }) => meters.includes(meter))
    .map(({
      column
    }) => `CAST(NULL AS INT64) AS ${column}`)
    .join(",\n  ");
}

/** Provider's words for a service tier -> ours: standard, batch, flex, priority, ultrafast, fast. */
function serviceTier(column) {
  return `CASE LOWER(${column})
      WHEN 'default' THEN 'standard'
      WHEN 'auto' THEN 'standard'
      WHEN 'on_demand' THEN 'standard'
      WHEN 'priority_on_demand' THEN 'priority'
      WHEN 'flex_discount' THEN 'flex'
      ELSE COALESCE(LOWER(${column}), 'standard')
    END`;
}

/** How a context band is written: `all`, `0-272000`, `272001+`. */
function contextBand(min, max) {
  return `CASE
      WHEN ${max} IS NOT NULL THEN CONCAT(CAST(${min} AS STRING), '-', CAST(${max} AS STRING))
      WHEN ${min} = 0 THEN 'all'
      ELSE CONCAT(CAST(${min} AS STRING), '+')
    END`;
}

/**
 * The cell in which a provider's bill and its usage meet. OpenAI bills tokens per project, key, model and meter, Anthropic
 * per workspace, model, meter and tier; both bill tools whatever the model.
 */
function billCell(alias) {
  const isToken = `REGEXP_CONTAINS(${alias}.meter, '^(input|output)')`;
  return `CONCAT(
      COALESCE(${alias}.sub_account_id, ''), '|',
      IF(${alias}.provider = 'openai', COALESCE(${alias}.api_key_id, ''), ''), '|',
      IF(${isToken} AND ${alias}.provider = 'anthropic', COALESCE(${alias}.service_tier, ''), ''), '|',
      IF(${isToken}, COALESCE(${alias}.model_key, ${alias}.model_id, ''), ''), '|',
      COALESCE(${alias}.meter, '')
    )`;
}

/** A stable id of a row: the hash of its columns, NULL and empty text kept apart. */
function hashOf(columns) {
  const parts = columns.map((column) => `COALESCE(CONCAT('=', CAST(${column} AS STRING)), '-')`);
  return `TO_HEX(SHA256(CONCAT(${parts.join(", '|', ")})))`;
}

module.exports = {
  METERS,
  GATEWAY_METERS,
  unpivot,
  unreported,
  serviceTier,
  contextBand,
  billCell,
  hashOf
};
