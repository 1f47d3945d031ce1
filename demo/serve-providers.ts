import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerAnthropicCosts } from './providers/anthropic-costs.js';
import { answerApiKeys, answerWorkspaces } from './providers/anthropic-directory.js';
import { answerAnthropicUsage } from './providers/anthropic-usage.js';
import { answerOpenaiCosts } from './providers/openai-costs.js';
import { answerProjectApiKeys, answerProjects } from './providers/openai-directory.js';
import { answerOpenaiUsage } from './providers/openai-usage.js';
import type { ProviderDays } from './providers/provider-days.js';
import { ProviderError } from './providers/provider-error.js';

export interface ProviderServer {
  /** `http://127.0.0.1:port`, without a path: OpenAI answers below /v1/organization, Anthropic below /v1/organizations. */
  readonly url: string;
  close(): Promise<void>;
}

export interface ServeOptions {
  readonly days: ProviderDays;
  readonly openaiKey: string;
  readonly anthropicKey: string;
  /** Now and then answers 429 or 500, as providers do. */
  readonly hasFaults?: boolean;
}

interface Asked {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly beta: string;
}

type Provider = 'openai' | 'anthropic';

/** Serves the invented company's usage and cost reports on loopback, in the providers' own formats and pages. */
export async function serveProviders(options: ServeOptions): Promise<ProviderServer> {
  const faults = createFaults(options.hasFaults ?? true);
  const server = createServer((request, response) => {
    answer(request, response, options, faults);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(request: IncomingMessage, response: ServerResponse, options: ServeOptions, faults: Faults): void {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const provider: Provider = url.pathname.startsWith('/v1/organizations/') ? 'anthropic' : 'openai';
  try {
    if (request.method !== 'GET') throw new ProviderError(405, 'invalid_request_error', 'Only GET is served');
    checkKey(request, provider, options);
    faults.strike();
    const asked = {
      path: url.pathname,
      query: url.searchParams,
      beta: String(request.headers['anthropic-beta'] ?? ''),
    };
    const body = provider === 'openai' ? answerOpenai(options.days, asked) : answerAnthropic(options.days, asked);
    send(response, 200, {}, body);
  } catch (error) {
    const { status, type, message, headers } =
      error instanceof ProviderError ? error : new ProviderError(500, 'server_error', String(error));
    const detail = { type, message };
    send(response, status, headers, provider === 'openai' ? { error: detail } : { type: 'error', error: detail });
  }
}

function answerOpenai(days: ProviderDays, { path, query }: Asked): unknown {
  const keysOf = /^\/v1\/organization\/projects\/([^/]+)\/api_keys$/.exec(path)?.[1];
  if (keysOf !== undefined) return answerProjectApiKeys(query, decodeURIComponent(keysOf));
  switch (path) {
    case '/v1/organization/usage/completions':
      return answerOpenaiUsage(days, query, 'completions');
    case '/v1/organization/usage/embeddings':
      return answerOpenaiUsage(days, query, 'embeddings');
    case '/v1/organization/costs':
      return answerOpenaiCosts(days, query);
    case '/v1/organization/projects':
      return answerProjects(query);
    default:
      throw new ProviderError(404, 'invalid_request_error', `Invalid URL (GET ${path})`);
  }
}

function answerAnthropic(days: ProviderDays, { path, query, beta }: Asked): unknown {
  switch (path) {
    case '/v1/organizations/usage_report/messages':
      return answerAnthropicUsage(days, query, beta);
    case '/v1/organizations/cost_report':
      return answerAnthropicCosts(days, query);
    case '/v1/organizations/workspaces':
      return answerWorkspaces(query);
    case '/v1/organizations/api_keys':
      return answerApiKeys(query);
    default:
      throw new ProviderError(404, 'not_found_error', `Not found: ${path}`);
  }
}

function checkKey(request: IncomingMessage, provider: Provider, { openaiKey, anthropicKey }: ServeOptions): void {
  if (provider === 'openai') {
    if (request.headers.authorization !== `Bearer ${openaiKey}`)
      throw new ProviderError(401, 'invalid_request_error', 'Incorrect API key provided');
    return;
  }
  if (request.headers['x-api-key'] !== anthropicKey)
    throw new ProviderError(401, 'authentication_error', 'invalid x-api-key');
  if (request.headers['anthropic-version'] === undefined)
    throw new ProviderError(400, 'invalid_request_error', 'anthropic-version: header is required');
}

interface Faults {
  /** Throws when it is this request's turn to fail. */
  strike(): void;
}

/** Every 11th request is told to wait, every 29th meets a broken server; the next try succeeds. */
function createFaults(isOn: boolean): Faults {
  let served = 0;
  return {
    strike: () => {
      served += 1;
      if (!isOn) return;
      if (served % 29 === 0) throw new ProviderError(500, 'server_error', 'The server had an error');
      if (served % 11 === 0)
        throw new ProviderError(429, 'rate_limit_error', 'Too many requests', {
          'retry-after': served % 33 === 0 ? '1' : '0',
        });
    },
  };
}

function send(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: unknown,
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
