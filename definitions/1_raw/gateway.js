// What every gateway's logs land in. Columns: ingest/raw/gateway-tables.ts.
declare({
  schema: layers.layer("raw"),
  name: "gateway_requests"
});
