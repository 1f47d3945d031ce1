import { formatCount, formatText, formatUsd } from '../../report/text/format-amount.js';
import { isMissingTable } from '../../warehouse/missing-table.js';
import type { Row, Warehouse } from '../../warehouse/warehouse.js';
import type { CliIo } from '../cli-io.js';
import type { Config } from '../config.js';
import { describeError } from '../describe-error.js';
import { readSourceFreshness } from '../source-freshness.js';
import { readUnfinishedTransform } from '../unfinished-transform.js';
import { checkLandedSalt } from './check-salt.js';
import { type Finding, failure, ok, warning } from './finding.js';

/** A source that is further behind than this has missed a daily run. */
const STALE_DAYS = 2;

/** What the tables say: freshness, rejected records, what waits for a transform, what has no price. */
export async function checkWarehouse(config: Config, warehouse: Warehouse, io: CliIo): Promise<readonly Finding[]> {
  try {
    await warehouse.query('select 1 as reachable');
  } catch (error) {
    return [unreachable(config, error)];
  }
  const faults = await warehouse.findFaults();
  const found = faults.map(({ message, remedy, isCertain }) =>
    (isCertain ? failure : warning)('database', message, remedy),
  );
  if (faults.some(({ isCertain }) => isCertain)) return found;
  let batches: readonly Row[];
  try {
    batches = await read(warehouse, 'select count(*) as batch_count from raw.ingest_batches');
  } catch (error) {
    if (!isMissingTable(error)) return [...found, unreachable(config, error)];
    return [
      ...found,
      ok('database', warehouse.location),
      warning('database', `nothing has been landed yet (${firstLine(error)})`, 'tokenledger run'),
    ];
  }
  return [
    ...found,
    ok('database', warehouse.location),
    ...(String(batches[0]?.batch_count) === '0' ? [] : await checkLandedSalt(config, warehouse, io)),
    ...(await checkFreshness(config, warehouse, io)),
    await checkRejected(warehouse),
    await checkUntransformed(warehouse),
    await checkUnpriced(warehouse),
  ];
}

async function checkFreshness(config: Config, warehouse: Warehouse, io: CliIo): Promise<Finding[]> {
  const sources = await readSourceFreshness(config, warehouse, io.now());
  if (sources.length === 0)
    return [warning('sources', 'no source is configured', `add one under \`sources\` in ${config.file}`)];
  return sources.map(({ sourceId, landedThrough, lastBatchAt, daysBehind }) => {
    if (landedThrough === null || daysBehind === null) {
      return warning('sources', `${sourceId}: no data yet`, `tokenledger ingest ${sourceId}`);
    }
    const message = `${sourceId}: landed through ${landedThrough}, last batch ${lastBatchAt?.slice(0, 16) ?? 'unknown'}`;
    return daysBehind > STALE_DAYS
      ? warning(
          'sources',
          `${message}, ${daysBehind} days behind`,
          `tokenledger ingest ${sourceId}; does the schedule run?`,
        )
      : ok('sources', message);
  });
}

async function checkRejected(warehouse: Warehouse): Promise<Finding> {
  const rows = await read(
    warehouse,
    `select count(*) as record_count, max(rejected_at) as rejected_at from raw.rejected_records`,
  );
  const count = String(rows[0]?.record_count ?? '0');
  return count === '0'
    ? ok('rejected', 'no record was rejected')
    : warning(
        'rejected',
        `${formatCount(count)} records were rejected, last ${formatText(rows[0]?.rejected_at).slice(0, 16)}: their cost shows as unlogged`,
        'tokenledger query "select object_uri, line_number, field_path, reason from raw.rejected_records"',
      );
}

async function checkUntransformed(warehouse: Warehouse): Promise<Finding> {
  const unfinished = await readUnfinishedTransform(warehouse);
  if (unfinished !== null) return failure('transform', unfinished, 'tokenledger transform');
  const rows = await read(
    warehouse,
    `select count(*) as batch_count from raw.ingest_batches as b
     left join raw.transformed_batches as t on t.batch_id = b.batch_id where t.batch_id is null`,
  );
  const count = String(rows[0]?.batch_count ?? '0');
  return count === '0'
    ? ok('transform', 'every landed batch is in the marts')
    : warning('transform', `${formatCount(count)} landed batches are not in the marts yet`, 'tokenledger transform');
}

async function checkUnpriced(warehouse: Warehouse): Promise<Finding> {
  let rows: readonly Row[];
  try {
    rows = await read(
      warehouse,
      `select provider, model_id, sum(billed_cost_usd) as billed_cost_usd from marts.unpriced_usage
       group by provider, model_id order by billed_cost_usd desc, provider, model_id`,
    );
  } catch (error) {
    return warning('marts', `the marts cannot be read (${firstLine(error)})`, 'tokenledger transform');
  }
  if (rows.length === 0) return ok('prices', 'every model has a price');
  const names = rows.map(
    (row) => `${formatText(row.provider)} ${formatText(row.model_id)} (${formatUsd(row.billed_cost_usd)})`,
  );
  return warning(
    'prices',
    `models without a certain price: ${names.join(', ')}`,
    'add the rate or alias to pricing/; `tokenledger rates lookup` says why',
  );
}

/** A database that cannot be opened: locked by another process, or out of reach. */
export function unreachable(config: Config, error: unknown): Finding {
  const where = config.engine.type === 'duckdb' ? config.engine.path : `project ${config.engine.project}`;
  const remedy =
    config.engine.type === 'duckdb'
      ? 'close what holds it (another tokenledger, a notebook, a BI tool), or correct engine.path'
      : 'check `gcloud auth application-default login`, the project name and its permissions';
  return failure('database', `${where} cannot be opened: ${describeError(error)}`, remedy);
}

async function read(warehouse: Warehouse, sql: string): Promise<readonly Row[]> {
  return (await warehouse.query(sql)).rows;
}

function firstLine(error: unknown): string {
  return describeError(error).split('\n')[0] ?? '';
}
