/**
 * What DuckDB alone takes from the landed table to a month's chargeback at list prices: copies removed, meters made
 * disjoint, models resolved, context bands, summed by day, priced at the dated rate, summed by month × team × service tag ×
 * model × meter. It knows no providers' reports, no bills, no registry and no increments. `rates` and `aliases` are paths of
 * the books.
 */
export function workFloor({ rates, aliases }: { readonly rates: string; readonly aliases: string }): readonly string[] {
  return [
    `CREATE TABLE rates AS
     SELECT
       provider, model_key, meter, service_tier, CAST(context_min_tokens AS BIGINT) AS band_from,
       coalesce(CAST(context_max_tokens AS BIGINT), 9223372036854775807) AS band_to, ${VALIDITY},
       CAST(price AS DECIMAL(18, 9)) * CASE CAST(unit_quantity AS BIGINT)
         WHEN 1000000 THEN 0.000001 WHEN 1000 THEN 0.001 ELSE 1.000000 END AS unit_price
     FROM ${readCsv(rates)}
     WHERE superseded_at IS NULL AND region_scope IN ('global', '*') AND time_window IS NULL`,
    `CREATE TABLE bands AS
     SELECT DISTINCT provider, model_key, band_from, band_to, valid_from, valid_to
     FROM rates
     WHERE meter = 'input' AND service_tier = 'standard'`,
    `CREATE TABLE models AS
     SELECT provider, model_id, model_key, valid_from, valid_to
     FROM (SELECT DISTINCT provider_name AS provider, model_id FROM requests)
     JOIN (SELECT provider, match_type, pattern, model_key, ${VALIDITY} FROM ${readCsv(aliases)}) USING (provider)
     WHERE CASE match_type WHEN 'exact' THEN pattern = model_id ELSE regexp_matches(model_id, pattern) END
     QUALIFY rank() OVER (PARTITION BY provider, model_id ORDER BY match_type) = 1`,
    USAGE,
    CHARGEBACK,
  ];
}

const VALIDITY = `CAST(effective_from AS DATE) AS valid_from,
  coalesce(CAST(effective_to AS DATE), DATE '9999-01-01') AS valid_to`;

const USAGE = `
  CREATE TABLE usage AS
  WITH kept AS (
    SELECT
      usage_date, provider_name AS provider, model_id, gateway_team_id AS team_id, service_tag,
      CASE WHEN service_tier IN ('priority', 'flex', 'batch') THEN service_tier ELSE 'standard' END AS service_tier,
      request_status = 'success' AND NOT is_gateway_cache_hit AND NOT is_retrieval AS is_billable,
      coalesce(input_tokens, 0) AS input_tokens, coalesce(input_cache_read_tokens, 0) AS read_tokens,
      coalesce(input_cache_write_tokens, 0) AS write_tokens, coalesce(input_cache_write_1h_tokens, 0) AS write_1h_tokens,
      coalesce(output_tokens, 0) AS output_tokens, coalesce(web_search_count, 0) AS web_search_count
    FROM requests
    QUALIFY row_number() OVER (PARTITION BY usage_date, coalesce(request_id || '/' || call_type, record_hash)
      ORDER BY request_status DESC, record_hash) = 1)
  SELECT
    kept.usage_date, kept.provider, models.model_key, kept.model_id, team_id, service_tag, service_tier,
    coalesce(bands.band_from, 0) AS band_from,
    count(*) AS request,
    sum(input_tokens - read_tokens - write_tokens) AS input,
    sum(read_tokens) AS input_cache_read,
    sum(if(kept.provider = 'openai', 0, write_tokens - write_1h_tokens)) AS input_cache_write_5m,
    sum(if(kept.provider = 'openai', write_tokens, 0)) AS input_cache_write_30m,
    sum(if(kept.provider = 'openai', 0, write_1h_tokens)) AS input_cache_write_1h,
    sum(output_tokens) AS output,
    sum(web_search_count) AS web_search
  FROM kept
  LEFT JOIN models ON models.provider = kept.provider AND models.model_id = kept.model_id
    AND kept.usage_date >= models.valid_from AND kept.usage_date < models.valid_to
  LEFT JOIN bands ON bands.provider = kept.provider AND bands.model_key = models.model_key
    AND kept.input_tokens BETWEEN bands.band_from AND bands.band_to
    AND kept.usage_date >= bands.valid_from AND kept.usage_date < bands.valid_to
  WHERE is_billable
  GROUP BY ALL`;

const CHARGEBACK = `
  CREATE TABLE chargeback AS
  WITH metered AS (
    UNPIVOT usage
    ON request, input, input_cache_read, input_cache_write_5m, input_cache_write_30m, input_cache_write_1h, output,
      web_search
    INTO NAME meter VALUE quantity)
  SELECT
    strftime(usage_date, '%Y-%m') AS period, team_id, service_tag, model_id, metered.meter, sum(quantity) AS quantity,
    CAST(sum(CAST(quantity AS DECIMAL(38, 0)) * unit_price) AS DECIMAL(38, 9)) AS list_cost_usd,
    bool_and(unit_price IS NOT NULL) AS is_priced
  FROM metered
  LEFT JOIN rates ON rates.provider = metered.provider AND rates.model_key IN (metered.model_key, '*')
    AND rates.meter = metered.meter AND rates.service_tier IN (metered.service_tier, '*')
    AND metered.band_from BETWEEN rates.band_from AND rates.band_to
    AND metered.usage_date >= rates.valid_from AND metered.usage_date < rates.valid_to
  WHERE quantity > 0
  GROUP BY ALL`;

function readCsv(path: string): string {
  return `read_csv('${path.replaceAll("'", "''")}', header = true, all_varchar = true)`;
}
