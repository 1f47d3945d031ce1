/** The dataset of a layer: its name behind the installation's prefix (`dataset_prefix`, empty on DuckDB). */
function layer(name) {
  return `${dataform.projectConfig.vars.dataset_prefix}${name}`;
}

module.exports = {
  layer
};
