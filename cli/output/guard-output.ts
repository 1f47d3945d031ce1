import { showHidden, showHiddenInLines } from '../../report/text/visible-text.js';
import type { CliIo } from '../cli-io.js';

/**
 * The same world, where nothing that comes from data, file names, servers or the command line steers a terminal. Every
 * command writes through it, so that none has to think of it.
 */
export function guardOutput(io: CliIo): CliIo {
  return {
    ...io,
    print: (text) => io.print(showHiddenInLines(text)),
    printData: (text) => io.printData(io.isOutputTerminal ? showHiddenInLines(text) : text),
    writeError: (text) => io.writeError(showHiddenInLines(text)),
    replaceLine: (text) => io.replaceLine(showHidden(text)),
  };
}
