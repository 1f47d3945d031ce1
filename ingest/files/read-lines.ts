import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

const NEWLINE = 0x0a;
/** Longest line that is taken into memory; log records with whole conversations stay far below it. */
const MAX_LINE_BYTES = 256 * 1024 * 1024;

/**
 * Calls `onLine` with the bytes of every line that is not empty, and its 1-based number, for a plain or gzipped file.
 * Rejects when the file cannot be read to its end, as with a gzip that was cut off or is corrupt.
 */
export async function readLines(path: string, onLine: (line: Buffer, lineNumber: number) => void): Promise<void> {
  const file = createReadStream(path, { highWaterMark: 1 << 20 });
  const isCompressed = await isGzip(path);
  let lineNumber = 0;
  let rest: Buffer[] = [];
  let restBytes = 0;
  const takeLine = (line: Buffer) => {
    lineNumber++;
    const end = line.at(-1) === 0x0d ? line.length - 1 : line.length;
    if (end > 0) onLine(end === line.length ? line : line.subarray(0, end), lineNumber);
  };
  try {
    for await (const read of isCompressed ? decompress(file) : file) {
      const chunk = read as Buffer;
      let start = 0;
      for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
        const tail = chunk.subarray(start, end);
        takeLine(restBytes === 0 ? tail : Buffer.concat([...rest, tail]));
        rest = [];
        restBytes = 0;
        start = end + 1;
      }
      if (start < chunk.length) {
        rest.push(chunk.subarray(start));
        restBytes += chunk.length - start;
        if (restBytes > MAX_LINE_BYTES) {
          throw new Error(
            `line ${lineNumber + 1} is longer than ${MAX_LINE_BYTES} bytes; is this a file of one JSON record a line?`,
          );
        }
      }
    }
  } catch (error) {
    throw isCompressed ? explainGzip(error, lineNumber) : error;
  }
  if (restBytes > 0) takeLine(Buffer.concat(rest));
}

function decompress(file: Readable): AsyncIterable<unknown> {
  const gunzip = createGunzip({ chunkSize: 1 << 18 });
  file.on('error', (error) => gunzip.destroy(error));
  return file.pipe(gunzip);
}

function explainGzip(error: unknown, lineNumber: number): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!code.startsWith('Z_')) return error instanceof Error ? error : new Error(String(error));
  const reason = code === 'Z_BUF_ERROR' ? 'the gzip file ends early' : `the gzip file is corrupt (${code})`;
  return new Error(`${reason}, after line ${lineNumber}. Copy it again from where it was written, then run again`, {
    cause: error,
  });
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}
