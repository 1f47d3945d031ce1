const layersWithKeys = Object.keys(keys.KEYS);

layersWithKeys.forEach((layer) =>
  publish(`${layer}_keys`, {
    type: "incremental",
    schema: layers.layer("assertions"),
    tags: ["daily"],
    description: "One row per UTC day × table of a layer: how many rows it has, and how many keys.",
    columns: dictionary.describe(["usage_date", "table_name", "row_count", "key_count"]),
  })
  .preOps((ctx) => window.begin(ctx.incremental(), ctx.self(), window.days(ctx.ref("changed_days"))))
  .query((ctx) => keys.counts(layer, ctx))
  .postOps((ctx) => window.commit(ctx.incremental())),
);

assert("assert_keys_are_unique", {
  schema: layers.layer("assertions"),
  tags: ["daily"],
  description: "No table that is kept by day has two rows with one key.",
}).query((ctx) =>
  layersWithKeys.map((layer) => `SELECT * FROM ${ctx.ref(`${layer}_keys`)} WHERE row_count <> key_count`).join("\nUNION ALL\n"),
);
