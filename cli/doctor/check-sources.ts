import { type ProbedSource, probeSources } from '../../ingest/ingest.js';
import { createSourceContext } from '../../ingest/source-context.js';
import type { CliIo } from '../cli-io.js';
import type { Config } from '../config.js';
import { packageVersion } from '../package-version.js';
import { type Finding, failure, ok } from './finding.js';

/** Each source opened as `run` does, before it pulls: keys, paths, mappings, beginnings of logs. Keys are never shown. */
export async function checkSources(config: Config, io: CliIo): Promise<readonly Finding[]> {
  // Nothing is hashed, so the installation's own salt need not be made.
  const context = createSourceContext(config, Buffer.alloc(0), {
    env: io.env,
    now: io.now,
    log: () => undefined,
    codeVersion: packageVersion(),
  });
  const probed = await probeSources(config, context);
  return config.sources.flatMap((source, index) => {
    const found = probed[index];
    if (found === undefined) return [];
    const remedy =
      'api_key_env' in source
        ? `export ${source.api_key_env}=… with an admin key`
        : `correct it, or the entry in ${config.file}: \`run\` fails on it`;
    return found.faults.length === 0
      ? [describe(found)]
      : found.faults.map((fault) => failure('sources', fault, remedy));
  });
}

function describe({ identity: { sourceId }, fileCount }: ProbedSource): Finding {
  return fileCount === null
    ? ok('sources', `${sourceId}: its key is set`)
    : ok('sources', `${sourceId}: ${fileCount} log ${fileCount === 1 ? 'file' : 'files'}`);
}
