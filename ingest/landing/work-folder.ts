import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Makes a folder for files on their way into the warehouse, and clears away what killed runs left behind. */
export function createWorkFolder(stateFolder: string, processId: number): string {
  const parent = join(stateFolder, 'work');
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) {
    const owner = Number.parseInt(name, 10);
    if (Number.isInteger(owner) && owner !== processId && !isRunning(owner)) {
      rmSync(join(parent, name), { recursive: true, force: true });
    }
  }
  return mkdtempSync(join(parent, `${processId}-`));
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
