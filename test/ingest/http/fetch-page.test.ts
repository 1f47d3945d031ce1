import { afterEach, describe, expect, it } from 'vitest';
import { createFetchPage, type HttpDeps } from '../../../ingest/http/create-fetch-page.js';
import { UnreachableError } from '../../../ingest/http/explain-http-error.js';
import { defaultHttpLimits, type HttpLimits, type PageRequest } from '../../../ingest/http/fetch-page.js';
import { UserError } from '../../../warehouse/user-error.js';
import { type Answer, type Asked, type LoopbackServer, startServer } from '../support/loopback-server.js';

const SECRET = 'sk-admin-very-secret-0123456789';
const PAGE = { data: [], has_more: false };
const servers: LoopbackServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function ask(
  answerTo: (asked: Asked) => Answer,
  { fetch, ...limits }: Partial<HttpLimits> & Pick<HttpDeps, 'fetch'> = {},
  url?: string,
) {
  const server = await startServer(answerTo);
  servers.push(server);
  const log: string[] = [];
  const fetchPage = createFetchPage({
    fetch,
    limits: { retries: 3, firstWaitMs: 1, maxWaitMs: 1500, timeoutMs: 2000, ...limits },
    log: (line) => log.push(line),
    userAgent: 'tokenledger/test',
  });
  const request: PageRequest = {
    what: 'openai:acme costs 2026-11-04 to 2026-11-05',
    url: new URL(`${url ?? server.url}/v1/organization/costs`),
    headers: { authorization: `Bearer ${SECRET}` },
    secret: SECRET,
    secretName: 'OPENAI_ADMIN_KEY',
    keyHint: 'It must be an Admin API key.',
    decimalFields: ['value'],
  };
  const outcome = await fetchPage(request).then(
    (page) => ({ page, error: undefined }),
    (error: unknown) => ({ page: undefined, error: error as Error }),
  );
  return { ...outcome, log, asked: server.asked };
}

/** Everything that could be printed of an error, its causes included. */
function printAll(error: Error | undefined): string {
  const parts: string[] = [];
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    parts.push(each.message, each.stack ?? '', JSON.stringify(each, Object.getOwnPropertyNames(each)));
  }
  return parts.join('\n');
}

describe('fetchPage', () => {
  it('waits as long as Retry-After says, then goes on', async () => {
    const started = performance.now();
    const { page, log, asked } = await ask(({ attempt }) =>
      attempt === 1
        ? { status: 429, headers: { 'retry-after': '1' }, body: { error: { message: 'slow down' } } }
        : { body: PAGE },
    );
    expect(page?.body).toEqual(PAGE);
    expect(performance.now() - started).toBeGreaterThan(950);
    expect(asked).toHaveLength(2);
    expect(log).toEqual(['openai:acme costs 2026-11-04 to 2026-11-05: HTTP 429, retry 1 of 3']);
  });

  it('never waits longer than the limit, whatever Retry-After says', async () => {
    const started = performance.now();
    const { page } = await ask(
      ({ attempt }) => (attempt === 1 ? { status: 503, headers: { 'retry-after': '3600' } } : { body: PAGE }),
      { maxWaitMs: 50 },
    );
    expect(page?.body).toEqual(PAGE);
    expect(performance.now() - started).toBeLessThan(1500);
  });

  it('retries a 500', async () => {
    const { page, asked } = await ask(({ attempt }) => (attempt < 3 ? { status: 500, body: 'oops' } : { body: PAGE }));
    expect(page?.body).toEqual(PAGE);
    expect(asked).toHaveLength(3);
  });

  it('gives up on an endless 500 and says that the next run resumes', async () => {
    const { error, asked } = await ask(() => ({ status: 500, body: { error: { message: `broken for ${SECRET}` } } }));
    expect(asked).toHaveLength(4);
    expect(error?.message).toBe(
      'openai:acme costs 2026-11-04 to 2026-11-05: the provider failed 4 times (HTTP 500). ' +
        'What was landed before is untouched, and the next run resumes here. It said: broken for [key]',
    );
    expect(printAll(error)).not.toContain(SECRET);
  });

  it('retries an answer that is cut off in the middle', async () => {
    const { page, asked } = await ask(({ attempt }) => ({ body: PAGE, ...(attempt === 1 ? { cutAfter: 5 } : {}) }));
    expect(page?.body).toEqual(PAGE);
    expect(asked).toHaveLength(2);
  });

  it('explains a connection that is always cut', async () => {
    const { error } = await ask(() => ({ body: PAGE, cutAfter: 5 }));
    expect(error?.message).toMatch(
      /the connection to http:\/\/127\.0\.0\.1:\d+ failed or was cut off .* tried 4 times/,
    );
    expect(printAll(error)).not.toContain(SECRET);
  });

  it.each([401, 403])('explains HTTP %i with the variable and the kind of key, once', async (status) => {
    const body = { error: { message: `Incorrect API key provided: sk-admin-*****6789 or ${SECRET}.` } };
    const { error, asked } = await ask(() => ({ status, body }));
    expect(asked).toHaveLength(1);
    expect(error).toBeInstanceOf(UserError);
    expect(error?.message).toContain('OPENAI_ADMIN_KEY');
    expect(error?.message).toContain('It must be an Admin API key.');
    expect(printAll(error)).not.toMatch(/sk-/);
  });

  it('explains a 404 with base_url and a 400 with what the provider said', async () => {
    expect((await ask(() => ({ status: 404 }))).error?.message).toMatch(
      /\/v1\/organization\/costs does not exist.*base_url/,
    );
    const { error } = await ask(() => ({ status: 400, body: { error: { message: 'end_time before start_time' } } }));
    expect(error?.message).toMatch(/refused the request \(HTTP 400\)\. It said: end_time before start_time$/);
  });

  it('does not follow a redirect with the key', async () => {
    const { error, asked } = await ask(() => ({ status: 302, headers: { location: 'http://127.0.0.1:9/elsewhere' } }));
    expect(error?.message).toMatch(/redirect.*base_url/);
    expect(asked).toHaveLength(1);
  });

  const HTML = '<html>log in as admin</html>';
  it.each([
    ['a page of a proxy', HTML],
    ['nothing', ''],
    ['the beginning of a page', '{"data": [{"amount'],
  ])('tries again when the answer is %s', async (_, body) => {
    const { page, log, asked } = await ask(({ attempt }) => ({ body: attempt === 1 ? body : PAGE }));
    expect(page?.body).toEqual(PAGE);
    expect(asked).toHaveLength(2);
    expect(log[0]).toMatch(/the answer is (empty|not JSON), retry 1 of 3$/);
  });

  it.each([
    ['not JSON', HTML],
    ['not JSON', '{"data": [{"amount'],
    ['empty', ''],
    ['empty', ' \n'],
  ])('gives up on an answer that stays %s, names the day and never quotes it', async (kind, body) => {
    const { error, log, asked } = await ask(() => ({ body }));
    expect(asked).toHaveLength(4);
    expect(error?.message).toMatch(
      new RegExp(
        `^openai:acme costs 2026-11-04 to 2026-11-05: the answer of http://127.0.0.1:\\d+ is ${kind}, tried 4 times\\. Check base_url`,
      ),
    );
    expect(error).not.toBeInstanceOf(UnreachableError);
    expect(printAll(error) + log.join()).not.toMatch(/log in|amount/);
  });
});

