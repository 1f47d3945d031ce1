import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a request is about. */
export interface Question {
  readonly path: string;
  readonly query: URLSearchParams;
}

export interface Asked extends Question {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** 1 for the first request to this path and query. */
  readonly attempt: number;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text as it is, anything else as JSON. */
  readonly body?: unknown;
  /** Cuts the connection after this many bytes of the body. */
  readonly cutAfter?: number;
  /** Says nothing for this long. */
  readonly delayMs?: number;
}

export interface LoopbackServer {
  readonly url: string;
  readonly asked: Asked[];
  close(): Promise<void>;
}

/** A real HTTP server on loopback. */
export async function startServer(answerTo: (asked: Asked) => Answer): Promise<LoopbackServer> {
  const asked: Asked[] = [];
  const attempts = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const key = url.pathname + url.search;
    const attempt = (attempts.get(key) ?? 0) + 1;
    attempts.set(key, attempt);
    const sent: Buffer[] = [];
    for await (const chunk of request) sent.push(chunk);
    const question: Asked = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers as Record<string, string | undefined>,
      body: Buffer.concat(sent).toString(),
      attempt,
    };
    asked.push(question);
    const { status = 200, headers = {}, body = '', cutAfter, delayMs } = answerTo(question);
    const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    if (delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, delayMs).unref());
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length, ...headers });
    if (cutAfter === undefined) response.end(bytes);
    else response.write(bytes.subarray(0, cutAfter), () => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
