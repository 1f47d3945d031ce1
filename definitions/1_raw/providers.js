// What ingest/sources lands of each provider. Columns: ingest/raw/provider-tables.ts.
providers.INGESTED.flatMap(({
  rawTables
}) => rawTables).forEach((name) => declare({
  schema: layers.layer("raw"),
  name
}));
