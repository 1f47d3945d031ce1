import type { Replacement } from '../../warehouse/warehouse.js';
import { countRecords, inspectFile } from '../gateways/read/inspect-file.js';
import { UnreadableFile } from '../gateways/read/log-job.js';
import { LARGEST_LONG_RECORD, recordsOf } from '../gateways/read/records-sql.js';
import { withScratch } from '../gateways/read/scratch.js';
import { describeFiles } from './describe-log-files.js';
import type { Landing } from './landing.js';
import { type LandedJobs, type LogGroup, MixedFile, NOTHING, windowOf } from './log-group.js';
import type { LandedReport } from './read-manifest.js';

/** Lands the files of a group. One that cannot be read is told to `fail` and left out; the others land all the same. */
export async function landLogGroup(
  landing: Landing,
  group: LogGroup,
  fail: (path: string, error: unknown) => void,
): Promise<LandedJobs> {
  if (group.files.length === 0) return NOTHING;
  try {
    return await landTogether(landing, group);
  } catch (error) {
    if (error instanceof MixedFile) {
      const { path } = error;
      const without = (isMixed: boolean) => group.files.filter((file) => (file.path === path) === isMixed);
      const others = await landLogGroup(landing, { ...group, files: without(false) }, fail);
      const mixed = { ...group, files: without(true), compiled: group.everyMapping };
      return add(others, await landLogGroup(landing, mixed, fail));
    }
    const broken = error instanceof UnreadableFile ? [error] : await findBroken(group);
    const [only] = group.files;
    if (broken.length === 0 && group.largestRecord === undefined && isTooLong(error))
      return landLogGroup(landing, { ...group, largestRecord: LARGEST_LONG_RECORD }, fail);
    // What no file is to blame for, a full disk for one, ends the whole report.
    if (broken.length === 0 || only === undefined) throw error;
    for (const { path, message } of broken) fail(path, new Error(message));
    const paths = new Set(broken.map(({ path }) => path));
    return landLogGroup(landing, { ...group, files: group.files.filter(({ path }) => !paths.has(path)) }, fail);
  }
}

function add(one: LandedJobs, other: LandedJobs): LandedJobs {
  return {
    rowsRead: one.rowsRead + other.rowsRead,
    rowsLanded: one.rowsLanded + other.rowsLanded,
    rowsRejected: one.rowsRejected + other.rowsRejected,
    rowsLeftOut: one.rowsLeftOut + other.rowsLeftOut,
    batches: one.batches + other.batches,
    paths: [...one.paths, ...other.paths],
    days: [...one.days, ...other.days],
  };
}

async function landTogether(landing: Landing, group: LogGroup): Promise<LandedJobs> {
  const { report, compiled, files, earlier, largestRecord } = group;
  const startedAt = landing.now();
  const gateway = group.source.gateway ?? '';
  const parameters = {
    salt: report.salt,
    keep_emails: report.keepEmails,
    latest: startedAt.plus({ days: 1 }).toISO(),
  };
  const selects = await withScratch(async (connection) => {
    const reads: string[] = [];
    for (const mapping of compiled)
      reads.push(mapping.landed(await recordsOf(connection, files, gateway, mapping, { largestRecord })));
    return reads;
  });
  const inspections = Promise.all(files.map((file) => inspectFile(file, largestRecord)));
  // Awaited below; a file that turns out to be cut off must not count as an error that nobody handles before that.
  inspections.catch(() => undefined);
  const replaced = files.flatMap(({ replacedBatch }) => (replacedBatch === undefined ? [] : [replacedBatch]));
  let done = NOTHING;
  const read = {
    table: report.table,
    select: selects.join('\nUNION ALL BY NAME\n'),
    batchIds: files.map(({ batchId }) => batchId),
    parameters,
    ...(replaced.length === 0 ? {} : { replace: replacementOf(gateway, replaced, earlier.daysOfBatch) }),
  };
  await landing.landRead(read, async (counts) => {
    const manifest = await describeFiles(landing, group, await inspections, counts, startedAt.toISO(), parameters);
    done = manifest.done;
    return manifest.loads;
  });
  for (const { fileHash, contentHash, batchId } of files) earlier.files.set(fileHash, { batchId, contentHash });
  return done;
}

/** The days bound what a warehouse looks through for the rows. Only when those of every batch are known. */
function replacementOf(
  gateway: string,
  batchIds: readonly string[],
  daysOfBatch: LandedReport['daysOfBatch'],
): Replacement {
  const where = { gateway, batch_id: batchIds };
  const window = windowOf(batchIds.flatMap((batchId) => daysOfBatch.get(batchId) ?? []));
  if (window === undefined || !batchIds.every((batchId) => daysOfBatch.has(batchId))) return { where };
  return { where, days: { column: 'usage_date', ...window } };
}

/** Files of a group that DuckDB cannot read, each tried alone. */
async function findBroken({ files, largestRecord }: LogGroup): Promise<UnreadableFile[]> {
  const broken: UnreadableFile[] = [];
  for (const file of files) {
    try {
      await countRecords(file, largestRecord);
    } catch (error) {
      if (!isTooLong(error)) broken.push(new UnreadableFile(file.path, error));
    }
  }
  return broken;
}

function isTooLong(error: unknown): boolean {
  return error instanceof Error && /maximum_object_size|max_line_size|maximum line size/i.test(error.message);
}
