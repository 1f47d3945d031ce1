// One description a column, for every table that has it. A name that is not here stops the compilation.

const COLUMNS = {
  // Time
  usage_date: "UTC day of the usage.",
  period: "Calendar month in UTC, written 2026-10.",
  as_of_date: "UTC day up to which spend was known.",
  ended_at: "When the answer was complete, UTC; NULL is not logged.",
  started_at: "When the request started, UTC.",
  effective_from: "First UTC day on which it holds; NULL is open.",
  effective_to: "First UTC day on which it no longer holds; NULL is open.",
  reopen_from: "Earliest UTC day whose costs the batch changes: a rate, alias, contract, registry entry or invoice; NULL for usage.",

  // Identity
  provider: "Who bills: openai, anthropic, …",
  account: "Billing account: the paying organization, as named in tokenledger.yaml.",
  sub_account_id: "OpenAI project or Anthropic workspace; NULL is the default workspace, or not known.",
  sub_account_name: "Name of the project or workspace as last seen.",
  api_key_id: "Id of the provider's API key, never the secret; NULL where no key was used or it is not known.",
  api_key_name: "Name of the API key as last seen.",
  principal_id: "Opaque id of the user or service account that the provider reports.",
  gateway: "Gateway that logged the request; NULL for traffic that no gateway saw.",
  virtual_key: "Alias (or hash) of the gateway's own key that the caller used.",
  gateway_team_id: "Team that the gateway's key belongs to.",
  gateway_user_id: "User that the gateway's key belongs to; e-mail addresses are hashed.",
  customer_id: "End customer that the caller declared; e-mail addresses are hashed.",
  session_id: "Session or trace that the caller's attempts share.",
  request_key: "Key of a request within its gateway: id and call type, or the hash of its content where it has no id.",
  previous_key: "Request that the same key tried just before in the same session.",
  previous_service_tag: "Tag by which that request named its service.",
  is_after_failure: "That request failed, at most ten minutes before.",
  parent_request_key: "Request that this one repeats.",
  logged_key: "What the record says that it is a record of: request id and call type, or the batch; not proof that two records are of one request.",
  batch_key: "A finished batch, by its id or by what was fetched, on whatever day; NULL for other requests.",
  call_id: "Id of the call, which several layers of a gateway may log under request ids of their own.",
  request_id: "The gateway's id of the request, as logged.",
  trace_id: "Trace whose spans are the log; within it a request id is one request.",
  parent_request_id: "Id of the record that this one was made within, in its trace.",
  is_wrapper: "It sums up requests made within it, so it is charged where none of them is logged.",
  context_id: "Id that a request has in common with the record that knows more of its caller.",
  is_context: "It is that record, and no request.",
  caller: "The gateway's key that called, by its id where there is one.",
  host: "Host that the gateway called; NULL is not logged.",
  is_batch_retrieval: "It fetches a finished batch, whose usage is logged at every fetch and nowhere else.",
  is_usage_known: "The record has a token count; a success without one is not free, but unknown.",
  record_hash: "SHA-256 of the logged record.",
  call_type: "What was called, in the gateway's word: acompletion, aembedding, …",

  // Model and what decides the rate
  model_id: "Model: the name it resolves to, else as the source wrote it.",
  model_key: "Model as the rate books name it; NULL when no alias matches.",
  meter: "Billable quantity kind: input (uncached), input_cache_read, input_cache_write_5m, output, web_search, request, …; meters are disjoint.",
  meter_group: "Meters as a statement groups them: input, cache, output, tool, request; or the line class where there is no meter.",
  logged_tier: "Tier that the gateway tells, in the words of service_tier; `unknown` where it tells none, NULL where no gateway logged the usage.",
  is_other: "A tier other than standard.",
  service_tier: "standard, batch, flex, priority, fast or ultrafast.",
  region: "Region scope of the price: global, regional or us.",
  context_min_tokens: "Lower end, inclusive, of the context window that the quantity belongs to, in input tokens.",
  context_max_tokens: "Upper end, inclusive; NULL is open or not reported.",
  is_long_context: "The bill item is for requests beyond the model's context threshold; NULL where bills do not say.",
  context_band: "Context window as text: all, 0-272000, 272001+.",

  // Requests
  request_status: "success or failure, as logged.",
  is_billable: "The provider charges for it: it succeeded, was not answered from the gateway's cache, and is not a retrieval.",
  is_retry: "It repeats an earlier attempt of its session.",
  is_gateway_cache_hit: "The gateway answered it from its own cache.",
  is_retrieval: "It fetches an earlier response or batch again, whose usage it repeats.",
  copy_count: "How many logged records are this request: more than one means it was delivered again.",
  attempted_retries: "Retries that the gateway counted; NULL is not reported.",
  logged_request_count: "Requests that the gateway logged, copies removed.",
  successful_request_count: "Requests that succeeded.",
  failed_request_count: "Requests that failed.",
  gateway_cache_hit_count: "Requests answered from the gateway's cache.",
  request_count: "Billable requests.",

  // Quantities
  quantity: "Quantity of the meter, or of the business unit.",
  logged_quantity: "Quantity as the gateway logged it, before the control total.",
  open_quantity: "Quantity of which no gateway tells the context window.",
  long_quantity: "How much of the quantity belongs to requests beyond the model's context threshold.",
  context_tokens: "Input tokens that decide the context band: all of the request; of a batch, the average of its requests.",
  total_input_tokens: "All input tokens, cached or not.",
  input_tokens: "Input tokens: uncached text on a usage row, all input on a mart.",
  input_cache_read_tokens: "Input tokens read from the provider's prompt cache.",
  cache_read_tokens: "Input tokens read from the provider's prompt cache.",
  input_cache_write_5m_tokens: "Input tokens written to the prompt cache for 5 minutes.",
  input_cache_write_30m_tokens: "Input tokens written to the prompt cache for 30 minutes.",
  input_cache_write_1h_tokens: "Input tokens written to the prompt cache for 1 hour.",
  output_tokens: "Output tokens, reasoning inside.",
  web_search_count: "Web searches that the provider ran.",

  // Rates and money
  rate_id: "Rate that priced the line, from pricing/rates.",
  price: "List price in USD per unit_quantity units; NULL when no rate holds.",
  unit_quantity: "How many units the price is for.",
  price_status: "priced, partial (the nearest rate was used), unpriced (no rate that day), unmapped (unknown model) or free.",
  list_cost_usd: "Quantity at the public rate of its day, USD; NULL when no rate holds.",
  long_cost_usd: "What the bill charges for requests beyond the model's context threshold, USD.",
  contracted_cost_usd: "Quantity at the negotiated rate, USD: the list cost where no contract applies.",
  effective_cost_usd: "What is borne, USD: the billed cost, or the contracted cost until the bill is there.",
  recurring_cost_usd: "Effective cost without an invoice's tax, credits and rounding, USD.",
  billed_cost_usd: "What the provider charged, USD; NULL is not billed yet.",
  is_cache_contradicted: "The record's own numbers prove that cached tokens stand beside its input, where its mapping says inside; they are counted as proved.",
  is_reasoning_contradicted: "The same of reasoning tokens and its output.",
  convention: "What stands beside and was said to be inside: cache (in the input) or reasoning (in the output).",
  logged_cost_usd: "What the gateway believed it cost, USD: evidence, never the ledger.",
  saved_by_cache_usd: "What cache reads would have cost more as plain input, USD at list.",
  saved_by_batch_usd: "What batch and flex requests would have cost more at the standard tier, USD at list.",
  retry_cost_usd: "Effective cost of requests that repeat an earlier attempt, USD.",
  cost_usd: "Effective cost, USD.",
  statement_amount_usd: "Whole cents charged to the cost center; they add up to the provider's bill of the month.",
  estimated_statement_amount_usd: "Estimate of the statement in whole cents: the billed cost, and what is not billed yet at contracted or list rates; they add up to the effective cost of the month.",
  billing_currency: "Currency of the amounts, ISO 4217.",
  bill_item: "The provider's own text of the charge, or the invoice, where no usage explains it.",
  has_cost_report: "A source reports what the account cost; where none does, the invoice's subtotal stands in for the report.",
  subtotal_usd: "What the month's invoices charge before credits and tax, USD.",
  credits_usd: "Credits of the month's invoices, USD, negative.",
  tax_usd: "Tax of the month's invoices, USD.",
  total_usd: "What the month's invoices come to, USD.",
  bill_level: "Which bill the line belongs to: cost_report, also where an invoice's subtotal stands in for it; or invoice, for its own credits, tax and rounding and what passes them on.",
  bill_cell: "What a charge says of the usage that it is for: sub-account, key, tier, long context, model and meter.",
  usage_cell: "What a line of usage says of the charge that it is for, in the same words.",
  told: "How much the charge tells of the usage: the more, the sooner it pays it.",
  distance: "How far the charge lies from the usage: 0 agrees in all that the charge tells.",
  is_explained: "Usage of the day explains the charge and shares it.",
  is_provisional: "It will still change: the provider has not reported the usage or not billed all of it, and what is not billed is estimated at contracted or list rates; or the month is not over.",

  // Ownership
  service_id: "Service that bears the cost, from the registry; `unattributed` when nothing names one.",
  team_id: "Team that owned the service on that day.",
  cost_center: "Cost center of that team on that day.",
  product: "Product of the service.",
  environment: "Environment: the request's tag, else the service's.",
  feature: "Feature that the request's tag names.",
  kind: "Kind of identity: api_key, sub_account, principal, virtual_key, gateway_team, gateway_user, tag.",
  identity: "The identity's value; a tag reads name=value.",
  identity_name: "Name that the provider gives the sub-account or API key, as last seen.",
  service_kind: "direct or shared.",
  service_tag: "Tag by which the caller names its service, as name=value.",
  has_inherited_tag: "The tag is that of the request which this one repeats.",
  has_conflicting_tags: "The request carried two different values for the same tag.",
  evidence: "What ties the line to its owner: gateway_record, api_key, sub_account, request_tag, inherited, allocation_rule, none.",
  strength: "How strong the evidence is: 1 is the strongest; a shared service's key is the weakest.",
  is_retired: "The tag was retired by that day.",
  next_service_id: "Service that the next best evidence names.",
  next_evidence: "The next best evidence.",
  weakest_evidence: "The weakest evidence among the lines.",
  evidence_count: "How many kinds of evidence the lines rest on.",
  tag_conflict: "What is wrong with the tag: missing, stale (retired), contradicts (a stronger claim names another service), conflicting (two values) or unknown (names no service); NULL is nothing.",
  allocation_rule_id: "Rule that moved the cost.",
  shared_cost_id: "Id of the shared cost: the hash of day, rule, account and service.",
  target_service_id: "Service that the allocation passes cost on to.",
  driver: "What a proportional rule weighs its targets by: direct_cost, input_tokens, output_tokens, requests or metric:<unit>.",
  is_through_gateway: "A gateway logged the traffic.",
  weight: "Weight against other targets of the same rule; no unit of its own.",
  line_class: "usage (a gateway logged it), unlogged, fee, credit, tax, adjustment, allocation; excess before the ledger.",
  charge_class: "NULL, or Correction for a line of a closed period.",
  is_behind_gateway: "A gateway's traffic runs over this key.",
  is_reported: "The provider counts this meter on that day.",
  is_archived: "The provider lists it as archived.",
  cell_model: "Model by which gateway and provider usage meet: what the name resolves to, else the name, else `unknown`.",
  range_from: "Where the row's units begin among those of its cell.",
  range_to: "Where they end, exclusive.",

  // Ids
  line_id: "Id of the line: the hash of what identifies it.",
  activity_id: "Id of the row: the hash of its grain.",
  gateway_line_id: "Id of the row: the hash of its grain.",
  provider_usage_id: "Id of the row: the hash of its grain.",
  provider_bill_id: "Id of the row: the hash of its grain.",
  rate_key_id: "Id of the row: the hash of its grain.",
  cell_id: "Id of the cell where the ledger and the gateway's activity meet: the hash of its columns; NULL for what no gateway logged.",
  claims_id: "Id of the row: the hash of the day and the claims.",
  batch_id: "Landed batch.",

  // Reconciliation and coverage
  level: "Which bill is meant: cost_report, or invoice.",
  difference_class: "Why bill and computed cost differ: quantity, price, timing, unlogged, duplicate, unpriced, credit, tax, rounding.",
  difference_usd: "Part of the difference, USD, as billed minus computed.",
  ledger_cost_usd: "Σ billed cost of the ledger's lines, USD.",
  reported_ledger_usd: "Σ billed cost of the ledger's lines of the cost report, USD; NULL is nothing billed yet.",
  whole_ledger_usd: "The same with the invoice's own lines, USD.",
  computed_cost_usd: "What the gateway logs alone say it cost at contracted rates, USD; NULL where none of it has a price.",
  is_complete: "Every day of the month with usage has been billed.",
  is_over: "The ledger has reached the last day of the month.",
  is_restated: "This run states the month anew.",
  effective_cost_share: "Share of the day's effective cost of the provider, 0 to 1.",
  finding: "What a logged cost says against the ledger: no_usage, negative, unpriced or far.",
  billed_cost_share: "Share of the day's bill of the provider, 0 to 1.",

  // Months that Finance has seen
  seen_by: "How Finance has seen the month: invoice (the provider's is on file) or export (its chargeback was exported after it had ended).",
  charged_before_usd: "What was charged before the run, USD: statement amounts, and the effective cost where nothing was billed.",
  charged_after_usd: "The same after the run, USD.",
  moved_usd: "After minus before, USD.",
  restatement_reason: "What made the run compute the month again, with commas: registry, rate, contract, metric, route, invoice, late log, restated report, file taken back; or full refresh.",
  restatement_count: "How many times the figure has moved since it was seen, this time included.",
  restated_at: "When the newest of what made the run compute the month again was landed, UTC.",

  // Units
  unit: "What is counted: request, or the business's own conversation, ticket, report, …",
  revenue_usd: "Revenue that the business metrics give, USD; NULL is not known.",
  cost_per_unit_usd: "Cost per unit, USD.",
  cost_per_request_usd: "Cost per billable request, USD.",
  cost_per_successful_request_usd: "Cost per successful request, USD.",
  cost_per_million_tokens_usd: "Cost per million input and output tokens, USD.",
  cache_hit_share: "Share of input tokens read from the provider's prompt cache, 0 to 1.",
  margin_usd: "Revenue minus cost, USD; NULL where revenue is not known.",

  // What assertions read
  table_name: "Table whose rows are counted.",
  row_count: "Rows of the day.",
  key_count: "Keys of the day; as many as rows, or a key names two rows.",
  landed_record_count: "Records that the gateway logged on the day, copies included.",
  kept_record_count: "Records that the day's requests stand for: the sum of copy_count.",
  net_billed_usd: "What arrives by an allocation rule minus what it takes, as billed, USD.",
  net_effective_usd: "The same of the effective cost, USD.",
  reported_quantity: "Quantity that the provider reports.",
  counted_quantity: "Quantity of the ledger's lines for it.",

  // Forecast and budget
  scope: "What the budget is for: total, team, cost_center, service, feature, environment, provider.",
  scope_id: "Which one; `all` for total.",
  actual_to_date_usd: "Effective cost of the month up to the as-of day, USD.",
  forecast_usd: "Cost of the whole month as forecast on the as-of day, USD.",
  forecast_low_usd: "Lower end of the forecast's range, USD.",
  forecast_high_usd: "Upper end of the forecast's range, USD.",
  budget_usd: "Budget of the month, USD; NULL is no budget.",
  variance_usd: "Forecast minus budget, USD: positive is over.",
  variance_share: "Variance as a share of the budget.",
  spent_share: "Spend to date as a share of the budget.",
  status: "no_budget, no_spend, on_track, at_risk (forecast over budget), over_budget (already over), final, unknown (nothing of it has a price).",
  final_cost_usd: "What the month cost in the end, USD; NULL until it is over.",
  forecast_error_usd: "Forecast minus final cost, USD.",
};

