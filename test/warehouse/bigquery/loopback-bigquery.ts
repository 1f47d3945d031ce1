import { openWarehouse } from '../../../warehouse/open-warehouse.js';
import type { Warehouse } from '../../../warehouse/warehouse.js';
import { type Answer, type Asked, startServer } from '../../ingest/support/loopback-server.js';

/** A request as the API's reference names it, such as `datasets.get`, with what it is about. */
export interface ApiCall {
  readonly method: string;
  /** Dataset, `dataset.table` or job. */
  readonly name: string;
  readonly query: URLSearchParams;
  /** Of an upload the description; an empty object where nothing was sent. */
  readonly body: Record<string, unknown>;
  /** 1 for the first request of this method about this name. */
  readonly attempt: number;
}

export interface LoopbackBigQuery {
  readonly calls: readonly ApiCall[];
  /** `method name` of each call. */
  readonly said: () => string[];
  readonly warnings: string[];
  readonly env: Readonly<Record<string, string>>;
  open(settings?: { readonly projectFolder?: string; readonly maximumBytesBilled?: string }): Promise<Warehouse>;
  close(): Promise<void>;
}

export const PROJECT = 'acme-data';

/**
 * BigQuery's REST API as far as we use it, over HTTP on loopback: empty tables in the datasets given, each job done and billed
 * for 10 MiB. `answerTo` may answer otherwise, as https://cloud.google.com/bigquery/docs/error-messages documents.
 */
export async function startBigQuery(
  datasets: Iterable<string>,
  answerTo: (call: ApiCall) => Answer | undefined = () => undefined,
): Promise<LoopbackBigQuery> {
  const existing = new Map([...datasets].map((dataset) => [dataset, 'EU']));
  const calls: ApiCall[] = [];
  const attempts = new Map<string, number>();
  const server = await startServer((asked) => {
    const { method, name } = nameCall(asked);
    const attempt = (attempts.get(`${method} ${name}`) ?? 0) + 1;
    attempts.set(`${method} ${name}`, attempt);
    const call = { method, name, query: asked.query, body: readBody(asked.body), attempt };
    calls.push(call);
    return answerTo(call) ?? answerUsually(call, existing);
  });
  const env = { ...(process.env as Record<string, string>), BIGQUERY_EMULATOR_HOST: server.url };
  const warnings: string[] = [];
  return {
    calls,
    said: () => calls.map(({ method, name }) => `${method} ${name}`),
    warnings,
    env,
    open: ({ maximumBytesBilled, projectFolder } = {}) =>
      openWarehouse(
        {
          type: 'bigquery',
          project: PROJECT,
          location: 'EU',
          dataset_prefix: 'tl_',
          ...(maximumBytesBilled === undefined ? {} : { maximum_bytes_billed: maximumBytesBilled }),
        },
        { env, log: (line) => warnings.push(line), ...(projectFolder === undefined ? {} : { projectFolder }) },
      ),
    close: server.close,
  };
}

/** The documented body of an error. */
export function refuse(status: number, reason: string, message: string): Answer {
  return { status, body: { error: { code: status, message, errors: [{ domain: 'global', reason, message }] } } };
}

export function bill(bytes: string, error?: { readonly reason: string; readonly message: string }) {
  return {
    status: { state: 'DONE', ...(error === undefined ? {} : { errorResult: error, errors: [error] }) },
    statistics: { query: { statementType: 'SELECT', totalBytesBilled: bytes, totalBytesProcessed: bytes } },
  };
}

const TEN_MIB = '10485760';

