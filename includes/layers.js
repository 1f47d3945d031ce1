/**
 * The dataset of a layer: its name behind the installation's prefix (`dataset_prefix`, empty on DuckDB). Dataform appends a
 * `schemaSuffix` to what it makes and not to the raw tables, which it is only told of; but a run notes there what it has taken in,
 * and two sets of tables over one such note would each miss what the other took in.
 */
function layer(name) {
  const {
    vars,
    schemaSuffix
  } = dataform.projectConfig;
  const dataset = `${vars.dataset_prefix || ""}${name}`;
  return name === "raw" && schemaSuffix ? `${dataset}_${schemaSuffix}` : dataset;
}

module.exports = {
  layer
};
