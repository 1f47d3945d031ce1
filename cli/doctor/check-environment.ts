import { access, constants } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { glob } from 'tinyglobby';
import { readMapping } from '../../ingest/gateways/mapping/read-mapping.js';
import { checkBooks } from '../../pricing/check-books.js';
import { readBooks } from '../../pricing/read-books.js';
import { UserError } from '../../warehouse/user-error.js';
import type { CliIo } from '../cli-io.js';
import type { Config } from '../config.js';
import { type Finding, failure, ok, warning } from './finding.js';

const OLDEST_NODE = [20, 19] as const;

/** Is this Node new enough. */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isEnough = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  return isEnough
    ? ok('node', `Node ${version}`)
    : failure('node', `Node ${version} is too old`, `install Node ${OLDEST_NODE.join('.')} or newer`);
}

/** Are the keys that the sources name in the environment. Their values are not looked at, let alone shown. */
export function checkKeys(config: Config, env: CliIo['env']): readonly Finding[] {
  return config.sources.flatMap((source): Finding[] => {
    if (!('api_key_env' in source)) return [];
    const { api_key_env: name, type, account } = source;
    const isSet = (env[name] ?? '').trim() !== '';
    return [
      isSet
        ? ok('keys', `${name} is set (${type} ${account})`)
        : failure(
            'keys',
            `${name} is not set: ${type} ${account} cannot be pulled`,
            `export ${name}=… with an admin key`,
          ),
    ];
  });
}

/** Are the files that the configuration names there and readable. */
export async function checkFiles(config: Config): Promise<readonly Finding[]> {
  const named = (['registry', 'budgets', 'metrics', 'invoices', 'contracts'] as const).map(
    (key) => [key, config[key]] as const,
  );
  const findings: Finding[] = [];
  for (const [key, path] of named) {
    if (path === undefined) {
      const isNeeded = key === 'registry';
      if (isNeeded)
        findings.push(
          warning('files', 'no registry: all cost is unattributed', 'name a registry in the configuration'),
        );
    } else if (await canRead(path)) findings.push(ok('files', `${key}: ${path}`));
    else
      findings.push(
        failure('files', `${key}: ${path} cannot be read`, `create it, or take \`${key}\` out of ${config.file}`),
      );
  }
  for (const source of config.sources) {
    if (!('path' in source)) continue;
    const pattern = isAbsolute(source.path) ? source.path : join(config.directory, source.path);
    const files = await glob(pattern, { absolute: true, expandDirectories: false });
    findings.push(
      files.length > 0
        ? ok('files', `${source.type} ${source.gateway}: ${files.length} log ${files.length === 1 ? 'file' : 'files'}`)
        : warning(
            'files',
            `${source.type} ${source.gateway}: no file matches ${source.path}`,
            'correct `path`, or wait for the first log',
          ),
    );
  }
  if (config.engine.type === 'duckdb' && !(await canWrite(dirname(config.engine.path)))) {
    findings.push(
      failure('files', `${dirname(config.engine.path)} cannot be written`, 'create the folder of the database'),
    );
  }
  return findings;
}

/** Are the users' own mappings sound. */
export async function checkMappings(config: Config): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const source of config.sources) {
    if (!('path' in source && 'mapping' in source)) continue;
    const path = resolve(config.directory, String(source.mapping));
    try {
      const { name, version } = await readMapping(path);
      findings.push(ok('mapping', `${name}, version ${version}: ${path}`));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      findings.push(
        failure(
          'mapping',
          `${source.gateway}: ${error.message.split('\n').join('; ')}`,
          `tokenledger mapping check ${path}`,
        ),
      );
    }
  }
  return findings;
}

/** Are the rate books that come with the package sound. */
export function checkRateBooks(): Finding {
  const books = readBooks();
  const faults = checkBooks(books);
  return faults.length === 0
    ? ok('rates', `${books.rates.length} rates, ${books.aliases.length} aliases`)
    : failure(
        'rates',
        `${faults.length} faults in the rate books, first: ${faults[0]}`,
        '`tokenledger rates check` lists them',
      );
}

function canRead(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
}

function canWrite(path: string): Promise<boolean> {
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}
