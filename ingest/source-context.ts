import { createFetchPage } from './http/create-fetch-page.js';
import type { IngestConfig, IngestDeps } from './ingest-types.js';
import { createScrubber } from './landing/scrubber.js';
import type { SourceContext } from './source.js';

/** What sources are opened with. */
export function createSourceContext(
  config: IngestConfig,
  salt: Buffer,
  deps: Pick<IngestDeps, 'env' | 'now' | 'log' | 'codeVersion' | 'fetch' | 'http'>,
): SourceContext {
  return {
    directory: config.directory,
    tags: config.tags,
    env: deps.env,
    fetchPage: createFetchPage({
      fetch: deps.fetch,
      limits: deps.http,
      log: deps.log,
      userAgent: `tokenledger/${deps.codeVersion}`,
    }),
    scrub: createScrubber(salt, config.privacy.keep_emails),
    salt,
    keepEmails: config.privacy.keep_emails,
    now: deps.now,
  };
}
