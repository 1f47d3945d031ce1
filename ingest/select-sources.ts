import { UserError } from '../warehouse/user-error.js';
import { didYouMean } from './files/did-you-mean.js';
import type { SourceIdentity } from './source.js';
import { identifySource, type SourceConfig } from './sources/index.js';

export interface SelectedSource {
  readonly entry: SourceConfig;
  readonly identity: SourceIdentity;
}

/** The sources that names on the command line mean: an id, a type, an account or a gateway; all without a name. */
export function selectSources(entries: readonly SourceConfig[], names: readonly string[] = []): SelectedSource[] {
  const all = entries.map((entry) => ({ entry, identity: identifySource(entry) }));
  if (names.length === 0) return all;
  const unknown = names.filter((name) => !all.some(({ identity }) => namesOf(identity).includes(name)));
  if (unknown.length > 0) {
    const known = [...new Set(all.flatMap(({ identity }) => namesOf(identity)))];
    const lines = unknown.map((name) => `no source is called "${name}"${didYouMean(name, known)}`);
    throw new UserError(`${lines.join('\n')}\nConfigured: ${all.map(({ identity }) => identity.sourceId).join(', ')}`);
  }
  return all.filter(({ identity }) => namesOf(identity).some((name) => names.includes(name)));
}

function namesOf({ sourceId, type, account, gateway }: SourceIdentity): string[] {
  return [sourceId, type, account, gateway].filter((name) => name !== null);
}
