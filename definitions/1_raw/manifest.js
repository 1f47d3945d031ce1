// What was landed, what of it a complete transform has taken in, and what Finance has seen of it. Columns: ingest/raw/manifest-tables.ts.
["ingest_batches", "ingest_batch_days", "transformed_batches", "charged_months", "exported_months"].forEach((name) =>
  declare({
    schema: layers.layer("raw"),
    name
  }),
);
