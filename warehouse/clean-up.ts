import { rm } from 'node:fs/promises';

/**
 * For a `finally`: takes away what a piece of work leaves behind. Where that fails it is told to `warn` and thrown no further, so
 * that it neither hides why the work failed nor makes a failure of work that is done.
 */
export async function cleanUp(
  what: string,
  step: () => unknown,
  warn: (line: string) => void = (line) => process.emitWarning(line),
): Promise<void> {
  try {
    await step();
  } catch (error) {
    warn(`warning: ${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Removes a folder with all that is in it, in the same way. */
export function removeFolder(folder: string, warn?: (line: string) => void): Promise<void> {
  return cleanUp(`${folder} could not be removed`, () => rm(folder, { recursive: true, force: true }), warn);
}
