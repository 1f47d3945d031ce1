import Big from 'big.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateCompany } from '../../demo/generate-company.js';
import { createPricer } from '../../demo/pricer.js';
import { createProviderDays, type ProviderDays } from '../../demo/providers/provider-days.js';
import { type ProviderServer, serveProviders } from '../../demo/serve-providers.js';
import { readBooks } from '../../pricing/read-books.js';

const OPENAI = { authorization: 'Bearer admin-o' };
const ANTHROPIC = {
  'x-api-key': 'admin-a',
  'anthropic-version': '2023-06-01',
  'anthropic-beta': 'fast-mode-2026-02-01',
};
/** 2026-08-01T00:00:00Z and 2026-11-16T00:00:00Z */
const OPENAI_WINDOW = 'start_time=1785542400&end_time=1794787200';
const ANTHROPIC_WINDOW = 'starting_at=2026-08-01T00:00:00Z&ending_at=2026-11-16T00:00:00Z';
const USAGE_DIMENSIONS = ['project_id', 'user_id', 'api_key_id', 'model', 'batch', 'service_tier'];
const MESSAGE_DIMENSIONS = ['api_key_id', 'workspace_id', 'model', 'service_tier', 'context_window', 'inference_geo'];

interface Page {
  readonly data: readonly { readonly results: readonly Record<string, unknown>[] }[];
  readonly has_more: boolean;
  readonly next_page: string | null;
}

let server: ProviderServer;
let days: ProviderDays;

beforeAll(async () => {
  const pricer = createPricer(readBooks());
  const company = await generateCompany({ requests: 6000, pricer });
  days = createProviderDays({ days: company.days, pricer, today: '2026-11-16', restatements: [] });
  server = await serveProviders({ days, openaiKey: 'admin-o', anthropicKey: 'admin-a', hasFaults: false });
});

afterAll(() => server.close());

