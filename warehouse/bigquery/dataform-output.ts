/** How one action ended, as `dataform run` prints it. */
export interface PrintedOutcome {
  /** `schema.name`, with the installation's prefix. */
  readonly action: string;
  readonly status: 'done' | 'failed' | 'skipped';
  readonly message?: string;
}

const HEADERS: readonly (readonly [PrintedOutcome['status'], RegExp])[] = [
  ['done', /^(?:Table created|Assertion passed|Operation completed successfully): +(\S+)/],
  ['failed', /^(?:Dataset creation|Assertion|Operation) failed: +(\S+)/],
  ['skipped', /^Skipping (?:dataset creation|assertion execution|operation execution): +(\S+)/],
  ['skipped', /^(?:Dataset creation|Assertion execution|Operation execution) disabled: +(\S+)/],
];

/** The failing statement, every line of it behind a prompt, and what the action's jobs were billed for, rounded. */
const DETAIL = /^(?:> |>$|Bytes billed:)/;

/** An action's jobs, with a comma behind the last. */
const JOB_IDS = /^jobId:(.*)/;

const ERROR_PREFIX = /^bigquery error: /;

/**
 * Reads the lines of `dataform run`, whose `--json` is for dry runs only. One reader a stream: a failure's header and its error
 * stand on consecutive lines of stderr. Text that belongs to no action (a compilation error) is kept in `rest`.
 */
export class DataformOutput {
  readonly #onOutcome: (outcome: PrintedOutcome) => void;
  readonly #rest: string[] = [];
  readonly #jobIds: string[] = [];
  #failed: string | undefined;
  #awaitsJobs = false;
  #withoutJobs = 0;

  constructor(onOutcome: (outcome: PrintedOutcome) => void) {
    this.#onOutcome = onOutcome;
  }

  get rest(): string {
    return this.#rest.join('\n');
  }

  /** Of all actions. */
  get jobIds(): readonly string[] {
    return this.#jobIds;
  }

  /** Actions that ran, and of which no job was named. */
  get withoutJobs(): number {
    return this.#withoutJobs;
  }

  readLine(coloured: string): void {
    const line = stripColours(coloured).trim();
    for (const [status, pattern] of HEADERS) {
      const action = pattern.exec(line)?.[1];
      if (action === undefined) continue;
      this.#finishFailure();
      this.#finishJobs(status !== 'skipped');
      if (status === 'failed') this.#failed = action;
      else this.#onOutcome({ action, status });
      return;
    }
    if (line === '' || DETAIL.test(line)) return;
    const jobIds = JOB_IDS.exec(line)?.[1];
    if (jobIds !== undefined) {
      this.#jobIds.push(...jobIds.split(',').flatMap((id) => (id.trim() === '' ? [] : [id.trim()])));
      this.#awaitsJobs = false;
      return;
    }
    if (this.#failed === undefined) this.#rest.push(line);
    else this.#finishFailure(line.replace(ERROR_PREFIX, ''));
  }

  /** Call it at the stream's end. */
  close(): void {
    this.#finishFailure();
    this.#finishJobs(false);
  }

  #finishJobs(awaitsMore: boolean): void {
    if (this.#awaitsJobs) this.#withoutJobs += 1;
    this.#awaitsJobs = awaitsMore;
  }

  #finishFailure(message?: string): void {
    if (this.#failed === undefined) return;
    this.#onOutcome({ action: this.#failed, status: 'failed', ...(message === undefined ? {} : { message }) });
    this.#failed = undefined;
  }
}

function stripColours(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what a colour starts with.
  return text.replace(/\u001b\[\d+m/g, '');
}
