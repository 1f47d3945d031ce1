import { constants } from 'node:os';

/** Signals that ask a command to end: Ctrl-C, and what a scheduler sends before it kills. */
export const STOP_SIGNALS = ['SIGINT', 'SIGTERM'] as const;
export type StopSignal = (typeof STOP_SIGNALS)[number];

/** Why work ended before it was done. */
export class StoppedError extends Error {
  readonly stopSignal: StopSignal;

  constructor(stopSignal: StopSignal) {
    super(`stopped by ${stopSignal}`);
    this.stopSignal = stopSignal;
  }

  /** What shells expect of a process that ended by a signal. */
  get exitCode(): number {
    return 128 + constants.signals[this.stopSignal];
  }
}

/**
 * The wish that a command ends. Most work may be cut off where it stands, as by a kill: what it had not finished, the next run does.
 * Work that can end in order, and has something to undo, is waited for.
 */
export class Stop {
  /** Rejects with the StoppedError once orderly work has ended; never settles without a request. */
  readonly ended: Promise<never>;
  readonly #controller = new AbortController();
  readonly #orderly = new Set<Promise<unknown>>();
  #end: (error: StoppedError) => void = () => undefined;

  constructor() {
    this.ended = new Promise((_, reject) => {
      this.#end = reject;
    });
    // Who does not wait for it must not die of it.
    this.ended.catch(() => undefined);
  }

  /** Aborted with the StoppedError as its reason. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  request(stopSignal: StopSignal): void {
    if (this.signal.aborted) return;
    const error = new StoppedError(stopSignal);
    this.#controller.abort(error);
    void Promise.allSettled(this.#orderly).then(() => this.#end(error));
  }

  /** Runs work that ends by itself soon after `signal` is aborted. */
  async orderly<Result>(work: () => Promise<Result>): Promise<Result> {
    const running = work();
    this.#orderly.add(running);
    try {
      return await running;
    } finally {
      this.#orderly.delete(running);
    }
  }
}
