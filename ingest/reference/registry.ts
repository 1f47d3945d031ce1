import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../files/problems.js';
import { printPath, validateYaml } from '../files/validate.js';
import { readYamlFile, type YamlFile } from '../files/yaml-file.js';
import { entrySchemas, type RegistryEntry, type RegistrySection, registrySchema } from './registry-schema.js';

/** An entry of the registry with its place. */
export interface Placed<Entry> {
  readonly entry: Entry;
  /** `file:line` of the entry. */
  readonly place: string;
  /** A problem at a field of the entry. */
  problemAt(path: readonly PropertyKey[], message: string): Problem;
}

/** The registry of one installation, merged from all its files. */
export type Registry = { readonly [Section in RegistrySection]: readonly Placed<RegistryEntry<Section>>[] } & {
  /** Sections that hold entries which could not be read: nothing can be said to be missing from them. */
  readonly incomplete: ReadonlySet<RegistrySection>;
};

/** Reads a registry file, or every .yaml and .yml file of a folder. What is wrong with them is added to `problems`. */
export function readRegistry(path: string | undefined, problems: Problem[]): Registry {
  const files = path === undefined ? [] : registryFiles(path, problems);
  const incomplete = new Set<RegistrySection>();
  const contents = files.flatMap((file) => {
    const yaml = readYamlFile(file, problems);
    const content =
      yaml === undefined ? undefined : validateYaml(yaml, registrySchema, problems, [], yaml.content ?? {});
    if (yaml !== undefined && content !== undefined) return [{ yaml, content }];
    for (const name of Object.keys(entrySchemas) as RegistrySection[]) incomplete.add(name);
    return [];
  });
  const section = <Name extends RegistrySection>(name: Name): Placed<RegistryEntry<Name>>[] =>
    contents.flatMap(({ yaml, content }) =>
      content[name].flatMap((written, index) => {
        const at = [name, index];
        const entry = validateYaml(yaml, entrySchemas[name], problems, at, written ?? null);
        if (entry === undefined) incomplete.add(name);
        return entry === undefined ? [] : [place(yaml, at, entry as RegistryEntry<Name>)];
      }),
    );
  return {
    teams: section('teams'),
    services: section('services'),
    identities: section('identities'),
    allocations: section('allocations'),
    retired_tags: section('retired_tags'),
    incomplete,
  };
}

function place<Entry>(yaml: YamlFile, at: readonly PropertyKey[], entry: Entry): Placed<Entry> {
  return {
    entry,
    place: `${yaml.file}:${yaml.lineOf(at)}`,
    problemAt: (path, message) => ({
      file: yaml.file,
      line: yaml.lineOf([...at, ...path]),
      path: printPath([...at, ...path]),
      message,
    }),
  };
}

function registryFiles(path: string, problems: Problem[]): string[] {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
  const names = readdirSync(path)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort();
  if (names.length === 0)
    problems.push({ file: path, message: 'holds no .yaml file: put the registry there, or name its file' });
  return names.map((name) => join(path, name));
}
