import { basename, join } from 'node:path';
import { globSync } from 'tinyglobby';
import { packageRoot } from '../../../warehouse/package-root.js';
import { didYouMean } from '../../files/did-you-mean.js';
import { type Problem, throwProblems } from '../../files/problems.js';
import { validateYaml } from '../../files/validate.js';
import { readYamlFile, type YamlFile } from '../../files/yaml-file.js';
import { requestColumns } from '../request-columns.js';
import { findExpressionFault, pathsIn } from './check-expression.js';
import { type ColumnRule, type MappingFile, mappingSchema } from './mapping-schema.js';

/** A mapping that can be compiled: what it extends is in it, and every column it must fill is. */
export interface Mapping {
  readonly file: string;
  readonly name: string;
  readonly version: string;
  readonly gateway: string | undefined;
  readonly format: MappingFile['records']['format'];
  /** Lists inside lists that hold the records, outermost first; empty when the file's own records are meant. */
  readonly at: readonly string[];
  readonly recognize: readonly (readonly string[])[];
  readonly columns: ReadonlyMap<string, ColumnRule>;
  readonly tags: readonly string[];
  /** Fields at the top whose text need not be JSON. */
  readonly optional: readonly string[];
  readonly ignored: readonly string[];
}

/** Reads one mapping file. Throws one UserError that lists everything wrong with it, with lines. */
export async function readMapping(file: string): Promise<Mapping> {
  const problems: Problem[] = [];
  const yaml = readYamlFile(file, problems);
  const content = yaml === undefined ? undefined : validateYaml(yaml, mappingSchema, problems);
  throwProblems(problems);
  if (yaml === undefined || content === undefined) throw new Error('unreachable');
  const parent = content.extends === undefined ? undefined : await readParent(yaml, content.extends, problems);
  const columns = new Map(parent?.columns);
  for (const [name, rule] of Object.entries(content.columns)) if (rule !== undefined) columns.set(name, rule);
  await checkColumns(yaml, content, columns, problems);
  throwProblems(problems);
  return {
    file,
    name: content.mapping,
    version: parent === undefined ? content.version : `${content.version}+${parent.version}`,
    gateway: content.gateway,
    format: content.records.format,
    at: content.records.at?.split('[].') ?? [],
    recognize: content.recognize,
    columns,
    tags: content.tags ?? parent?.tags ?? [],
    optional: [...(parent?.optional ?? []), ...content.optional],
    ignored: [...(parent?.ignored ?? []), ...content.ignored],
  };
}

/** The mapping files that come with the package. */
export function shippedMappingFiles(): string[] {
  return globSync('ingest/gateways/*.yaml', { cwd: packageRoot(), absolute: true }).sort();
}

/** The `gateway` of every mapping file that comes with the package: the source types that read log files. */
export function shippedGateways(): string[] {
  const gateways = shippedMappingFiles().map((file) => {
    const content = readYamlFile(file, [])?.content as { gateway?: unknown } | undefined;
    return typeof content?.gateway === 'string' ? content.gateway : undefined;
  });
  return [...new Set(gateways.filter((gateway) => gateway !== undefined))];
}

/** Mappings of one gateway, those that extend another first: they ask for more. */
export async function readGatewayMappings(gateway: string): Promise<Mapping[]> {
  const mappings = await Promise.all(shippedMappingFiles().map(readMapping));
  return mappings.filter((mapping) => mapping.gateway === gateway);
}

async function readParent(yaml: YamlFile, name: string, problems: Problem[]): Promise<Mapping | undefined> {
  const files = shippedMappingFiles();
  const names = files.map((file) => basename(file, '.yaml'));
  const file = files[names.indexOf(name)];
  if (file !== undefined && file !== yaml.file) return readMapping(join(file));
  problems.push({
    file: yaml.file,
    line: yaml.lineOf(['extends']),
    path: 'extends',
    message: `there is no other mapping "${name}"${didYouMean(name, names)}`,
  });
  return undefined;
}

async function checkColumns(
  yaml: YamlFile,
  content: MappingFile,
  columns: ReadonlyMap<string, ColumnRule>,
  problems: Problem[],
): Promise<void> {
  const report = (name: string, message: string) =>
    problems.push({ file: yaml.file, line: yaml.lineOf(['columns', name]), path: `columns.${name}`, message });
  for (const { name, kind, words = [], isRequired } of requestColumns) {
    const rule = columns.get(name);
    if (rule === undefined) {
      if (isRequired) report(name, 'must be given: a request without it cannot be landed');
      continue;
    }
    if (rule.kind === 'value' && kind === 'choice' && !words.includes(rule.value))
      report(name, `must be one of ${words.join(', ')}`);
    if (rule.kind === 'largest' && kind !== 'count') report(name, '`largest` is for counts only');
    if (rule.kind !== 'sql' || content.columns[name] === undefined) continue;
    const wrong = pathsIn(rule.sql).find(({ path }) => path === undefined);
    const fault = wrong === undefined ? await findExpressionFault(rule.sql) : `{${wrong.text}} is not a path`;
    if (fault !== undefined) report(name, fault);
  }
}
