// What ingest/sources/openai lands. Columns: ingest/raw/provider-tables.ts.
["openai_usage_completions", "openai_usage_embeddings", "openai_costs", "openai_projects", "openai_project_api_keys"].forEach(
  (name) => declare({
    schema: layers.layer("raw"),
    name
  }),
);
