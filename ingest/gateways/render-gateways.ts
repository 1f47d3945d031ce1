import { type ShippedMapping, shippedMappings } from './mapping/shipped-mappings.js';
import { markdownTable } from './markdown-table.js';

/** The table of gateways in docs/gateways.md: every source type with the formats that it reads. */
export function renderGateways(mappings: readonly ShippedMapping[] = shippedMappings()): string {
  const types = [...new Set(mappings.flatMap(({ gateway }) => gateway ?? []))];
  const rows = types.map((type) => [
    `\`${type}\``,
    mappings
      .filter(({ gateway }) => gateway === type)
      .map(({ name, source }) => (source === undefined ? name : `[${name}](${source})`))
      .join(', '),
  ]);
  return markdownTable([['`type`', 'formats, each read by the mapping of its name'], ...rows]);
}
