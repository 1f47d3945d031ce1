import type { ActionEvent, TransformResult } from '../warehouse.js';
import type { PrintedOutcome } from './dataform-output.js';
import type { PlannedAction } from './plan-run.js';

/**
 * Turns outcomes into events. Dataform prints how actions end and not when they start: an action runs from the moment
 * everything it depends on is done.
 */
export class RunTracker {
  readonly #planned: ReadonlyMap<string, PlannedAction>;
  readonly #onEvent: (event: ActionEvent) => void;
  readonly #elapsed: () => number;
  readonly #startedAt = new Map<string, number>();
  readonly #outcomes = new Map<string, PrintedOutcome['status']>();
  readonly #events: ActionEvent[] = [];

  /** `elapsed` is a stopwatch in milliseconds. */
  constructor(planned: readonly PlannedAction[], onEvent: (event: ActionEvent) => void, elapsed: () => number) {
    this.#planned = new Map(planned.map((action) => [action.name, action]));
    this.#onEvent = onEvent;
    this.#elapsed = elapsed;
  }

  kindOf(name: string): ActionEvent['kind'] | undefined {
    return this.#planned.get(name)?.kind;
  }

  /** Reports as running what waits for nothing any more. */
  startReady(): void {
    for (const action of this.#planned.values()) {
      if (this.#startedAt.has(action.name) || this.#outcomes.has(action.name)) continue;
      if (!action.dependencies.every((name) => this.#outcomes.get(name) === 'done')) continue;
      this.#startedAt.set(action.name, this.#elapsed());
      this.#report(action, 'running');
    }
  }

  finish({ action: name, status, message }: PrintedOutcome): void {
    const action = this.#planned.get(name);
    if (action === undefined || this.#outcomes.has(name)) return;
    this.#outcomes.set(name, status);
    const startedAt = this.#startedAt.get(name);
    const reason = message ?? (status === 'skipped' ? this.#explainSkip(action) : undefined);
    this.#report(action, status, {
      ...(startedAt === undefined || status === 'skipped' ? {} : { seconds: (this.#elapsed() - startedAt) / 1000 }),
      ...(reason === undefined ? {} : { message: reason }),
    });
    if (status === 'done') this.startReady();
  }

  /** Actions that were begun, as far as is known, and whose end was not printed. */
  get unendedCount(): number {
    return [...this.#startedAt.keys()].filter((name) => !this.#outcomes.has(name)).length;
  }

  /** Not ok unless every planned action is done: an action nothing was printed about did not run. */
  result(): TransformResult {
    for (const name of this.#planned.keys()) {
      if (!this.#outcomes.has(name))
        this.finish({ action: name, status: 'skipped', message: 'dataform ended before it' });
    }
    return { ok: [...this.#outcomes.values()].every((status) => status === 'done'), events: this.#events };
  }

  #explainSkip(action: PlannedAction): string | undefined {
    const broken = action.dependencies.find((name) => ['failed', 'skipped'].includes(this.#outcomes.get(name) ?? ''));
    return broken === undefined ? undefined : `${broken} did not succeed`;
  }

  #report(
    action: PlannedAction,
    status: ActionEvent['status'],
    details: { seconds?: number; message?: string } = {},
  ): void {
    const { name, kind } = action;
    const event = { action: name, kind, status, ...details, finished: this.#outcomes.size, total: this.#planned.size };
    this.#events.push(event);
    this.#onEvent(event);
  }
}
