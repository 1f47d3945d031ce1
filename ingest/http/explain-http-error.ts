import { HTTPError } from 'ky';
import { UserError } from '../../warehouse/user-error.js';
import type { HttpLimits, PageRequest } from './fetch-page.js';
import type { Patience } from './patience.js';
import { NotJsonError } from './read-page.js';

const RESUMES = 'What was landed before is untouched, and the next run resumes here';

/** A server that was not heard of at all: whatever else is asked of it would only be waited for in vain. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** Turns a failed request into an error that says what to do. Neither the message nor the cause holds the credential. */
export async function explainHttpError(
  error: unknown,
  request: PageRequest,
  limits: HttpLimits,
  { tries, wasHeard, elapsedSeconds }: Pick<Patience, 'tries' | 'wasHeard' | 'elapsedSeconds'>,
): Promise<Error> {
  const { what, url, secretName, keyHint } = request;
  const tried = tries === 1 ? 'tried once' : `tried ${tries} times`;
  if (error instanceof NotJsonError) {
    return new Error(
      `${what}: the answer of ${url.origin} is ${error.message}, ${tried}. ` +
        `Check base_url, and whether a proxy answers in its place. ${RESUMES}`,
      { cause: error },
    );
  }
  if (!(error instanceof HTTPError)) {
    const reason = describeNetworkError(error, limits);
    const message = wasHeard
      ? `the connection to ${url.origin} failed or was cut off (${reason}), ${tried}`
      : `${url.origin} cannot be reached (${reason}), ${tried} in ${elapsedSeconds} s`;
    const advice = `Check the network and base_url. ${RESUMES}`;
    const Kind = wasHeard ? Error : UnreachableError;
    return new Kind(`${what}: ${message}. ${advice}`, { cause: error });
  }
  const { status } = error.response;
  // The library's error carries the request and with it the credential, so it is not handed on.
  const cause = new Error(`HTTP ${status} from ${url.origin}${url.pathname}`);
  const said = await readExcerpt(error.response, request.secret);
  if (status === 401) {
    return new UserError(`${what}: the key in ${secretName} is not accepted (HTTP 401). ${keyHint}${said}`, { cause });
  }
  if (status === 403) {
    return new UserError(`${what}: the key in ${secretName} may not read this report (HTTP 403). ${keyHint}${said}`, {
      cause,
    });
  }
  if (status === 404) {
    const message = `${what}: ${url.origin}${url.pathname} does not exist (HTTP 404). Check base_url in the configuration`;
    return new UserError(`${message}${said}`, { cause });
  }
  if (status >= 300 && status < 400) {
    const message = `${what}: ${url.origin} answers with a redirect (HTTP ${status}). Set base_url to the final address; the key is not sent on`;
    return new UserError(message, { cause });
  }
  if (status === 429) {
    return new Error(`${what}: the rate limit was still exceeded after ${tries} tries (HTTP 429). ${RESUMES}${said}`, {
      cause,
    });
  }
  if (status >= 500 || status === 408) {
    return new Error(`${what}: the provider failed ${tries} times (HTTP ${status}). ${RESUMES}${said}`, { cause });
  }
  return new Error(`${what}: the provider refused the request (HTTP ${status})${said}`, { cause });
}

/** The start of the server's answer with everything that looks like a key cut out. */
async function readExcerpt(response: Response, secret: string): Promise<string> {
  const text = await response.text().catch(() => '');
  const excerpt = hideSecrets(errorMessageOf(text), secret).replace(/\s+/g, ' ').trim().slice(0, 300);
  return excerpt === '' ? '' : `. It said: ${excerpt}`;
}

export function hideSecrets(text: string, secret: string): string {
  const withoutSecret = secret === '' ? text : text.replaceAll(secret, '[key]');
  return withoutSecret.replace(/\bsk-[^\s"',.]+/g, '[key]');
}

function errorMessageOf(text: string): string {
  try {
    const body = JSON.parse(text) as { error?: { message?: unknown } };
    return typeof body.error?.message === 'string' ? body.error.message : text;
  } catch {
    return text;
  }
}

/** Why there was no whole answer, for a person. */
export function describeNetworkError(error: unknown, limits: HttpLimits): string {
  if (error instanceof NotJsonError) return `the answer is ${error.message}`;
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no complete answer within ${limits.timeoutMs / 1000} s`;
  const inner = error.cause instanceof Error ? error.cause : error;
  const code = 'code' in inner && typeof inner.code === 'string' ? inner.code : '';
  return inner.message.includes(code) ? inner.message : `${code} ${inner.message}`.trim();
}
