import { clipLine } from '../report/text/clip-line.js';
import { showHidden } from '../report/text/visible-text.js';
import type { CliIo } from './cli-io.js';

/** How far along a long piece of work is. */
export interface ProgressState {
  readonly finished?: number;
  readonly total?: number;
  /** What is being done now. */
  readonly label: string;
}

export interface Progress {
  /** Replaces the line that shows where the work is. */
  update(state: ProgressState): void;
  /** A line that stays. */
  log(line: string): void;
  /** Takes the moving line away. Safe to call twice. */
  stop(): void;
}

const REDRAW_MS = 100;
const PLAIN_LINE_MS = 3_000;

/** One moving line on a terminal; elsewhere (pipe, CI, NO_COLOR) a plain line at each new step, at most one every few seconds within a step. */
export function startProgress(io: CliIo, step: string): Progress {
  const startedAt = io.monotonicMs();
  const isMoving = io.isInteractive && !isSet(io.env.CI) && !isSet(io.env.NO_COLOR) && io.env.TERM !== 'dumb';
  let shownAt = Number.NEGATIVE_INFINITY;
  let isShown = false;

  const elapsed = (): string => `${((io.monotonicMs() - startedAt) / 1000).toFixed(1)}s`;
  const describe = ({ finished, total, label }: ProgressState): string => {
    const count = finished === undefined ? '' : ` ${finished}${total === undefined ? '' : `/${total}`}`;
    return `${step}${count} ${showHidden(label)} (${elapsed()})`;
  };
  const clear = (): void => {
    if (isShown) io.replaceLine('');
    isShown = false;
  };

  let state: ProgressState = { label: 'its beginning' };
  const tellStop = (): void => {
    clear();
    io.writeError(`stopping at ${describe(state)}\n`);
  };
  io.stop.signal.addEventListener('abort', tellStop);

  return {
    update: (next) => {
      state = next;
      const now = io.monotonicMs();
      if (now - shownAt < (isMoving ? REDRAW_MS : PLAIN_LINE_MS)) return;
      shownAt = now;
      if (!isMoving) {
        io.writeError(`${describe(state)}\n`);
        return;
      }
      io.replaceLine(clipLine(describe(state), io.terminalWidth - 1));
      isShown = true;
    },
    log: (line) => {
      clear();
      io.writeError(`${line}\n`);
    },
    stop: () => {
      clear();
      io.stop.signal.removeEventListener('abort', tellStop);
    },
  };
}

// https://no-color.org: set and not empty. CI=false is how some shells say no.
function isSet(variable: string | undefined): boolean {
  return variable !== undefined && variable !== '' && variable !== 'false';
}
