import { didYouMean } from '../../ingest/files/did-you-mean.js';
import type { Problem } from '../../ingest/files/problems.js';
import { validateYaml } from '../../ingest/files/validate.js';
import type { YamlFile } from '../../ingest/files/yaml-file.js';
import { type SourceConfig, sourceTypes } from '../../ingest/sources/index.js';

/** An entry under `sources:` at its place in the file; `entry` is absent when it is not valid. */
export interface PlacedSource {
  readonly index: number;
  readonly entry: SourceConfig | undefined;
}

/** Checks each entry under `sources:` against the schema of its own type. */
export function validateSources(yaml: YamlFile, problems: Problem[]): readonly PlacedSource[] {
  const entries = (yaml.content as { sources?: unknown } | null)?.sources;
  if (!Array.isArray(entries)) return [];
  return entries.map((entry: unknown, index) => ({ index, entry: validateSource(yaml, entry, index, problems) }));
}

function validateSource(yaml: YamlFile, entry: unknown, index: number, problems: Problem[]): SourceConfig | undefined {
  const path = ['sources', index];
  const type: unknown = typeof entry === 'object' && entry !== null && 'type' in entry ? entry.type : undefined;
  const known = sourceTypes.map((source) => source.type);
  const definition = sourceTypes.find((source) => source.type === type);
  if (definition === undefined) {
    const message =
      typeof type === 'string'
        ? `"${type}" is not a source type${didYouMean(type, known) || `; known types: ${known.join(', ')}`}`
        : `must have a type, one of: ${known.join(', ')}`;
    const line = yaml.lineOf(typeof type === 'string' ? [...path, 'type'] : path);
    problems.push({ file: yaml.file, line, path: `sources[${index}].type`, message });
    return undefined;
  }
  return validateYaml<(typeof sourceTypes)[number]['settings']>(yaml, definition.settings, problems, path, entry);
}
