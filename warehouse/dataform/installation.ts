/** Whose tables the models make: the same in every dataset name, whoever compiles. */
export interface Installation {
  readonly project: string;
  readonly location: string;
  /** Before the name of every dataset; may be empty. */
  readonly dataset_prefix: string;
}

/** What an installation decides of workflow_settings.yaml. The assertions that Dataform generates take the prefix too. */
export function installationSettings({ project, location, dataset_prefix }: Installation) {
  return {
    defaultProject: project,
    defaultLocation: location,
    defaultAssertionDataset: `${dataset_prefix}assertions`,
    vars: { dataset_prefix },
  } as const;
}

/** The same as options of `dataform compile` and `dataform run`, with further variables of the models. */
export function installationOptions(
  installation: Installation,
  others: Readonly<Record<string, string>> = {},
): readonly string[] {
  const { defaultProject, defaultLocation, defaultAssertionDataset, vars } = installationSettings(installation);
  return [
    `--default-database=${defaultProject}`,
    `--default-location=${defaultLocation}`,
    `--assertion-schema=${defaultAssertionDataset}`,
    `--vars=${Object.entries({ ...vars, ...others })
      .map(([name, value]) => `${name}=${value}`)
      .join(',')}`,
  ];
}
