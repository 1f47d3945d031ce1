// What was landed, and what of it a complete transform has taken in. Columns: ingest/raw/manifest-tables.ts.
["ingest_batches", "ingest_batch_days", "transformed_batches"].forEach((name) =>
  declare({
    schema: layers.layer("raw"),
    name
  }),
);
