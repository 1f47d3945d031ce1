import { compressionOf } from './files/read-bytes.js';
import type { Mapping } from './gateways/mapping/read-mapping.js';
import { type LogFormat, sniffJson } from './gateways/read/log-format.js';
import { chooseMapping, sampleRecords } from './gateways/read/sample-records.js';

/** Records that tell which of a gateway's mappings a file is of. */
const SAMPLED_RECORDS = 20;

export interface RecognizedLog {
  readonly format: LogFormat;
  readonly mapping: Mapping;
}

/** How a log file is to be read, by its beginning. Throws, with the remedy, when it is of no format that the mappings know. */
export async function recognizeLog(path: string, mappings: readonly Mapping[]): Promise<RecognizedLog> {
  const layout = mappings[0]?.format ?? 'json';
  const format: LogFormat =
    layout === 'json' ? await sniffJson(path) : { layout, compression: await compressionOf(path) };
  const mapping = chooseMapping(mappings, await sampleRecords(path, format, SAMPLED_RECORDS));
  if (mapping !== undefined) return { format, mapping };
  const names = mappings.map(({ name }) => name).join(' or ');
  throw new Error(`its records are of no known format: none is a record of ${names}`);
}
