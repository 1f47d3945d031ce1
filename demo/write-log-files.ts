import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { LogFile } from './log-files.js';

const compress = promisify(gzip);

/** Writes a log file as a whole: a reader never sees half of one. */
export async function writeLogFile(folder: string, file: LogFile): Promise<void> {
  await mkdir(folder, { recursive: true });
  const text = Buffer.from(file.lines.length === 0 ? '' : `${file.lines.join('\n')}\n`);
  const bytes = file.name.endsWith('.gz') ? await compress(text, { level: 1 }) : text;
  const path = join(folder, file.name);
  await writeFile(`${path}.part`, bytes);
  await rename(`${path}.part`, path);
}
