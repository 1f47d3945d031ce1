import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const cliPackage = z.object({ bin: z.object({ dataform: z.string() }) });

/** Compiling takes seconds; Dataform gives up after one minute, which a busy machine may need. */
export const COMPILE_TIMEOUT = '--timeout=10m';

/** The script behind the `dataform` command, found the way Node finds packages: wherever the installation put it. */
export async function dataformProgram(): Promise<string> {
  const manifest = dataformCliManifest();
  const { bin } = cliPackage.parse(JSON.parse(await readFile(manifest, 'utf8')));
  return join(dirname(manifest), bin.dataform);
}

/** Path of the command's package.json. */
export function dataformCliManifest(): string {
  return createRequire(import.meta.url).resolve('@dataform/cli/package.json');
}
