/** The dataset of an action: its layer behind the installation's prefix (`dataset_prefix`, empty on DuckDB). */
function made(name) {
  return `${dataform.projectConfig.vars.dataset_prefix || ""}${name}`;
}

/**
 * The dataset of a layer. Dataform appends a `schemaSuffix` to what it makes and not to the raw tables, which it is only told of;
 * but a run notes there what it has taken in, and two sets of tables over one such note would each miss what the other took in.
 */
function layer(name) {
  const {
    schemaSuffix
  } = dataform.projectConfig;
  return name === "raw" && schemaSuffix ? `${made(name)}_${schemaSuffix}` : made(name);
}

module.exports = {
  made,
  layer
};
