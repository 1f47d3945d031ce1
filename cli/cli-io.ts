import type { DateTime } from 'luxon';
import type { Stop } from './stop.js';

/** Everything a command may touch of the outside world. Only `main.ts` fills it with the real one. */
export interface CliIo {
  /** The result for people, and JSON, on stdout. */
  readonly print: (text: string) => void;
  /** The result for programs, on stdout: as it is, except where a terminal shows it. */
  readonly printData: (text: string) => void;
  /** Progress and log, on stderr. */
  readonly writeError: (text: string) => void;
  /** Writes over the line of stderr on which the cursor stands; only where `isInteractive`. */
  readonly replaceLine: (line: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  /** UTC. */
  readonly now: () => DateTime<true>;
  /** Milliseconds of a clock that only moves forward, for elapsed times. */
  readonly monotonicMs: () => number;
  /** A terminal is on stdout. */
  readonly isOutputTerminal: boolean;
  /** A terminal that may be redrawn is on stderr. */
  readonly isInteractive: boolean;
  readonly terminalWidth: number;
  readonly nodeVersion: string;
  readonly stop: Stop;
}

export const EXIT_DONE = 0;
export const EXIT_FAILED = 1;
export const EXIT_USAGE = 2;
/** One of these, or 128 and the number of the signal that stopped the command. */
export type ExitCode = number;
