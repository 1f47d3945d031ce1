import type { TableField, TableMetadata } from '@google-cloud/bigquery';
import pLimit from 'p-limit';
import type { RawTable } from '../raw-table.js';
import type { BigQuerySession } from './bigquery-config.js';
import { ensureDatasets } from './datasets.js';
import { explained } from './explain-error.js';

/** Stays under the 50 API requests a second that BigQuery allows per method. */
const PARALLEL_REQUESTS = 8;

/** Creates the raw dataset and missing raw tables, partitioned and clustered, and adds what is missing to those that exist. Drops nothing. */
export async function ensureRawTables(session: BigQuerySession, tables: readonly RawTable[]): Promise<void> {
  await ensureDatasets(session, ['raw']);
  const dataset = session.client.dataset(`${session.config.dataset_prefix}raw`);
  const limit = pLimit(PARALLEL_REQUESTS);
  await Promise.all(
    tables.map((table) =>
      limit(() =>
        explained(
          'creating or widening the table',
          `${session.config.project}.${dataset.id}.${table.name}`,
          async () => {
            const handle = dataset.table(table.name);
            const [exists] = await handle.exists();
            if (!exists) {
              await dataset.createTable(table.name, describeTable(table));
              return;
            }
            const [metadata]: TableMetadata[] = await handle.getMetadata();
            const changes = missingMetadata(table, metadata);
            if (Object.keys(changes).length > 0) await handle.setMetadata(changes);
          },
        ),
      ),
    ),
  );
}

/** A raw table as BigQuery's API wants it described. */
export function describeTable(table: RawTable): TableMetadata {
  return {
    schema: { fields: describeColumns(table) },
    labels: { tokenledger: 'raw' },
    ...(table.partitionBy === undefined ? {} : { timePartitioning: { type: 'DAY', field: table.partitionBy } }),
    ...(table.clusterBy === undefined ? {} : { clustering: { fields: [...table.clusterBy] } }),
    ...(table.requirePartitionFilter === true ? { requirePartitionFilter: true } : {}),
  };
}

export function describeColumns(table: RawTable): TableField[] {
  return table.columns.map(({ name, type }) => ({ name, type, mode: 'NULLABLE' }));
}

/** What the code declares and the warehouse does not have yet: columns, whose names ignore case, and the need of days. */
export function missingMetadata(table: RawTable, existing: TableMetadata | undefined): TableMetadata {
  const fields = readFields(existing);
  const known = new Set(fields.map(({ name }) => name?.toLowerCase()));
  const missing = describeColumns(table).filter(({ name }) => !known.has(name?.toLowerCase()));
  const lacksFilter = table.requirePartitionFilter === true && existing?.requirePartitionFilter !== true;
  return {
    ...(missing.length === 0 ? {} : { schema: { fields: [...fields, ...missing] } }),
    ...(lacksFilter ? { requirePartitionFilter: true } : {}),
  };
}

function readFields(metadata: TableMetadata | undefined): TableField[] {
  const schema = metadata?.schema;
  return typeof schema === 'object' && 'fields' in schema && schema.fields !== undefined ? [...schema.fields] : [];
}
