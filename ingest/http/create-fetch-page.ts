import ky, { HTTPError } from 'ky';
import { explainHttpError } from './explain-http-error.js';
import { defaultHttpLimits, type FetchPage, type HttpLimits } from './fetch-page.js';
import { parseExactJson } from './parse-exact-json.js';

const RETRIED = [408, 429, ...Array.from({ length: 100 }, (_, index) => 500 + index)];

export interface HttpDeps {
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly limits?: Partial<HttpLimits> | undefined;
  readonly log: (line: string) => void;
  readonly userAgent: string;
}

/** GET with retries, bounded waits and explained failures. A cut-off body is retried like a refused connection. */
export function createFetchPage(deps: HttpDeps): FetchPage {
  const limits = { ...defaultHttpLimits, ...deps.limits };
  const fetchWhole = createWholeFetch(deps.fetch ?? globalThis.fetch);
  return async (request) => {
    let text: string;
    try {
      const response = await ky(request.url, {
        headers: { accept: 'application/json', 'user-agent': deps.userAgent, ...request.headers },
        // A redirect could carry a key in a header of its own to another host.
        redirect: 'manual',
        fetch: fetchWhole,
        timeout: limits.timeoutMs,
        retry: {
          limit: limits.retries,
          methods: ['get'],
          statusCodes: RETRIED,
          afterStatusCodes: RETRIED,
          maxRetryAfter: limits.maxWaitMs,
          backoffLimit: limits.maxWaitMs,
          delay: (attempt) => limits.firstWaitMs * 2 ** (attempt - 1),
          jitter: (wait) => wait * (0.5 + Math.random() / 2),
          retryOnTimeout: true,
        },
        hooks: {
          beforeRetry: [
            ({ error, retryCount }) => {
              const reason = error instanceof HTTPError ? `HTTP ${error.response.status}` : error.name;
              deps.log(`${request.what}: ${reason}, retry ${retryCount} of ${limits.retries}`);
            },
          ],
        },
      });
      text = await response.text();
    } catch (error) {
      throw await explainHttpError(error, request, limits);
    }
    try {
      const { body, quotedCount } = parseExactJson(text, request.decimalFields);
      return { body, bytes: Buffer.byteLength(text), hasBinaryDecimals: quotedCount > 0 };
    } catch (error) {
      const message = `${request.what}: the answer of ${request.url.origin} is not JSON. Check base_url, and whether a proxy answers in its place`;
      throw new Error(message, { cause: error instanceof SyntaxError ? new Error('invalid JSON') : error });
    }
  };
}

/** Reads the body inside the request, so that the timeout and the retries cover it too. */
function createWholeFetch(inner: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await inner(input, init);
    const { status, statusText, headers } = response;
    const body = await response.arrayBuffer();
    const isBodiless = status === 204 || status === 205 || status === 304;
    return new Response(isBodiless ? null : body, { status, statusText, headers });
  };
}
