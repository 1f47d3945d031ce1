import { didYouMean } from '../../files/did-you-mean.js';
import { type Problem, throwProblems } from '../../files/problems.js';
import { validateYaml } from '../../files/validate.js';
import { readYamlFile, type YamlFile } from '../../files/yaml-file.js';
import { checkColumns, writtenRules } from './check-columns.js';
import { checkExpressions, checkFields, checkSkip, expressionsIn } from './check-expressions.js';
import { type ColumnRule, type MappingFile, mappingSchema } from './mapping-schema.js';
import { type Path, parsePath } from './parse-path.js';
import { shippedFiles, shippedMappings } from './shipped-mappings.js';

/** A mapping that can be compiled: what it extends is in it, and every column it must fill is. */
export interface Mapping {
  readonly file: string;
  readonly name: string;
  readonly version: string;
  readonly gateway: string | undefined;
  readonly format: MappingFile['records']['format'];
  /** Lists inside lists that hold the records, outermost first, with alternatives; empty when the file's own records are meant. */
  readonly at: readonly (readonly Path[])[];
  /** Fields that records take along from the objects around them, by their name in the record. */
  readonly around: ReadonlyMap<string, Path>;
  /** Fields that are computed from the record, by name. */
  readonly fields: ReadonlyMap<string, string>;
  /** The one of them whose elements are records each. */
  readonly each: string | undefined;
  readonly recognize: readonly (readonly string[])[];
  /** Condition under which a record is no request. */
  readonly skip: string | undefined;
  readonly columns: ReadonlyMap<string, ColumnRule>;
  readonly tags: readonly string[];
  /** What may stand before the name of a tag. */
  readonly tagPrefixes: readonly string[];
  /** Fields at the top whose text need not be JSON. */
  readonly optional: readonly string[];
  readonly ignored: readonly string[];
}

/** Reads one mapping file. Throws one UserError that lists everything wrong with it, with lines. */
export async function readMapping(file: string): Promise<Mapping> {
  const problems: Problem[] = [];
  const read = readRules(file, problems);
  if (read !== undefined) await checkExpressions(read.yaml, expressionsIn(read.yaml, read.own), problems);
  throwProblems(problems);
  if (read?.mapping === undefined) throw new Error('unreachable');
  return read.mapping;
}

/**
 * The mappings of one gateway that come with the package, those that extend another first: they ask for more. A test holds
 * their expressions, so DuckDB is not started to look at them again.
 */
export function readGatewayMappings(gateway: string): readonly Mapping[] {
  const own = shippedMappings().filter((shipped) => shipped.gateway === gateway);
  return own.map(({ file }) => readShipped(file));
}

function readShipped(file: string): Mapping {
  const problems: Problem[] = [];
  const read = readRules(file, problems);
  throwProblems(problems);
  if (read?.mapping === undefined) throw new Error('unreachable');
  return read.mapping;
}

interface ReadRules {
  readonly yaml: YamlFile;
  /** Rules that stand in the file itself; undefined for one that is malformed. */
  readonly own: ReadonlyMap<string, ColumnRule | undefined>;
  /** Absent when there is a problem. */
  readonly mapping: Mapping | undefined;
}

/** Everything but the expressions. */
function readRules(file: string, problems: Problem[]): ReadRules | undefined {
  const yaml = readYamlFile(file, problems);
  if (yaml === undefined) return undefined;
  const content = validateYaml(yaml, mappingSchema, problems);
  const own = writtenRules(yaml);
  const parent = readParent(yaml, problems);
  checkColumns(yaml, own, parent?.columns ?? new Map(), problems);
  checkFields(yaml, parent?.fields ?? new Map(), problems);
  checkSkip(yaml, problems);
  if (content === undefined || problems.length > 0) return { yaml, own, mapping: undefined };
  const columns = new Map(parent?.columns);
  for (const [name, rule] of Object.entries(content.columns))
    if (rule !== undefined) columns.set(name, forgiving(rule));
  const mapping: Mapping = {
    file,
    name: content.mapping,
    version: parent === undefined ? content.version : `${content.version}+${parent.version}`,
    gateway: content.gateway,
    format: content.records.format,
    at: levelsOf(content.records.at ?? []),
    around: new Map(Object.entries(content.records.around).map(([name, text]) => [name, parsePath(text) ?? []])),
    fields: new Map([
      ...(parent?.fields ?? []),
      ...Object.entries(content.fields).map(([name, sql]) => [name, `TRY(${sql})`] as const),
    ]),
    each: content.each ?? parent?.each,
    recognize: content.recognize,
    skip: content.skip === undefined ? parent?.skip : `TRY(${content.skip})`,
    columns,
    tags: content.tags ?? parent?.tags ?? [],
    tagPrefixes: content.tag_prefixes ?? parent?.tagPrefixes ?? [],
    optional: [...(parent?.optional ?? []), ...content.optional],
    ignored: [...(parent?.ignored ?? []), ...content.ignored],
  };
  return { yaml, own, mapping };
}

/** `a[].b` and `x[].y` are the lists at a and x, and inside their elements those at b and y. */
function levelsOf(alternatives: readonly string[]): Path[][] {
  const steps = alternatives.map((text) => text.split('[].').map((step) => parsePath(step) ?? []));
  return (steps[0] ?? []).map((_, level) => steps.map((alternative) => alternative[level] ?? []));
}

/** An expression that fails on a record gives nothing for it: one odd record must not stop a file, nor an error quote it. */
function forgiving(rule: ColumnRule): ColumnRule {
  return rule.kind === 'sql' ? { ...rule, sql: `TRY(${rule.sql})` } : rule;
}

function readParent(yaml: YamlFile, problems: Problem[]): Mapping | undefined {
  const { extends: name } = (yaml.content ?? {}) as { extends?: unknown };
  if (typeof name !== 'string') return undefined;
  const others = shippedFiles().filter(({ file }) => file !== yaml.file);
  const parent = others.find((shipped) => shipped.name === name);
  if (parent !== undefined) return readShipped(parent.file);
  const names = others.map((shipped) => shipped.name);
  problems.push({
    file: yaml.file,
    line: yaml.lineOf(['extends']),
    path: 'extends',
    message: `no mapping "${name}" comes with Token Ledger${didYouMean(name, names) || `; there are ${names.join(', ')}`}`,
  });
  return undefined;
}