async function get(path: string, headers: Record<string, string>): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${server.url}${path}`, { headers });
  return { status: response.status, body: await response.json() };
}

/** All results of a report, page by page, with the number of its pages. */
async function readAll(path: string, headers: Record<string, string>) {
  const results: Record<string, unknown>[] = [];
  let pages = 0;
  let buckets = 0;
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { status, body } = await get(cursor === '' ? path : `${path}&page=${cursor}`, headers);
    expect(status).toBe(200);
    const page = body as Page;
    pages += 1;
    buckets += page.data.length;
    results.push(...page.data.flatMap((bucket) => bucket.results));
    expect(page.has_more).toBe(page.next_page !== null);
    cursor = page.next_page;
  }
  return { results, pages, buckets };
}

/** Sums a number of every result, exactly. */
function total(
  results: readonly Record<string, unknown>[],
  read: (result: Record<string, unknown>) => unknown,
): string {
  return results.reduce((sum, result) => sum.plus(String(read(result) ?? 0)), new Big(0)).toFixed();
}

function repeated(name: string, values: readonly string[]): string {
  return values.map((value) => `&${name}=${value}`).join('');
}

describe('pages', () => {
  it('count buckets, not rows, and cover every day once', async () => {
    const path = `/v1/organization/usage/completions?${OPENAI_WINDOW}${repeated('group_by', USAGE_DIMENSIONS)}`;
    // 107 days: 16 pages of the standard 7, 4 of 31, 1 of 180 (costs)
    expect(await readAll(path, OPENAI)).toMatchObject({ pages: 16, buckets: 107 });
    expect(await readAll(`${path}&limit=31`, OPENAI)).toMatchObject({ pages: 4, buckets: 107 });
    expect(await readAll(`/v1/organization/costs?${OPENAI_WINDOW}&limit=180`, OPENAI)).toMatchObject({ pages: 1 });
    expect(await readAll(`/v1/organizations/cost_report?${ANTHROPIC_WINDOW}`, ANTHROPIC)).toMatchObject({ pages: 16 });
  });

  it('refuse a limit that is too high and a cursor of another query', async () => {
    const path = `/v1/organization/usage/completions?${OPENAI_WINDOW}`;
    expect(await get(`${path}&limit=32`, OPENAI)).toMatchObject({ status: 400 });
    const { body } = await get(path, OPENAI);
    const cursor = (body as Page).next_page ?? '';
    expect(await get(`${path}&page=${cursor}`, OPENAI)).toMatchObject({ status: 200 });
    expect(await get(`${path}&group_by=model&page=${cursor}`, OPENAI)).toMatchObject({
      status: 400,
      body: { error: { message: 'page was issued for other parameters' } },
    });
  });
});

describe('grouped rows', () => {
  it.each(['input_tokens', 'input_cached_tokens', 'input_cache_write_tokens', 'output_tokens', 'num_model_requests'])(
    'of OpenAI add up to the ungrouped %s',
    async (field) => {
      const path = `/v1/organization/usage/completions?${OPENAI_WINDOW}&limit=31`;
      const ungrouped = await readAll(path, OPENAI);
      const byAll = await readAll(`${path}${repeated('group_by', USAGE_DIMENSIONS)}`, OPENAI);
      const byModel = await readAll(`${path}&group_by[]=model`, OPENAI);
      const expected = total(ungrouped.results, (row) => row[field]);
      expect(ungrouped.results).toHaveLength(107);
      expect(total(byAll.results, (row) => row[field])).toBe(expected);
      expect(total(byModel.results, (row) => row[field])).toBe(expected);
    },
  );

  it('of Anthropic add up to the ungrouped report', async () => {
    const path = `/v1/organizations/usage_report/messages?${ANTHROPIC_WINDOW}&limit=31`;
    const ungrouped = await readAll(path, ANTHROPIC);
    const grouped = await readAll(`${path}${repeated('group_by[]', [...MESSAGE_DIMENSIONS, 'speed'])}`, ANTHROPIC);
    for (const field of ['uncached_input_tokens', 'cache_read_input_tokens', 'output_tokens'])
      expect(total(grouped.results, (row) => row[field])).toBe(total(ungrouped.results, (row) => row[field]));
    const costs = `/v1/organizations/cost_report?${ANTHROPIC_WINDOW}&limit=31`;
    const described = await readAll(`${costs}${repeated('group_by[]', ['workspace_id', 'description'])}`, ANTHROPIC);
    const whole = await readAll(costs, ANTHROPIC);
    expect(total(described.results, (row) => row.amount)).toBe(total(whole.results, (row) => row.amount));
  });

  it('of OpenAI costs add up to the cent and beyond, as text or as number', async () => {
    const path = `/v1/organization/costs?${OPENAI_WINDOW}&limit=180`;
    const amountOf = (row: Record<string, unknown>) => (row.amount as { value: string | number }).value;
    const grouped = await readAll(`${path}${repeated('group_by', ['project_id', 'line_item', 'api_key_id'])}`, OPENAI);
    const whole = await readAll(path, OPENAI);
    expect(total(grouped.results, amountOf)).toBe(total(whole.results, amountOf));
    const kinds = new Set(grouped.results.map((row) => typeof amountOf(row)));
    expect(kinds).toEqual(new Set(['string', 'number']));
    const items = new Set(grouped.results.map((row) => row.line_item));
    for (const item of [
      'gpt-5.4-2026-03-05, cached input',
      'gpt-5.4-2026-03-05, output, long context',
      'priority | gpt-5.6-sol, input',
      'gpt-6-sol, cache writes',
      'text-embedding-3-small, input',
      'o4-mini-deep-research-2025-06-26, output',
      'web search tool calls',
      'Vector storage',
    ])
      expect(items).toContain(item);
  });
});

describe('prices', () => {
  /** USD per million tokens that a line item was charged on a day. */
  async function openaiPrice(day: string, item: string): Promise<string> {
    const start = Date.parse(`${day}T00:00:00Z`) / 1000;
    const path = `/v1/organization/costs?start_time=${start}&end_time=${start + 86_400}&group_by=line_item`;
    const { results } = await readAll(path, OPENAI);
    const line = results.find((row) => row.line_item === item);
    const value = (line?.amount as { value: string | number } | undefined)?.value ?? 0;
    return new Big(value).times(1_000_000).div(String(line?.quantity)).toFixed();
  }

  it('follow the book day by day', async () => {
    expect(await openaiPrice('2026-08-20', 'gpt-5.6-sol, output')).toBe('30');
    expect(await openaiPrice('2026-08-21', 'gpt-5.6-sol, output')).toBe('20');
    // the batch price of gpt-5.6-terra is half of 12
    expect(await openaiPrice('2026-08-21', 'gpt-5.6-terra, output')).toBe('6');
  });

  it("are Anthropic's list less eight percent, in cents", async () => {
    const window = 'starting_at=2026-10-07T00:00:00Z&ending_at=2026-10-08T00:00:00Z';
    const usage = await readAll(
      `/v1/organizations/usage_report/messages?${window}${repeated('group_by[]', ['workspace_id', 'context_window'])}`,
      ANTHROPIC,
    );
    const costs = await readAll(
      `/v1/organizations/cost_report?${window}${repeated('group_by[]', ['workspace_id', 'description'])}`,
      ANTHROPIC,
    );
    const tokens = usage.results.find(
      (row) => row.workspace_id === 'wrkspc_01CodeReview' && row.context_window === '0-200k',
    )?.output_tokens;
    const cents = costs.results.find(
      (row) =>
        row.workspace_id === 'wrkspc_01CodeReview' &&
        row.description === 'Claude Opus 5.5 Usage - Output Tokens, US Inference',
    )?.amount;
    // 20 x 1.1 for US inference x 0.92 = 20.24 USD per million
    expect(new Big(String(cents)).div(100).times(1_000_000).div(String(tokens)).toFixed()).toBe('20.24');
  });

  it('are not out yet for the last day, while its usage is', async () => {
    const start = Date.parse('2026-11-15T00:00:00Z') / 1000;
    const window = `start_time=${start}&end_time=${start + 86_400}`;
    expect((await readAll(`/v1/organization/costs?${window}`, OPENAI)).results).toEqual([]);
    expect((await readAll(`/v1/organization/usage/completions?${window}`, OPENAI)).results).toHaveLength(1);
  });
});

describe('access', () => {
  it('needs the key, the version, brackets and the beta header', async () => {
    const usage = `/v1/organizations/usage_report/messages?${ANTHROPIC_WINDOW}`;
    expect(await get('/v1/organization/projects', { authorization: 'Bearer other' })).toMatchObject({ status: 401 });
    expect(await get(usage, { 'x-api-key': 'admin-a' })).toMatchObject({ status: 400 });
    expect(await get(`${usage}&group_by=model`, ANTHROPIC)).toMatchObject({ status: 400 });
    const { 'anthropic-beta': _beta, ...plain } = ANTHROPIC;
    expect(await get(`${usage}&group_by[]=speed`, plain)).toMatchObject({ status: 400 });
    expect(
      await get(
        '/v1/organizations/cost_report?starting_at=2026-11-16T00:00:00Z&ending_at=2026-11-17T00:00:00Z',
        ANTHROPIC,
      ),
    ).toMatchObject({ status: 400 });
    expect(await get('/v1/organization/users', OPENAI)).toMatchObject({ status: 404 });
  });

  it('lists projects, keys and workspaces page by page, archived ones when asked', async () => {
    const first = await get('/v1/organization/projects?limit=2&include_archived=true', OPENAI);
    expect(first.body).toMatchObject({ has_more: true, last_id: 'proj_enrichment' });
    const second = await get('/v1/organization/projects?limit=2&include_archived=true&after=proj_enrichment', OPENAI);
    expect(second.body).toMatchObject({ has_more: false, data: [{ id: 'proj_notebooks' }, { status: 'archived' }] });
    expect((await get('/v1/organization/projects', OPENAI)).body).toMatchObject({ data: { length: 3 } });
    expect((await get('/v1/organization/projects/proj_gateway/api_keys', OPENAI)).body).toMatchObject({
      data: [{ id: 'key_gateway', owner: { type: 'service_account' } }],
    });
    expect((await get('/v1/organizations/workspaces', ANTHROPIC)).body).toMatchObject({ data: { length: 2 } });
    expect((await get('/v1/organizations/api_keys?after_id=apikey_01Gateway', ANTHROPIC)).body).toMatchObject({
      data: [{ id: 'apikey_01CodeReview' }],
    });
  });

  it('fails now and then, the same way every time', async () => {
    const faulty = await serveProviders({ days, openaiKey: 'admin-o', anthropicKey: 'admin-a', hasFaults: true });
    const statuses: number[] = [];
    for (let request = 1; request <= 33; request++) {
      const response = await fetch(`${faulty.url}/v1/organization/projects`, { headers: OPENAI });
      statuses.push(response.status);
      await response.arrayBuffer();
    }
    await faulty.close();
    const failed = statuses.flatMap((status, index) => (status === 200 ? [] : [[index + 1, status]]));
    expect(failed).toEqual([
      [11, 429],
      [22, 429],
      [29, 500],
      [33, 429],
    ]);
  });
});
