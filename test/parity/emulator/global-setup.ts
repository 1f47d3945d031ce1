import type { TestProject } from 'vitest/node';
import { buildEmulator } from './build-emulator.js';
import { startEmulator } from './start-emulator.js';

declare module 'vitest' {
  interface ProvidedContext {
    emulatorHost: string;
  }
}

/** One emulator for the whole run: the tests keep apart by dataset prefix. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const emulator = await startEmulator(await buildEmulator());
  project.provide('emulatorHost', emulator.host);
  return emulator.stop;
}
