import type { z } from 'zod';
import type { PullStats } from '../source.js';
import { countUnknownFields } from './count-unknown-fields.js';
import type { FetchPage, PageRequest } from './fetch-page.js';

/** A runaway cursor is stopped here; no report of a month comes near it. */
const MAX_PAGES = 20_000;

export interface PagedRequest<Schema extends z.ZodType> extends Omit<PageRequest, 'url'> {
  readonly baseUrl: string;
  /** Below base_url, without a leading slash. */
  readonly path: string;
  readonly params: readonly (readonly [string, string])[];
  readonly schema: Schema;
  readonly hasMore: (page: z.infer<Schema>) => boolean;
  readonly cursorOf: (page: z.infer<Schema>) => string | null | undefined;
  /** Query parameter that takes the cursor. */
  readonly cursorParam: string;
}

export interface CheckedPage<Body> {
  readonly body: Body;
  readonly hasBinaryDecimals: boolean;
}

/** Every page of one list, checked. A page that promises more but does not say where is an error, not the end. */
export async function* readPages<Schema extends z.ZodType>(
  fetchPage: FetchPage,
  request: PagedRequest<Schema>,
  stats: PullStats,
): AsyncGenerator<CheckedPage<z.infer<Schema>>> {
  const { what, schema, cursorParam } = request;
  const seen = new Set<string>();
  let cursor: string | null = null;
  for (let number = 1; number <= MAX_PAGES; number++) {
    const url = buildUrl(request, cursor === null ? [] : [[cursorParam, cursor]]);
    const page = await fetchPage({ ...request, url, what: number === 1 ? what : `${what}, page ${number}` });
    stats.bytes += page.bytes;
    const result = schema.safeParse(page.body);
    if (!result.success) throw new Error(`${what}: ${describeMismatch(number, result.error)}`);
    countUnknownFields(schema, page.body, stats.unknownFields);
    yield { body: result.data, hasBinaryDecimals: page.hasBinaryDecimals };
    if (!request.hasMore(result.data)) return;
    const next = request.cursorOf(result.data);
    if (next === null || next === undefined || next === '') {
      throw new Error(
        `${what}: page ${number} says that there is more but gives no cursor to it. Nothing was landed; run again, and report it to the provider if it persists`,
      );
    }
    if (seen.has(next)) {
      throw new Error(
        `${what}: page ${number} repeats an earlier cursor, so the pages go in a circle. Nothing was landed; run again, and report it to the provider if it persists`,
      );
    }
    seen.add(next);
    cursor = next;
  }
  throw new Error(
    `${what}: more than ${MAX_PAGES} pages. Nothing was landed; pull fewer days at once with --from and --to`,
  );
}

function buildUrl(request: PagedRequest<z.ZodType>, cursor: readonly (readonly [string, string])[]): URL {
  const url = new URL(`${request.baseUrl.replace(/\/+$/, '')}/${request.path}`);
  for (const [name, content] of [...request.params, ...cursor]) url.searchParams.append(name, content);
  return url;
}

/** The place and kind of the first mismatches; never the content. */
function describeMismatch(page: number, error: z.ZodError): string {
  const places = error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.map(String).join('.') || 'the page'}: ${issue.message}`);
  return (
    `page ${page} does not have the expected shape (${places.join('; ')}). Nothing was landed. ` +
    'The provider may have changed its interface: look for a newer version of tokenledger, or report this line'
  );
}
