import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Decompress } from 'fzstd';

/** As DuckDB calls it. */
export type Compression = 'uncompressed' | 'gzip' | 'zstd';

const CHUNK = 1 << 20;

/** What to do about a file that is cut off or corrupt. */
export const COPY_AGAIN = 'Copy it again from where it was written, then run again';

/** How a file is compressed, by its first bytes: names lie. */
export async function compressionOf(path: string): Promise<Compression> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    if (bytesRead >= 2 && buffer[0] === 0x1f && buffer[1] === 0x8b) return 'gzip';
    return bytesRead === 4 && buffer.readUInt32LE(0) === 0xfd2fb528 ? 'zstd' : 'uncompressed';
  } finally {
    await file.close();
  }
}

/** The bytes of a file, decompressed. Rejects when the file is cut off or corrupt: checksums are verified. */
export async function* readBytes(path: string, compression: Compression): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: CHUNK });
  if (compression === 'uncompressed') {
    for await (const chunk of file) yield chunk as Buffer;
    return;
  }
  try {
    if (compression === 'zstd') yield* unpackZstd(file);
    else yield* unpackGzip(file);
  } catch (error) {
    throw explain(error, compression);
  }
}

async function* unpackGzip(file: Readable): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: CHUNK });
  file.on('error', (error) => gunzip.destroy(error));
  for await (const chunk of file.pipe(gunzip)) yield chunk as Buffer;
}

/** Node reads zstd by itself from version 22.15 on only. */
async function* unpackZstd(file: Readable): AsyncGenerator<Buffer> {
  let unpacked: Buffer[] = [];
  const unpack = new Decompress((chunk) => unpacked.push(Buffer.from(chunk)));
  for await (const chunk of file) {
    unpack.push(chunk as Buffer);
    yield* unpacked;
    unpacked = [];
  }
  unpack.push(new Uint8Array(0), true);
  yield* unpacked;
}

function explain(error: unknown, compression: Compression): Error {
  const cause = error instanceof Error ? error : new Error(String(error));
  const code = 'code' in cause ? cause.code : undefined;
  const isOfTheSystem = 'syscall' in cause;
  if (isOfTheSystem) return cause;
  const isCut = code === 'Z_BUF_ERROR' || /eof|end/i.test(cause.message);
  const reason = isCut ? `the ${compression} file ends early` : `the ${compression} file is corrupt (${cause.message})`;
  return new Error(`${reason}. ${COPY_AGAIN}`, { cause });
}
