import { isUtf8 } from 'node:buffer';
import { type Compression, compressionOf, readBytes } from '../../files/read-bytes.js';
import type { Mapping } from '../mapping/read-mapping.js';

/**
 * How the records lie in a file. `lines` is one JSON object a line; `marked lines` the same behind a byte order mark;
 * `array` one JSON array; `objects` JSON objects that take several lines.
 */
export type Layout = 'lines' | 'marked lines' | 'array' | 'objects' | 'csv' | 'parquet';

export interface LogFormat {
  readonly compression: Compression;
  readonly layout: Layout;
  /** What stands between the fields of a CSV file. */
  readonly separator?: string;
}

/** Whether every record is a line of its own, so that a line's number says which. */
export function isOneALine({ layout }: LogFormat, { at, each }: Mapping): boolean {
  return (layout === 'lines' || layout === 'marked lines') && at.length === 0 && each === undefined;
}

/** Bytes that are looked at to tell the layout. */
const LOOK_BYTES = 1 << 20;
const BYTE_ORDER_MARK = '\uFEFF';

/** How a file is to be read under a mapping. Throws, with the remedy, when the file as a whole is something else. */
export async function formatOf(path: string, { format }: Mapping): Promise<LogFormat> {
  if (format === 'json') return sniffJson(path);
  const compression = await compressionOf(path);
  if (format === 'parquet') return { layout: format, compression };
  return {
    layout: format,
    compression,
    separator: separatorOf(firstLine((await readHead(path, compression)).toString())),
  };
}

/** The separator that the header has most of. Left to itself DuckDB takes another one to make broken rows fit, or leaves them out. */
function separatorOf(header: string): string {
  const names = header.replaceAll(/"[^"]*"/g, '');
  const counts = [',', ';', '\t', '|'].map((separator) => ({ separator, count: names.split(separator).length }));
  return counts.reduce((most, each) => (each.count > most.count ? each : most)).separator;
}

async function sniffJson(path: string): Promise<LogFormat> {
  const compression = await compressionOf(path);
  const head = await readHead(path, compression);
  if (head.subarray(0, 4).toString('latin1') === 'PAR1')
    throw new Error('the file is Parquet, not JSON: its mapping must say `records: { format: parquet }`');
  if (
    (head[0] === 0xff && head[1] === 0xfe) ||
    (head[0] === 0xfe && head[1] === 0xff) ||
    head.subarray(0, 64).includes(0)
  )
    throw new Error(
      'the file is not UTF-8 (it looks like UTF-16): convert it, for example with `iconv -f UTF-16 -t UTF-8`',
    );
  const isMarked = head.subarray(0, 3).equals(Buffer.from(BYTE_ORDER_MARK));
  const text = head.toString('utf8').replace(BYTE_ORDER_MARK, '').trimStart();
  if (text === '') return { compression, layout: 'lines' };
  if (text.startsWith('[')) {
    // A line that is a whole array of its own is no record, but the file is one of lines.
    const isOneLineOfMany = isJson(firstLine(text)) && text.trim().includes('\n{');
    if (!isOneLineOfMany) return { compression, layout: 'array' };
  }
  if (text.startsWith('{') && looksSpread(text)) return { compression, layout: 'objects' };
  const lines = text.split('\n').slice(0, 20);
  if (isUtf8(head.subarray(0, head.length - 4)) && !lines.some((line) => /^\s*[[{"]/.test(line)))
    throw new Error(describeOther(firstLine(text)));
  return { compression, layout: isMarked ? 'marked lines' : 'lines' };
}

/** A pretty-printed object: its first line opens it and no line near the top is an object of its own. */
function looksSpread(text: string): boolean {
  const lines = text.split('\n').slice(0, 20);
  return (
    /^\{\s*("[^"]*"\s*:\s*.*,?)?\s*$/.test(lines[0] ?? '') &&
    lines.length > 1 &&
    !lines.some((line) => isJson(line) && line.trim().startsWith('{'))
  );
}

function describeOther(line: string): string {
  const looksLikeCsv = /[,;\t]/.test(line);
  return looksLikeCsv
    ? 'the file looks like CSV, not JSON: export it as JSON lines, or write a mapping with `records: { format: csv }`'
    : 'no line of the file is JSON: export it as one JSON object a line';
}

/** The beginning of a file, decompressed. */
export async function readHead(path: string, compression: Compression): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of readBytes(path, compression)) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= LOOK_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, LOOK_BYTES);
}

export function firstLine(text: string): string {
  return text.slice(0, text.indexOf('\n') === -1 ? undefined : text.indexOf('\n'));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
