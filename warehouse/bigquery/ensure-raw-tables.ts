import type { TableField, TableMetadata } from '@google-cloud/bigquery';
import pLimit from 'p-limit';
import type { RawTable } from '../raw-table.js';
import type { BigQuerySession } from './bigquery-config.js';
import { ensureDatasets } from './datasets.js';
import { explained } from './explain-error.js';

/** Stays under the 50 API requests a second that BigQuery allows per method. */
const PARALLEL_REQUESTS = 8;

/** Creates the raw dataset and missing tables, partitioned and clustered, and adds missing columns. Drops nothing. */
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
            const fields = readFields(metadata);
            const missing = missingColumns(table, fields);
            if (missing.length > 0) await handle.setMetadata({ schema: { fields: [...fields, ...missing] } });
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
  };
}

export function describeColumns(table: RawTable): TableField[] {
  return table.columns.map(({ name, type }) => ({ name, type, mode: 'NULLABLE' }));
}

/** Columns the code declares and the warehouse does not have yet. BigQuery's names ignore case. */
export function missingColumns(table: RawTable, existing: readonly TableField[]): TableField[] {
  const known = new Set(existing.map(({ name }) => name?.toLowerCase()));
  return describeColumns(table).filter(({ name }) => !known.has(name?.toLowerCase()));
}

function readFields(metadata: TableMetadata | undefined): TableField[] {
  const schema = metadata?.schema;
  return typeof schema === 'object' && 'fields' in schema && schema.fields !== undefined ? [...schema.fields] : [];
}
