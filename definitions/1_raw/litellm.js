// What ingest/sources/litellm lands. Columns: ingest/raw/gateway-tables.ts.
declare({
  schema: layers.layer("raw"),
  name: "litellm_requests"
});
