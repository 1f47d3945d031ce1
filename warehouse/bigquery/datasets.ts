import type { WarehouseFault } from '../warehouse.js';
import type { BigQueryConfig, BigQuerySession } from './bigquery-config.js';
import { DATASETS } from './dataset-names.js';
import { explained, readApiError } from './explain-error.js';

/** A dataset that is not ready to be used, by its name with the prefix. */
interface DatasetFault {
  readonly name: string;
  readonly kind: 'missing' | 'closed' | 'elsewhere';
  readonly message: string;
}

/** Creates those of the layers' datasets that are missing. One error names all that cannot be used, and both ways to mend it. */
export async function ensureDatasets(session: BigQuerySession, layers: readonly string[]): Promise<void> {
  const found = await inspectDatasets(session, layers);
  const standing = found.filter(({ kind }) => kind !== 'missing');
  // Nothing is created beside datasets that are somewhere else.
  const faults =
    standing.length > 0 ? standing : (await Promise.all(found.map(({ name }) => createDataset(session, name)))).flat();
  if (faults.length === 0) return;
  // What a later step needs is named too, so that it is mended at once.
  const others = DATASETS.filter((layer) => !layers.includes(layer));
  throw new Error(describeFaults(session.config, [...faults, ...(await inspectDatasets(session, others))]));
}

/** What `doctor` says of the datasets of all layers. Changes nothing. */
export async function findDatasetFaults(session: BigQuerySession): Promise<readonly WarehouseFault[]> {
  const { config } = session;
  const found = await inspectDatasets(session, DATASETS);
  const missing = found.filter(({ kind }) => kind === 'missing');
  const standing = found.filter(({ kind }) => kind !== 'missing');
  return [
    ...(missing.length === 0
      ? []
      : [
          {
            message: missing.map(({ message }) => message).join('\n'),
            remedy: `\`tokenledger run\` creates them in ${config.location} if it may: ${describeRemedies(config, missing)}`,
            isCertain: false,
          },
        ]),
    ...standing.map((fault) => ({
      message: fault.message,
      remedy: fault.kind === 'elsewhere' ? MOVE : describeRemedies(config, [fault]),
      isCertain: true,
    })),
  ];
}

async function inspectDatasets(session: BigQuerySession, layers: readonly string[]): Promise<readonly DatasetFault[]> {
  const names = layers.map((layer) => `${session.config.dataset_prefix}${layer}`);
  return (await Promise.all(names.map((name) => inspectDataset(session, name)))).flat();
}

async function inspectDataset({ client, config }: BigQuerySession, name: string): Promise<DatasetFault[]> {
  const where = `${config.project}.${name}`;
  return explained('looking for the dataset', where, async () => {
    let metadata: { readonly location?: string };
    try {
      // The list of who has access, which is given by default, would need a permission of its own.
      [metadata] = await client.dataset(name).getMetadata({ datasetView: 'METADATA' });
    } catch (error) {
      const { code, reason } = readApiError(error);
      if (code === 404) return [{ name, kind: 'missing', message: `${where} is not there` }];
      if (reason !== 'accessDenied') throw error;
      const message = `${where} is not there, or this account may not see it (bigquery.datasets.get on the dataset)`;
      return [{ name, kind: 'closed', message }];
    }
    const { location } = metadata;
    if (location === undefined || location.toUpperCase() === config.location.toUpperCase()) return [];
    return [
      { name, kind: 'elsewhere', message: `${where} is in ${location}, and engine.location is ${config.location}` },
    ];
  });
}

async function createDataset({ client, config }: BigQuerySession, name: string): Promise<DatasetFault[]> {
  const where = `${config.project}.${name}`;
  return explained(`creating the dataset in ${config.location}`, where, async () => {
    try {
      await client.createDataset(name, { location: config.location, labels: { tokenledger: 'warehouse' } });
    } catch (error) {
      const { code, reason } = readApiError(error);
      // Another run has made it in the meantime.
      if (code === 409) return [];
      if (reason !== 'accessDenied') throw error;
      const message = `${where} is not there, and this account may not create it (bigquery.datasets.create on the project)`;
      return [{ name, kind: 'closed', message }];
    }
    return [];
  });
}

const MOVE = 'correct engine.location, or choose another engine.dataset_prefix: a dataset cannot be moved';

function describeFaults(config: BigQueryConfig, faults: readonly DatasetFault[]): string {
  const closed = faults.filter(({ kind }) => kind !== 'elsewhere');
  return [
    `not every dataset can be used (project ${config.project}, location ${config.location}):`,
    ...faults.map(({ message }) => `  ${message}`),
    ...(closed.length < faults.length ? [MOVE] : []),
    ...(closed.length > 0 ? [`To mend it, ${describeRemedies(config, closed)}`] : []),
  ].join('\n');
}

function describeRemedies(config: BigQueryConfig, faults: readonly DatasetFault[]): string {
  const statements = writeDatasetStatements(
    config,
    faults.map(({ name }) => name),
  );
  return [
    `grant it roles/bigquery.user on ${config.project}, or let an administrator create them and let it write to them:`,
    ...statements.map((line) => `  ${line}`),
  ].join('\n');
}

/** What an administrator runs, so that ACCOUNT needs no right to create datasets. `names` are with the prefix. */
export function writeDatasetStatements(
  { project, location }: Pick<BigQueryConfig, 'project' | 'location'>,
  names: readonly string[],
): readonly string[] {
  return names.flatMap((name) => [
    `CREATE SCHEMA IF NOT EXISTS \`${project}.${name}\` OPTIONS (location = '${location}');`,
    `GRANT \`roles/bigquery.dataEditor\` ON SCHEMA \`${project}.${name}\` TO "serviceAccount:ACCOUNT";`,
  ]);
}