/** Column descriptions for a config block. An unknown or repeated name is an error. */
function describe(names) {
  return Object.fromEntries(
    names.map((name, index) => {
      if (COLUMNS[name] === undefined) throw new Error(`includes/dictionary.js does not describe the column "${name}"`);
      if (names.indexOf(name) !== index) throw new Error(`the column "${name}" is described twice`);
      return [name, COLUMNS[name]];
    }),
  );
}

/** Types by name; every other column is STRING. A business unit's `quantity` alone is NUMERIC. */
const TYPES = {
  BOOL: /^(is|has)_/,
  NUMERIC: /(_usd|_share|^price|^unit_quantity)$/,
  INT64: /(^range_from|^range_to|^weight$|^strength$|^told$|^distance$|_tokens|_count|^quantity|_quantity|^attempted_retries)$/,
  DATE: /(_date|^effective_from|^effective_to|^reopen_from)$/,
  TIMESTAMP: /_at$/,
};

/** BigQuery type of a column. */
function typeOf(name) {
  if (COLUMNS[name] === undefined) throw new Error(`includes/dictionary.js does not describe the column "${name}"`);
  const [type = "STRING"] = Object.entries(TYPES).find(([, pattern]) => pattern.test(name)) || [];
  return type;
}

/** A column where there is nothing: NULL of its type; a flag that nothing sets is FALSE. */
function nothing(name) {
  return typeOf(name) === "BOOL" ? "FALSE" : `CAST(NULL AS ${typeOf(name)})`;
}

module.exports = {
  describe,
  typeOf,
  nothing
};
