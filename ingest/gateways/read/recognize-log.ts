import type { Mapping } from '../mapping/read-mapping.js';
import { formatOf, type LogFormat } from './log-format.js';
import { chooseMapping, sampleRecords } from './sample-records.js';

/** Records that tell which of a gateway's mappings a file is of. */
const SAMPLED_RECORDS = 20;

export interface RecognizedLog {
  readonly format: LogFormat;
  readonly mapping: Mapping;
}

/** How a log file is to be read, by its beginning. Throws, with the remedy, when it is of no format that the mappings know. */
export async function recognizeLog(path: string, mappings: readonly Mapping[]): Promise<RecognizedLog> {
  const [first] = mappings;
  if (first === undefined) throw new Error('there is no mapping to read it by');
  const format = await formatOf(path, first);
  const mapping = chooseMapping(mappings, await sampleRecords(path, format, SAMPLED_RECORDS));
  if (mapping !== undefined) return { format, mapping };
  const names = mappings.map(({ name }) => name).join(' or ');
  throw new Error(`its records are of no known format: none is a record of ${names}`);
}