const ROUTES: readonly (readonly [string, RegExp, string])[] = [
  ['POST', /^\/upload\/bigquery\/v2\/projects\/[^/]+\/jobs$/, 'jobs.insert'],
  ['GET', /^\/projects\/[^/]+\/datasets$/, 'datasets.list'],
  ['POST', /^\/projects\/[^/]+\/datasets$/, 'datasets.insert'],
  ['GET', /^\/projects\/[^/]+\/datasets\/([^/]+)$/, 'datasets.get'],
  ['POST', /^\/projects\/[^/]+\/datasets\/([^/]+)\/tables$/, 'tables.insert'],
  ['GET', /^\/projects\/[^/]+\/datasets\/([^/]+)\/tables\/([^/]+)$/, 'tables.get'],
  ['PATCH', /^\/projects\/[^/]+\/datasets\/([^/]+)\/tables\/([^/]+)$/, 'tables.patch'],
  ['DELETE', /^\/projects\/[^/]+\/datasets\/([^/]+)\/tables\/([^/]+)$/, 'tables.delete'],
  ['POST', /^\/projects\/[^/]+\/queries$/, 'jobs.query'],
  ['GET', /^\/projects\/[^/]+\/queries\/([^/]+)$/, 'jobs.getQueryResults'],
  ['POST', /^\/projects\/[^/]+\/jobs$/, 'jobs.insert'],
  ['GET', /^\/projects\/[^/]+\/jobs\/([^/]+)$/, 'jobs.get'],
];

function nameCall({ method, path, body }: Asked): { method: string; name: string } {
  const resource = path.replace(/^\/bigquery\/v2/, '');
  for (const [verb, pattern, api] of ROUTES) {
    const found = verb === method ? pattern.exec(resource) : null;
    if (found === null) continue;
    const created = verb === 'POST' ? nameOf(readBody(body)) : [];
    return { method: api, name: [...found.slice(1), ...created].join('.') };
  }
  return { method, name: path };
}

/** What is created is named in the request; a job by its kind. */
function nameOf(body: Record<string, unknown>): string[] {
  const { datasetReference, tableReference, configuration } = body as {
    readonly datasetReference?: { readonly datasetId: string };
    readonly tableReference?: { readonly tableId: string };
    readonly configuration?: object;
  };
  if (tableReference !== undefined) return [tableReference.tableId];
  if (datasetReference !== undefined) return [datasetReference.datasetId];
  return Object.keys(configuration ?? {}).filter((key) => ['load', 'query'].includes(key));
}

/** JSON, or the first part of an upload. */
function readBody(text: string): Record<string, unknown> {
  const json = /^\{.*\}$/m.exec(text)?.[0] ?? '{}';
  return JSON.parse(text.startsWith('{') ? text : json);
}

function answerUsually({ method, name, body }: ApiCall, existing: Map<string, string>): Answer {
  const schema = { fields: [{ name: 'x', type: 'INTEGER', mode: 'NULLABLE' }] };
  const jobReference = { projectId: PROJECT, jobId: 'job-of-ours', location: 'EU' };
  switch (method) {
    case 'datasets.list':
      return { body: { datasets: [...existing.keys()].map((id) => ({ datasetReference: { datasetId: id } })) } };
    case 'datasets.insert': {
      existing.set(name, String(body.location));
      return { body };
    }
    case 'datasets.get': {
      const location = existing.get(name);
      if (location === undefined) return refuse(404, 'notFound', `Not found: Dataset ${PROJECT}:${name}`);
      return { body: { datasetReference: { projectId: PROJECT, datasetId: name }, location } };
    }
    case 'tables.get':
      return refuse(404, 'notFound', `Not found: Table ${PROJECT}:${name}`);
    case 'tables.insert':
    case 'tables.patch':
      return { body };
    case 'tables.delete':
      return { status: 204 };
    case 'jobs.query':
      return { body: { jobComplete: true, jobReference, schema, rows: [], totalRows: '0', totalBytesBilled: TEN_MIB } };
    case 'jobs.getQueryResults':
      return { body: { jobComplete: true, jobReference, schema, rows: [], totalRows: '0' } };
    case 'jobs.insert':
      return { body: { jobReference, ...body, ...bill(TEN_MIB) } };
    case 'jobs.get':
      return { body: { jobReference: { ...jobReference, jobId: name }, ...bill(TEN_MIB) } };
    default:
      return { status: 501, body: { error: { code: 501, message: `${method} ${name} is not answered here` } } };
  }
}
