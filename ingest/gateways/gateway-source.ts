import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { glob } from 'tinyglobby';
import { z } from 'zod';
import { UserError } from '../../warehouse/user-error.js';
import { word } from '../files/fields.js';
import { defineSource, type FileReport, type SourceContext } from '../source.js';
import { readGatewayMappings, readMapping } from './mapping/read-mapping.js';
import { shippedMappings } from './mapping/shipped-mappings.js';
import { gatewayRequests } from './request-columns.js';

/**
 * A billing account behind a gateway: its name, or its name and the keys or sub-accounts of it that the gateway uses, hosts
 * that lead to it and are not the provider's own, and its provider where no source has the account.
 */
const route = z.union(
  [
    word.transform((account) => ({
      account,
      provider: undefined,
      api_key_ids: [] as string[],
      sub_account_ids: [] as string[],
      hosts: [] as string[],
    })),
    z.strictObject({
      account: word,
      /** Declares an account that no source has: known by its invoices, or not billed yet. */
      provider: word.optional(),
      api_key_ids: z.array(word).default([]),
      sub_account_ids: z.array(word).default([]),
      hosts: z.array(word.transform((host) => host.toLowerCase())).default([]),
    }),
  ],
  'must be the name of an account, or { account, provider, api_key_ids, sub_account_ids, hosts }',
);

const settings = {
  gateway: word,
  /** A file or a glob, plain, gzip or zstd; relative to the configuration file. */
  path: word,
  routes: z.array(route).default([]),
};

type GatewayEntry = z.infer<z.ZodObject<typeof settings>>;

/** One source type a gateway that has mapping files here, and `mapped` for a user's own. */
export const gatewaySources = [...shippedGateways().map(shippedGateway), mappedGateway()];

function shippedGateways(): string[] {
  const gateways = shippedMappings().map(({ gateway }) => gateway);
  return [...new Set(gateways.filter((gateway) => gateway !== undefined))];
}

function shippedGateway(type: string) {
  return defineSource({
    type,
    settings: z.strictObject({ type: z.literal(type), ...settings }),
    identify: (entry) => identityOf(type, entry),
    open: (entry, context) => ({
      reports: [requestsReport(type, entry, context, async () => readGatewayMappings(type))],
    }),
  });
}

function mappedGateway() {
  const type = 'mapped';
  return defineSource({
    type,
    settings: z.strictObject({ type: z.literal(type), ...settings, mapping: word }),
    identify: (entry) => identityOf(type, entry),
    open: (entry, context) => ({
      reports: [
        requestsReport(type, entry, context, async () => [
          await readMapping(resolve(context.directory, entry.mapping)),
        ]),
      ],
    }),
  });
}

function identityOf(type: string, { gateway }: GatewayEntry) {
  return { sourceId: `${type}:${gateway}`, type, provider: null, account: null, gateway, startDate: null };
}

function requestsReport(
  type: string,
  entry: GatewayEntry,
  { directory, tags, keepEmails, salt }: SourceContext,
  readMappings: FileReport['readMappings'],
): FileReport {
  return {
    kind: 'files',
    report: 'requests',
    table: gatewayRequests,
    tags,
    keepEmails,
    salt,
    findFiles: () => findFiles(`${type}:${entry.gateway}`, entry.path, directory),
    readMappings,
  };
}

async function findFiles(sourceId: string, path: string, directory: string): Promise<string[]> {
  const exact = resolve(directory, path);
  // A name that exists as it is written is no pattern, whatever characters it holds.
  if (existsSync(exact) && statSync(exact).isFile()) return [exact];
  const found = await glob(path.replaceAll('\\', '/'), {
    cwd: directory,
    absolute: true,
    onlyFiles: true,
    dot: true,
    expandDirectories: false,
  });
  if (found.length > 0) return found.sort();
  throw new UserError(
    `${sourceId}: no file matches ${path} (looked in ${directory}). ` +
      'Check the path in the configuration; relative paths start at the configuration file',
  );
}
