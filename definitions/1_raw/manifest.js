// What was landed, what of it a complete transform has taken in, who transforms, what Finance has seen. Columns: ingest/raw/manifest-tables.ts.
[
  "ingest_batches",
  "ingest_batch_days",
  "transformed_batches",
  "transform_claims",
  "charged_months",
  "exported_months",
].forEach((name) => declare({
  schema: layers.layer("raw"),
  name
}));
