import type { HttpLimits } from './fetch-page.js';

/**
 * How long one request is still worth waiting for. What counts is silence: the time since the request began, or since the
 * last whole answer. A server that answers 429 or 500 is there, and may be waited for as long as it says.
 */
export class Patience {
  readonly #limits: HttpLimits;
  readonly #startedAt = performance.now();
  #silentSince = performance.now();
  #tries = 0;
  #wasHeard = false;
  /** The last try got a whole answer, though not one to use. */
  #isAnswered = false;

  constructor(limits: HttpLimits) {
    this.#limits = limits;
  }

  get tries(): number {
    return this.#tries;
  }

  /** The server sent at least the head of an answer in one of the tries. */
  get wasHeard(): boolean {
    return this.#wasHeard;
  }

  get elapsedSeconds(): number {
    return Math.round((performance.now() - this.#startedAt) / 1000);
  }

  /** Begins a try and gives the milliseconds that it may take. */
  beginTry(): number {
    this.#tries++;
    // The wait that an answer asked for is no silence.
    if (this.#isAnswered) this.#silentSince = performance.now();
    this.#isAnswered = false;
    const left = Math.ceil(this.#limits.unreachableMs - this.#silenceMs);
    return Math.max(1, Math.min(this.#limits.timeoutMs, left));
  }

  hearHead(): void {
    this.#wasHeard = true;
  }

  hearWhole(): void {
    this.#isAnswered = true;
  }

  /** Whether another try, after a wait of this length, can still be answered in time. */
  allows(waitMs: number): boolean {
    return this.#isAnswered || this.#silenceMs + waitMs < this.#limits.unreachableMs;
  }

  get #silenceMs(): number {
    return performance.now() - this.#silentSince;
  }
}
