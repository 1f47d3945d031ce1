import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { glob } from 'tinyglobby';
import { UserError } from '../../../warehouse/user-error.js';
import { gatewayRequests } from '../../raw/gateway-tables.js';
import { defineSource, type FileReport, type SourceContext } from '../../source.js';
import { readLogFile } from './read-log-file.js';
import { createTagReader } from './read-tags.js';
import { type LitellmSettings, litellmSettings } from './settings.js';

/** A LiteLLM proxy: its spend logs or standard logging payloads, as JSONL files. */
export const litellm = defineSource({
  type: 'litellm',
  settings: litellmSettings,
  identify: (entry) => ({
    sourceId: `litellm:${entry.gateway}`,
    type: 'litellm',
    provider: null,
    account: null,
    gateway: entry.gateway,
    startDate: null,
  }),
  open: (entry, context) => ({ reports: [litellmRequestsReport(entry, context)] }),
});

function litellmRequestsReport(settings: LitellmSettings, context: SourceContext): FileReport {
  const mapper = { gateway: settings.gateway, scrub: context.scrub, readTags: createTagReader(context.tags) };
  const mapping = JSON.stringify({ tags: context.tags, keepEmails: context.keepEmails });
  return {
    kind: 'files',
    report: 'requests',
    table: gatewayRequests,
    async *files() {
      const paths = await findFiles(settings, context.directory);
      for (const path of paths) yield { path, mapping, read: (sink) => readLogFile(path, mapper, sink) };
    },
  };
}

async function findFiles(settings: LitellmSettings, directory: string): Promise<string[]> {
  const exact = resolve(directory, settings.path);
  // A name that exists as it is written is no pattern, whatever characters it holds.
  if (existsSync(exact) && statSync(exact).isFile()) return [exact];
  const pattern = settings.path.replaceAll('\\', '/');
  const paths = await glob(pattern, {
    cwd: directory,
    absolute: true,
    onlyFiles: true,
    dot: true,
    expandDirectories: false,
  });
  if (paths.length > 0) return paths.sort();
  throw new UserError(
    `litellm:${settings.gateway}: no file matches ${settings.path} (looked in ${directory}). ` +
      'Check the path in the configuration; relative paths start at the configuration file',
  );
}
