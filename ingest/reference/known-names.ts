import { resolve } from 'node:path';
import { UserError } from '../../warehouse/user-error.js';
import { suggest } from '../files/did-you-mean.js';
import { madeTags } from '../gateways/mapping/made-tags.js';
import { type Mapping, readGatewayMappings, readUnchecked } from '../gateways/mapping/read-mapping.js';
import type { IngestConfig, ReferenceRows } from '../ingest-types.js';
import type { TagNames } from '../source.js';
import { identifySource, type SourceConfig } from '../sources/index.js';
import { type ModelNames, modelNames } from './model-names.js';
import { readProviderWords } from './provider-words.js';
import type { Registry } from './registry.js';

/** What the names in a person's files may mean. A list is undefined where it could not be read: nothing is missing from it then. */
export interface KnownNames {
  readonly gateways: readonly string[];
  /** Providers as the tables write them. */
  readonly providers: readonly string[];
  /** Providers that a configured source pulls. */
  readonly pulledProviders: readonly string[];
  /** Words of gateways for a provider, in lower case -> the provider. */
  readonly providerWords: ReadonlyMap<string, string>;
  /** Billing accounts that a source has or a route declares -> their provider. */
  readonly accounts: ReadonlyMap<string, string>;
  /** Billing accounts of which a source reports the cost. */
  readonly reportedAccounts: ReadonlySet<string>;
  /** First UTC day that any source is asked for. */
  readonly startDate: string | undefined;
  readonly tags: TagNames;
  /** Tags that may name a service: those configured, and those that a mapping makes of other fields. */
  readonly serviceTags: readonly string[] | undefined;
  readonly teams: readonly string[] | undefined;
  readonly costCenters: readonly string[] | undefined;
  readonly services: readonly string[] | undefined;
  readonly environments: readonly string[] | undefined;
  /** Undefined where no books were handed in. */
  readonly models: ModelNames | undefined;
}

export function knownNames(
  config: IngestConfig,
  registry: Registry,
  referenceRows: readonly ReferenceRows[],
): KnownNames {
  const identities = config.sources.map((source) => identifySource(source));
  const reported = identities.flatMap(({ account, provider }) =>
    account === null || provider === null ? [] : [[account, provider] as const],
  );
  const words = readProviderWords();
  const models = modelNames(referenceRows);
  const pulled = identities.flatMap(({ provider }) => provider ?? []);
  const { teams, services, incomplete } = registry;
  return {
    gateways: identities.flatMap(({ gateway }) => gateway ?? []),
    providers: [...new Set([...pulled, ...words.keys(), ...(models?.providers ?? [])])],
    pulledProviders: pulled,
    providerWords: new Map([...words].flatMap(([name, others]) => others.map((other) => [other, name] as const))),
    accounts: new Map([...declaredAccounts(config), ...reported]),
    reportedAccounts: new Set(reported.map(([account]) => account)),
    startDate: identities.flatMap(({ startDate }) => startDate ?? []).sort()[0],
    tags: config.tags,
    serviceTags: serviceTags(config),
    teams: incomplete.has('teams') ? undefined : teams.map(({ entry }) => entry.team_id),
    costCenters: incomplete.has('teams')
      ? undefined
      : teams.flatMap(({ entry }) => [entry.cost_center, ...entry.history.map((step) => step.cost_center)]),
    services: incomplete.has('services') ? undefined : services.map(({ entry }) => entry.service_id),
    environments: incomplete.has('services')
      ? undefined
      : [...new Set(services.flatMap(({ entry }) => entry.environment ?? []))],
    models,
  };
}

function declaredAccounts(config: IngestConfig): (readonly [string, string])[] {
  return config.sources.flatMap((source) =>
    'routes' in source
      ? source.routes.flatMap(({ account, provider }) => (provider === undefined ? [] : [[account, provider] as const]))
      : [],
  );
}

function serviceTags({ directory, sources, tags }: IngestConfig): readonly string[] | undefined {
  const names = new Set(tags.service);
  for (const source of sources) {
    for (const mapping of mappingsOf(source, directory)) {
      const made = madeTags(mapping);
      if (made === undefined) return undefined;
      for (const name of made) names.add(name);
    }
  }
  return [...names];
}

/** The mappings that a source's logs are read by. One of a user that cannot be read is told of when its log is. */
function mappingsOf(source: SourceConfig, directory: string): readonly Mapping[] {
  if (!('mapping' in source) || typeof source.mapping !== 'string') return readGatewayMappings(source.type);
  try {
    return [readUnchecked(resolve(directory, source.mapping))];
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

/** Complains where a name is not among those that exist. */
export function expectName(
  complain: (message: string) => void,
  written: string,
  known: readonly string[] | undefined,
  fault: string,
): void {
  if (known !== undefined && !known.includes(written)) complain(`${fault}${suggest(written, known)}`);
}

/** Complains where a word is not a provider's name; a gateway's word for a provider is told its name. */
export function expectProvider(complain: (message: string) => void, written: string, names: KnownNames): void {
  if (names.providers.includes(written)) return;
  const meant = names.providerWords.get(written.toLowerCase());
  complain(
    meant === undefined
      ? `no provider is called "${written}"${suggest(written, names.providers)}`
      : `"${written}" is a gateway's word; the provider is called "${meant}" here: did you mean "${meant}"?`,
  );
}