describe('a server that does not answer', () => {
  const SOON = { retries: 20, unreachableMs: 300, timeoutMs: 100, firstWaitMs: 10 };

  /** How long it took to give up, and how. */
  async function giveUp(url: string | undefined, answerTo: (asked: Asked) => Answer = () => ({}), limits = {}) {
    const started = performance.now();
    const outcome = await ask(answerTo, { ...SOON, ...limits }, url);
    return { ...outcome, ms: performance.now() - started };
  }

  it('is given up in the time for that when it refuses the connection', async () => {
    const server = await startServer(() => ({}));
    await server.close();
    const { error, ms, log } = await giveUp(server.url);
    expect(error).toBeInstanceOf(UnreachableError);
    expect(error?.message).toMatch(
      /costs 2026-11-04 to 2026-11-05: http:\/\/127\.0\.0\.1:\d+ cannot be reached \(.*ECONNREFUSED.*\), tried \d+ times in \d+ s\. Check the network and base_url/,
    );
    expect(ms).toBeLessThan(1000);
    expect(log.length).toBeGreaterThan(1);
  });

  it('is given up in that time when its name is unknown', async () => {
    const fetch = () => Promise.reject(new TypeError('fetch failed', { cause: dnsFailure() }));
    const { error, ms } = await giveUp('http://nowhere.invalid', undefined, { fetch });
    expect(error).toBeInstanceOf(UnreachableError);
    expect(error?.message).toContain('getaddrinfo ENOTFOUND nowhere.invalid');
    expect(ms).toBeLessThan(1000);
  });

  it('is given up in that time when it takes connections and says nothing', async () => {
    const { error, ms, asked } = await giveUp(undefined, () => ({ delayMs: 5000 }));
    expect(error).toBeInstanceOf(UnreachableError);
    expect(error?.message).toContain('no complete answer within 0.1 s');
    expect(asked.length).toBeGreaterThan(1);
    expect(ms).toBeLessThan(1000);
  });

  it('is waited for as long as it says when it says so', async () => {
    const { page, ms } = await giveUp(undefined, ({ attempt }) =>
      attempt < 2 ? { status: 429, headers: { 'retry-after': '1' } } : { body: PAGE },
    );
    expect(page?.body).toEqual(PAGE);
    expect(ms).toBeGreaterThan(950);
  });

  it('is there when it answers, however badly: its other reports are tried', async () => {
    const { error } = await giveUp(undefined, () => ({ status: 503 }), { retries: 2 });
    expect(error?.message).toContain('HTTP 503');
    expect(error).not.toBeInstanceOf(UnreachableError);
    const cut = await giveUp(undefined, () => ({ body: PAGE, cutAfter: 5 }));
    expect(cut.error?.message).toContain('was cut off');
    expect(cut.error).not.toBeInstanceOf(UnreachableError);
    expect(cut.ms).toBeLessThan(1000);
  });

  it('is given up within a minute unless told otherwise', () => {
    expect(defaultHttpLimits.unreachableMs).toBe(60_000);
  });
});

function dnsFailure(): Error {
  return Object.assign(new Error('getaddrinfo ENOTFOUND nowhere.invalid'), { code: 'ENOTFOUND' });
}
