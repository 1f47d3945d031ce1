import ky, { HTTPError } from 'ky';
import { describeNetworkError, explainHttpError } from './explain-http-error.js';
import { defaultHttpLimits, type FetchPage, type HttpLimits, type Page } from './fetch-page.js';
import { Patience } from './patience.js';
import { readPage } from './read-page.js';

const RETRIED = [408, 429, ...Array.from({ length: 100 }, (_, index) => 500 + index)];

export interface HttpDeps {
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly limits?: Partial<HttpLimits> | undefined;
  readonly log: (line: string) => void;
  readonly userAgent: string;
}

/** GET with retries, bounded waits and explained failures. A body that is cut off or no JSON is retried like a refused connection. */
export function createFetchPage(deps: HttpDeps): FetchPage {
  const limits = { ...defaultHttpLimits, ...deps.limits };
  const fetchHead = deps.fetch ?? globalThis.fetch;
  return async (request) => {
    const patience = new Patience(limits);
    const waitBefore = (retry: number): number => Math.min(limits.firstWaitMs * 2 ** (retry - 1), limits.maxWaitMs);
    let page: Page | undefined;
    // Reads the body inside the try, so that its timeout and the retries cover it too.
    const fetchWhole: typeof globalThis.fetch = async (input, init) => {
      const signal = AbortSignal.timeout(patience.beginTry());
      const response = await fetchHead(input, { ...init, signal });
      patience.hearHead();
      const { status, statusText, headers } = response;
      const text = await response.text();
      patience.hearWhole();
      if (response.ok) page = readPage(text, request);
      const isBodiless = status === 204 || status === 205 || status === 304;
      return new Response(isBodiless ? null : text, { status, statusText, headers });
    };
    try {
      await ky(request.url, {
        headers: { accept: 'application/json', 'user-agent': deps.userAgent, ...request.headers },
        // A redirect could carry a key in a header of its own to another host.
        redirect: 'manual',
        fetch: fetchWhole,
        timeout: false,
        retry: {
          limit: limits.retries,
          methods: ['get'],
          statusCodes: RETRIED,
          afterStatusCodes: RETRIED,
          maxRetryAfter: limits.maxWaitMs,
          delay: waitBefore,
          jitter: (wait) => wait * (0.5 + Math.random() / 2),
          retryOnTimeout: true,
          shouldRetry: ({ retryCount }) => (patience.allows(waitBefore(retryCount)) ? undefined : false),
        },
        hooks: {
          beforeRetry: [
            ({ error, retryCount }) => {
              const reason =
                error instanceof HTTPError ? `HTTP ${error.response.status}` : describeNetworkError(error, limits);
              deps.log(`${request.what}: ${reason}, retry ${retryCount} of ${limits.retries}`);
            },
          ],
        },
      });
    } catch (error) {
      throw await explainHttpError(error, request, limits, patience);
    }
    if (page === undefined) throw new Error(`${request.what}: an answer without a page`);
    return page;
  };
}
