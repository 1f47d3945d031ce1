import { relative } from 'node:path';
import { type Compression, readBytes } from './files/read-bytes.js';
import { recognizeLog } from './gateways/read/recognize-log.js';
import type { IngestConfig } from './ingest-types.js';
import type { FileReport, SourceContext, SourceIdentity } from './source.js';
import { identifySource, openSource } from './sources/index.js';

/** What can be said of a source before anything of it is pulled. */
export interface ProbedSource {
  readonly identity: SourceIdentity;
  /** Its log files; null where it is pulled over HTTP. */
  readonly fileCount: number | null;
  /** What an ingestion would stop on: a key, a path, a mapping, a log file. */
  readonly faults: readonly string[];
}

/** Opens every source as an ingestion does and looks at its log files. Nothing is pulled or written. */
export function probeSources(config: IngestConfig, context: SourceContext): Promise<readonly ProbedSource[]> {
  return Promise.all(
    config.sources.map(async (entry) => {
      const identity = identifySource(entry);
      try {
        const reports = openSource(entry, context).reports.filter((report) => report.kind === 'files');
        const probed = await Promise.all(reports.map((report) => probeFiles(report, config.directory)));
        const fileCount = probed.length === 0 ? null : probed.reduce((sum, { count }) => sum + count, 0);
        return { identity, fileCount, faults: probed.flatMap(({ faults }) => faults) };
      } catch (error) {
        return { identity, fileCount: null, faults: [messageOf(error)] };
      }
    }),
  );
}

async function probeFiles(report: FileReport, directory: string): Promise<{ count: number; faults: string[] }> {
  const paths = await report.findFiles();
  const mappings = await report.readMappings();
  const faults: string[] = [];
  for (const path of paths) {
    try {
      const { format } = await recognizeLog(path, mappings);
      await readToEnd(path, format.compression);
    } catch (error) {
      faults.push(`${relative(directory, path)}: ${messageOf(error)}`);
    }
  }
  return { count: paths.length, faults };
}

/** A compressed file that was cut off shows it only at its end. */
async function readToEnd(path: string, compression: Compression): Promise<void> {
  if (compression === 'uncompressed') return;
  for await (const _chunk of readBytes(path, compression));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
