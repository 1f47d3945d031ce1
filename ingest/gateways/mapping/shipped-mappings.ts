import { basename } from 'node:path';
import { globSync } from 'tinyglobby';
import { packageRoot } from '../../../warehouse/package-root.js';
import { readYamlFile } from '../../files/yaml-file.js';

/** A mapping file that comes with the package. Its name is the file's. */
export interface ShippedMapping {
  readonly file: string;
  readonly name: string;
  readonly gateway: string | undefined;
  /** The page that describes the format. */
  readonly source: string | undefined;
}

export function shippedMappings(): readonly ShippedMapping[] {
  return shippedFiles().map(({ file, name }) => {
    const content = readYamlFile(file, [])?.content as Readonly<Record<string, unknown>> | undefined;
    return { file, name, gateway: textOf(content?.gateway), source: textOf(content?.source) };
  });
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The same without a look into them. */
export function shippedFiles(): readonly Pick<ShippedMapping, 'file' | 'name'>[] {
  const files = globSync('ingest/gateways/*.yaml', { cwd: packageRoot(), absolute: true }).sort();
  return files.map((file) => ({ file, name: basename(file, '.yaml') }));
}
