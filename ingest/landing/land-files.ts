import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { compileMapping } from '../gateways/compile/compile-mapping.js';
import type { Mapping } from '../gateways/mapping/read-mapping.js';
import { UnreadableFile } from '../gateways/read/log-job.js';
import { recognizeLog } from '../gateways/read/recognize-log.js';
import type { FileReport, SourceIdentity } from '../source.js';
import type { LandedCounts } from './land-days.js';
import { landLogGroup } from './land-log-group.js';
import { batchIdOf, type Landing } from './landing.js';
import type { LandedJobs, LogGroup, NewFile } from './log-group.js';
import type { LandedReport } from './read-manifest.js';
import { sha256Hex } from './scrubber.js';

/** Files are landed together until one of these is reached: many small files must not become many transactions. */
const GROUP_BYTES = 256 * 1024 * 1024;
const GROUP_FILES = 500;

export interface LandedFiles extends LandedCounts {
  readonly skippedFiles: number;
  /** Files that could not be read to their end, of which nothing was landed. */
  readonly failures: readonly Error[];
}

/** Lands every file whose content is not known yet under its mapping. A file that was landed under another one is replaced. */
export async function landFiles(
  landing: Landing,
  source: SourceIdentity,
  report: FileReport,
  landed: LandedReport,
  directory: string,
  onFile: (path: string, finished: number, total: number) => void,
): Promise<LandedFiles> {
  const paths = await report.findFiles();
  const mappings = await report.readMappings();
  const counts = {
    rowsRead: 0,
    rowsLanded: 0,
    rowsRejected: 0,
    rowsLeftOut: 0,
    changedDays: 0,
    batches: 0,
    skippedFiles: 0,
  };
  const failures: Error[] = [];
  const changedDays = new Set<string>();
  const groups = new Map<string, NewFile[]>();
  let finished = 0;
  const fail = (path: string, error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `${source.sourceId} ${path}: ${reason}. Nothing of this file was landed; the other files are not affected`;
    failures.push(new Error(message, { cause: error }));
    onFile(path, ++finished, paths.length);
  };
  const land = async (files: readonly NewFile[]) => {
    const [first] = files;
    if (first === undefined) return;
    const compiled = [compileMapping(first.mapping, report.tags)];
    const everyMapping = mappings.map((mapping) => compileMapping(mapping, report.tags));
    const group: LogGroup = { source, report, compiled, everyMapping, files, earlier: landed };
    const done: LandedJobs = await landLogGroup(landing, group, fail);
    counts.rowsRead += done.rowsRead;
    counts.rowsLanded += done.rowsLanded;
    counts.rowsRejected += done.rowsRejected;
    counts.rowsLeftOut += done.rowsLeftOut;
    counts.batches += done.batches;
    for (const day of done.days) changedDays.add(day);
    for (const path of done.paths) onFile(path, ++finished, paths.length);
  };
  for (const path of paths) {
    try {
      const file = await planFile(path, nameOf(path, directory), source, report, mappings, landed);
      if (file === undefined) {
        counts.skippedFiles++;
        onFile(path, ++finished, paths.length);
        continue;
      }
      const key = JSON.stringify([file.mapping.name, file.format]);
      const group = groups.get(key) ?? [];
      groups.set(key, group);
      group.push(file);
      if (group.length < GROUP_FILES && group.reduce((sum, { bytes }) => sum + bytes, 0) < GROUP_BYTES) continue;
      groups.delete(key);
      await land(group);
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      fail(path, error);
    }
  }
  for (const group of groups.values()) await land(group);
  return { ...counts, changedDays: changedDays.size, failures };
}

/** What is to be read of a file, or undefined when it is landed already. */
async function planFile(
  path: string,
  name: string,
  { sourceId }: SourceIdentity,
  report: FileReport,
  mappings: readonly Mapping[],
  landed: LandedReport,
): Promise<NewFile | undefined> {
  const fileHash = await hashFile(path);
  const earlier = landed.files.get(fileHash);
  const versions = mappings.map(({ name, version }) => `${name} ${version}`);
  const contentHash = sha256Hex(JSON.stringify([fileHash, versions, report.tags, report.keepEmails]));
  if (earlier?.contentHash === contentHash) return undefined;
  try {
    const { format, mapping } = await recognizeLog(path, mappings);
    landed.files.set(fileHash, { batchId: '', contentHash });
    return {
      path,
      name,
      mapping,
      format,
      fileHash,
      contentHash,
      bytes: (await stat(path)).size,
      // The batch that it replaces is part of it: going back to an earlier mapping is a new batch, too.
      batchId: batchIdOf(sourceId, report.report, contentHash, earlier?.batchId ?? ''),
      replacedBatch: earlier?.batchId,
    };
  } catch (error) {
    throw new UnreadableFile(path, error);
  }
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** The path as a person configured it: below the configuration's folder it is relative, and the same on every machine. */
function nameOf(path: string, directory: string): string {
  const name = relative(directory, path);
  return name.startsWith('..') ? path : name.split(sep).join('/');
}
