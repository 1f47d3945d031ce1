// What ingest/sources/anthropic lands. Columns: ingest/raw/provider-tables.ts.
["anthropic_usage_messages", "anthropic_costs", "anthropic_workspaces", "anthropic_api_keys"].forEach((name) =>
  declare({
    schema: layers.layer("raw"),
    name
  }),
);
