// Rate books, registry, budgets, metrics and invoices, each replaced whole. Columns: ingest/raw/reference-tables.ts.
[
  "rates",
  "model_aliases",
  "contracts",
  "teams",
  "services",
  "service_owners",
  "identities",
  "allocation_rules",
  "retired_tags",
  "budgets",
  "business_metrics",
  "invoices",
  "gateway_routes",
].forEach((name) => declare({
  schema: layers.layer("raw"),
  name
}));
