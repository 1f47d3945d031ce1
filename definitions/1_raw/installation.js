// Stops the compilation where a setting or an override would put tables elsewhere than the installation's readers look.
const {
  assertionSchema,
  databaseSuffix,
  tablePrefix
} = dataform.projectConfig;
const assertions = layers.layer("assertions");

// Those that Dataform makes of a model's `assertions` lie in the project's one dataset for them.
if (assertionSchema !== assertions)
  throw new Error(
    `generated assertions would lie in "${assertionSchema}": with this vars.dataset_prefix their dataset has to be ${assertions} ` +
    "(defaultAssertionDataset, assertionSchema of a release configuration, --assertion-schema)",
  );
if (databaseSuffix || tablePrefix) throw new Error("databaseSuffix and tablePrefix do not reach the raw tables: set vars.dataset_prefix instead");
