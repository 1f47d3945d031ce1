import { type Compression, readBytes } from './read-bytes.js';

const NEWLINE = 0x0a;

/** Calls `onLine` with the bytes of every line that is not blank, and its 1-based number. Stops early when it returns false. */
export async function readLines(
  path: string,
  compression: Compression,
  onLine: (line: Buffer, lineNumber: number) => boolean | undefined,
): Promise<void> {
  let lineNumber = 0;
  let rest: Buffer[] = [];
  const takeLine = (line: Buffer) => {
    lineNumber++;
    return isBlank(line) || onLine(line, lineNumber) !== false;
  };
  for await (const chunk of readBytes(path, compression)) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      const tail = chunk.subarray(start, end);
      const isWanted = takeLine(rest.length === 0 ? tail : Buffer.concat([...rest, tail]));
      if (!isWanted) return;
      rest = [];
      start = end + 1;
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
  }
  if (rest.length > 0) takeLine(Buffer.concat(rest));
}

function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}
