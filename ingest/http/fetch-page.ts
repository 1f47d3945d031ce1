/** How hard the network is tried before a pull gives up. */
export interface HttpLimits {
  /** Tries after the first one. */
  readonly retries: number;
  /** Longest time for one try. */
  readonly timeoutMs: number;
  /** Longest time without any whole answer, over all tries and the waits between them. */
  readonly unreachableMs: number;
  /** Longest wait between two tries, also when the server asks for more. */
  readonly maxWaitMs: number;
  /** Wait before the first retry; doubled each time. */
  readonly firstWaitMs: number;
}

export const defaultHttpLimits: HttpLimits = {
  retries: 6,
  timeoutMs: 30_000,
  unreachableMs: 60_000,
  maxWaitMs: 120_000,
  firstWaitMs: 1_000,
};

/** One GET of a provider's page. */
export interface PageRequest {
  /** `openai:acme usage/completions 2026-08-01 to 2026-09-01`: what is asked for, for messages. */
  readonly what: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** The credential in the headers, so that it can be cut out of whatever the server answers. */
  readonly secret: string;
  /** Name of the environment variable that held the secret. */
  readonly secretName: string;
  /** Which kind of key the interface wants, for the message on 401 and 403. */
  readonly keyHint: string;
  /** Fields whose numbers are kept as text, digit by digit. */
  readonly decimalFields: readonly string[];
}

export interface Page {
  readonly body: unknown;
  readonly bytes: number;
  /** True when a decimal field came as a JSON number, which the provider printed from binary floating point. */
  readonly hasBinaryDecimals: boolean;
}

export type FetchPage = (request: PageRequest) => Promise<Page>;
