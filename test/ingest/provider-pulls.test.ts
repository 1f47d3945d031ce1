import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerFor, type Company, completion, createCompany } from './support/company.js';
import { createInstallation, type Installation } from './support/installation.js';
import { type Answer, type Asked, type LoopbackServer, startServer } from './support/loopback-server.js';

let company: Company;
let server: LoopbackServer;
let installation: Installation;
/** Tests put a fault here; undefined means the ordinary answer. */
let fault: (asked: Asked) => Answer | undefined;

beforeEach(async () => {
  company = createCompany();
  fault = () => undefined;
  server = await startServer((asked) => fault(asked) ?? answerFor(company, asked));
  installation = await createInstallation(`
engine: { type: duckdb, path: ./test.duckdb }
sources:
  - { type: openai, account: acme-openai, api_key_env: OPENAI_ADMIN_KEY, base_url: ${server.url}/v1, start_date: 2026-11-04 }
  - { type: anthropic, account: acme-anthropic, api_key_env: ANTHROPIC_ADMIN_KEY, base_url: ${server.url}, start_date: 2026-11-04 }
`);
});

afterEach(async () => {
  await installation.close();
  await server.close();
});

const COMPLETIONS = `select usage_date, api_key_id, input_tokens, output_tokens from raw.openai_usage_completions order by 1, 2`;

async function failureOf(report: string): Promise<string> {
  const { ok, failures } = await installation.ingest();
  expect(ok).toBe(false);
  return failures.find((failure) => failure.report === report)?.error.message ?? '';
}

describe('a first pull', () => {
  it('lands every report of both providers, amounts as they were written', async () => {
    const result = await installation.ingest();
    expect(result.failures).toEqual([]);
    expect(await installation.rows(COMPLETIONS)).toEqual([
      { usage_date: '2026-11-04', api_key_id: 'key_1', input_tokens: '1000', output_tokens: '200' },
      { usage_date: '2026-11-04', api_key_id: 'key_2', input_tokens: '300', output_tokens: '50' },
      { usage_date: '2026-11-06', api_key_id: 'key_1', input_tokens: '7', output_tokens: '3' },
    ]);
    // Text stays as it is; an exponent is written out; a missing amount is NULL and not zero.
    expect(
      await installation.rows('select line_item, amount_value, quantity from raw.openai_costs order by 1 nulls first'),
    ).toEqual([
      { line_item: null, amount_value: '-5.00', quantity: null },
      { line_item: 'Vector storage', amount_value: '0', quantity: null },
      { line_item: 'gpt-5.5, input', amount_value: '80.000000000000000000000000000000', quantity: '16000000' },
      { line_item: 'unpriced', amount_value: null, quantity: null },
    ]);
    expect(
      await installation.rows('select amount_cents, amount_currency, usage_date from raw.anthropic_costs'),
    ).toEqual([{ amount_cents: '123.78912', amount_currency: 'USD', usage_date: '2026-11-05' }]);
    expect(
      await installation.rows('select model_id, speed, web_search_requests from raw.anthropic_usage_messages'),
    ).toEqual([{ model_id: 'claude-opus-5-5', speed: 'fast', web_search_requests: '2' }]);
    expect(await installation.rows('select project_id, status from raw.openai_projects order by 1')).toEqual([
      { project_id: 'proj_a', status: 'active' },
      { project_id: 'proj_old', status: 'archived' },
    ]);
    expect(await installation.rows('select api_key_id, owner_id from raw.openai_project_api_keys')).toEqual([
      { api_key_id: 'key_1', owner_id: 'user_1' },
    ]);
    expect(await installation.rows('select count(*) as n from raw.anthropic_api_keys')).toEqual([{ n: '1' }]);
  });

  it('asks as the providers want to be asked', async () => {
    await installation.ingest();
    const grouped = server.asked.find(({ path, query }) => path.endsWith('/costs') && query.has('group_by'));
    expect(grouped?.query.toString()).toBe(
      // 2026-11-04 and 2026-11-08, 00:00 UTC
      'start_time=1793750400&end_time=1794096000&bucket_width=1d&limit=180&group_by=project_id&group_by=line_item&group_by=api_key_id',
    );
    expect(grouped?.headers.authorization).toBe('Bearer sk-admin-openai-0123456789');
    const messages = server.asked.find(({ path, query }) => path.endsWith('/messages') && query.has('group_by[]'));
    expect(messages?.query.get('starting_at')).toBe('2026-11-04T00:00:00Z');
    expect(messages?.query.get('ending_at')).toBe('2026-11-08T00:00:00Z');
    expect(messages?.query.getAll('group_by[]')).toContain('speed');
    expect(messages?.headers).toMatchObject({
      'anthropic-beta': 'fast-mode-2026-02-01',
      'anthropic-version': '2023-06-01',
    });
    expect(server.asked.find(({ path }) => path.endsWith('/projects'))?.query.get('include_archived')).toBe('true');
  });

  it('marks every day as changed, the empty ones too', async () => {
    await installation.ingest();
    const days = await installation.rows(
      `select usage_date, rows_landed from raw.ingest_batch_days where report = 'usage/completions' order by 1`,
    );
    expect(days).toEqual([
      { usage_date: '2026-11-04', rows_landed: '2' },
      { usage_date: '2026-11-05', rows_landed: '0' },
      { usage_date: '2026-11-06', rows_landed: '1' },
      { usage_date: '2026-11-07', rows_landed: '0' },
    ]);
  });
});

describe('a second pull', () => {
  it('lands nothing new when nothing changed', async () => {
    await installation.ingest();
    const before = await installation.rows('select * from raw.ingest_batches order by batch_id');
    const result = await installation.ingest();
    expect(result.reports.map(({ rowsLanded, batches, changedDays }) => [rowsLanded, batches, changedDays])).toEqual(
      result.reports.map(() => [0, 0, 0]),
    );
    expect(await installation.rows('select * from raw.ingest_batches order by batch_id')).toEqual(before);
    expect(await installation.rows('select count(*) as n from raw.openai_usage_completions')).toEqual([{ n: '3' }]);
  });

  it('replaces a restated day and leaves the others alone', async () => {
    await installation.ingest();
    const untouched = await installation.rows(
      `select * from raw.openai_usage_completions where usage_date = '2026-11-04' order by api_key_id`,
    );
    company.completions = {
      ...company.completions,
      '2026-11-06': [completion('key_1', 8, 3), completion('key_3', 1, 1)],
    };
    const { reports } = await installation.ingest();
    expect(reports.find(({ report }) => report === 'usage/completions')).toMatchObject({
      rowsLanded: 2,
      changedDays: 1,
      batches: 1,
    });
    expect(await installation.rows(`${COMPLETIONS}`)).toEqual([
      { usage_date: '2026-11-04', api_key_id: 'key_1', input_tokens: '1000', output_tokens: '200' },
      { usage_date: '2026-11-04', api_key_id: 'key_2', input_tokens: '300', output_tokens: '50' },
      { usage_date: '2026-11-06', api_key_id: 'key_1', input_tokens: '8', output_tokens: '3' },
      { usage_date: '2026-11-06', api_key_id: 'key_3', input_tokens: '1', output_tokens: '1' },
    ]);
    expect(
      await installation.rows(
        `select * from raw.openai_usage_completions where usage_date = '2026-11-04' order by api_key_id`,
      ),
    ).toEqual(untouched);
  });

  it('replaces a day by an empty answer, and knows it the next time', async () => {
    await installation.ingest();
    company.completions = { '2026-11-04': company.completions['2026-11-04'] ?? [] };
    expect((await installation.ingest()).ok).toBe(true);
    expect(
      await installation.rows(`select count(*) as n from raw.openai_usage_completions where usage_date = '2026-11-06'`),
    ).toEqual([{ n: '0' }]);
    const { reports } = await installation.ingest();
    expect(reports.every(({ batches }) => batches === 0)).toBe(true);
    // And back to what it was before: the newest state counts, not any earlier one.
    company.completions = createCompany().completions;
    await installation.ingest();
    expect(
      await installation.rows(`select input_tokens from raw.openai_usage_completions where usage_date = '2026-11-06'`),
    ).toEqual([{ input_tokens: '7' }]);
  });

  it('takes the trailing days again and no others', async () => {
    await installation.ingest();
    server.asked.length = 0;
    installation.now = '2026-11-10T01:00:00Z';
    await installation.ingest({ sources: ['anthropic'], trailingDays: 2 });
    const asked = server.asked.filter(({ path }) => path.endsWith('/cost_report'));
    expect(asked.map(({ query }) => [query.get('starting_at'), query.get('ending_at')])).toEqual([
      ['2026-11-06T00:00:00Z', '2026-11-10T00:00:00Z'],
      ['2026-11-06T00:00:00Z', '2026-11-10T00:00:00Z'],
    ]);
  });

  it('never asks for a day that is not over', async () => {
    await installation.ingest({ from: '2026-11-07', to: '2026-12-01', sources: ['acme-anthropic'] });
    const ends = server.asked.map(({ query }) => query.get('ending_at')).filter((end) => end !== null);
    expect(new Set(ends)).toEqual(new Set(['2026-11-08T00:00:00Z']));
  });
});

describe('a provider that answers wrongly', () => {
  it('is not believed when the grouped rows do not add up', async () => {
    fault = ({ path, query, attempt }) =>
      path.endsWith('/completions') && !query.has('group_by') && attempt > 0
        ? answerFor(
            { ...company, completions: { ...company.completions, '2026-11-04': [completion('x', 1301, 250)] } },
            { path, query },
          )
        : undefined;
    expect(await failureOf('usage/completions')).toMatch(
      /acme-openai usage\/completions 2026-11-04 to 2026-11-08: the grouped rows do not add up .*input_tokens of 2026-11-04 is 1300 in the grouped rows but 1301 in total/,
    );
    expect(await installation.rows('select count(*) as n from raw.openai_usage_completions')).toEqual([{ n: '0' }]);
    // The other reports are not affected.
    expect(await installation.rows('select count(*) as n from raw.openai_costs')).toEqual([{ n: '4' }]);
  });

  it('may restate between the two answers: the pull is repeated once', async () => {
    fault = ({ path, query, attempt }) =>
      path.endsWith('/completions') && !query.has('group_by') && attempt === 1
        ? answerFor({ ...company, completions: {} }, { path, query })
        : undefined;
    expect((await installation.ingest()).ok).toBe(true);
  });

  it('must give a cursor with has_more', async () => {
    fault = ({ path }) =>
      path.endsWith('/costs') ? { body: { data: [], has_more: true, next_page: null } } : undefined;
    expect(await failureOf('costs')).toMatch(/page 1 says that there is more but gives no cursor to it/);
  });

  it('must not repeat a cursor', async () => {
    fault = ({ path }) =>
      path.endsWith('/cost_report') ? { body: { data: [], has_more: true, next_page: 'page_x' } } : undefined;
    expect(await failureOf('cost_report')).toMatch(/page 2 repeats an earlier cursor/);
  });

  it('must bill in dollars', async () => {
    company.costs = {
      '2026-11-04': [{ amount: { value: '1.00', currency: 'eur' }, line_item: null, project_id: null }],
    };
    expect(await failureOf('costs')).toMatch(
      /data\.0\.results\.0\.amount\.currency: is not usd, the only currency that is read/,
    );
  });

  it('must keep the shape, and the error names the place without the value', async () => {
    company.completions = { '2026-11-04': [{ ...completion('key_1', 1, 1), input_tokens: -44444 }] };
    const message = await failureOf('usage/completions');
    expect(message).toMatch(/page 1 does not have the expected shape \(data\.0\.results\.0\.input_tokens/);
    expect(message).not.toContain('44444');
  });

  it('must give whole UTC days of the window', async () => {
    const bucket = { starting_at: '2026-11-04T01:00:00Z', ending_at: '2026-11-05T01:00:00Z', results: [] };
    fault = ({ path }) =>
      path.endsWith('/cost_report') ? { body: { data: [bucket], has_more: false, next_page: null } } : undefined;
    expect(await failureOf('cost_report')).toMatch(/not a whole UTC day of the window/);
  });

  it('must not leave out a day that had rows', async () => {
    await installation.ingest();
    fault = ({ path }) =>
      path.endsWith('/cost_report') ? { body: { data: [], has_more: false, next_page: null } } : undefined;
    expect(await failureOf('cost_report')).toMatch(
      /cost_report 2026-11-05: the answer leaves this day out, though it had 1 rows before/,
    );
    expect(await installation.rows('select count(*) as n from raw.anthropic_costs')).toEqual([{ n: '1' }]);
  });

  it('may add fields: they are counted by name', async () => {
    company.completions = { '2026-11-04': [{ ...completion('key_1', 1, 1), brand_new: 'text' }] };
    await installation.ingest();
    const batches = await installation.rows(
      `select unknown_fields from raw.ingest_batches where report = 'usage/completions'`,
    );
    expect(batches).toEqual([{ unknown_fields: '{"data.results.brand_new":1}' }]);
  });
});

describe('amounts', () => {
  it('that come as JSON numbers keep every digit', async () => {
    const literal = '0.1234567890123456789012';
    const bucket = (results: string) =>
      `{"object":"page","has_more":false,"next_page":null,"data":[{"object":"bucket","start_time":1793750400,"end_time":1793836800,"results":[${results}]}]}`;
    const row = `{"object":"organization.costs.result","amount":{"value":${literal},"currency":"usd"},"line_item":"a","quantity":3.5}`;
    fault = ({ path }) => (path.endsWith('/costs') ? { body: bucket(row) } : undefined);
    const result = await installation.ingest();
    expect(result.failures).toEqual([]);
    expect(await installation.rows('select amount_value, quantity from raw.openai_costs')).toEqual([
      { amount_value: literal, quantity: '3.5' },
    ]);
  });

  it('that come as text must add up to the last digit', async () => {
    company.costs = {
      '2026-11-04': [{ amount: { value: '0.000000000000000000000000000001', currency: 'usd' }, line_item: 'a' }],
    };
    fault = ({ path, query }) =>
      path.endsWith('/costs') && !query.has('group_by')
        ? answerFor(
            {
              ...company,
              costs: { '2026-11-04': [{ amount: { value: '0.000000000000000000000000000002', currency: 'usd' } }] },
            },
            { path, query },
          )
        : undefined;
    expect(await failureOf('costs')).toMatch(
      /amount of 2026-11-04 is 0\.000000000000000000000000000001 in the grouped rows/,
    );
  });
});

describe('a pull that dies', () => {
  it('keeps the windows it landed and goes on at the first missing day', async () => {
    // 70 days are three windows of 31, 31 and 8 days; the second fails for ever.
    installation.write(
      'tokenledger.yaml',
      `
engine: { type: duckdb, path: ./test.duckdb }
sources: [{ type: anthropic, account: acme-anthropic, api_key_env: ANTHROPIC_ADMIN_KEY, base_url: ${server.url}, start_date: 2026-08-30 }]
`,
    );
    fault = ({ path, query }) =>
      path.endsWith('/cost_report') && query.get('starting_at')?.startsWith('2026-09-30') ? { status: 500 } : undefined;
    const first = await installation.ingest();
    expect(first.failures.map(({ report }) => report)).toEqual(['cost_report']);
    expect(
      await installation.rows(
        `select min(usage_date) as a, max(usage_date) as b, count(*) as n from raw.ingest_batch_days where report = 'cost_report'`,
      ),
    ).toEqual([{ a: '2026-08-30', b: '2026-09-29', n: '31' }]);
    fault = () => undefined;
    server.asked.length = 0;
    const second = await installation.ingest();
    expect(second.ok).toBe(true);
    const windows = server.asked.filter(({ path, query }) => path.endsWith('/cost_report') && query.has('group_by[]'));
    // Three trailing days before 2026-09-30.
    expect(windows[0]?.query.get('starting_at')).toBe('2026-09-27T00:00:00Z');
    expect(
      await installation.rows(
        `select count(distinct usage_date) as days, count(*) as n from raw.ingest_batch_days where report = 'cost_report'`,
      ),
    ).toEqual([{ days: '70', n: '70' }]);
    expect(await installation.rows('select amount_cents from raw.anthropic_costs')).toEqual([
      { amount_cents: '123.78912' },
    ]);
  });

  it('names the page that is not JSON', async () => {
    const bucket = { starting_at: '2026-11-04T00:00:00Z', ending_at: '2026-11-05T00:00:00Z', results: [] };
    fault = ({ path, query }) => {
      if (!path.endsWith('/cost_report')) return undefined;
      return { body: query.has('page') ? '<html>' : { data: [bucket], has_more: true, next_page: 'two' } };
    };
    expect(await failureOf('cost_report')).toMatch(
      /cost_report 2026-11-04 to 2026-11-08, page 2: the answer of .* is not JSON, tried 4 times/,
    );
  });

  it('ends a source that cannot be reached with one message, and the other goes on', async () => {
    const gone = await startServer(() => ({}));
    await gone.close();
    installation.write(
      'tokenledger.yaml',
      `
engine: { type: duckdb, path: ./test.duckdb }
sources:
  - { type: openai, account: acme-openai, api_key_env: OPENAI_ADMIN_KEY, base_url: ${gone.url}/v1, start_date: 2026-11-04 }
  - { type: anthropic, account: acme-anthropic, api_key_env: ANTHROPIC_ADMIN_KEY, base_url: ${server.url}, start_date: 2026-11-04 }
`,
    );
    const { failures, reports } = await installation.ingest();
    expect(failures.map(({ sourceId, error }) => [sourceId, error.name])).toEqual([
      ['openai:acme-openai', 'UnreachableError'],
    ]);
    expect(reports.filter(({ sourceId }) => sourceId === 'openai:acme-openai')).toHaveLength(1);
    expect(reports.filter(({ status }) => status === 'done').length).toBeGreaterThan(2);
    expect(installation.log).toContain(
      'openai:acme-openai: its other reports are not tried, since the provider cannot be reached',
    );
  });

  it('leaves no work files behind', async () => {
    const { readdirSync } = await import('node:fs');
    installation.write('.tokenledger/work/999999999-left/behind.ndjson', 'x');
    await installation.ingest();
    expect(readdirSync(`${installation.folder}/.tokenledger/work`)).toEqual([]);
  });
});

describe('what is said', () => {
  it('names the variable that is missing, and goes on with the other source', async () => {
    const { ok, failures, reports } = await installation.ingest({}, { env: { OPENAI_ADMIN_KEY: 'sk-admin-x1' } });
    expect(ok).toBe(false);
    expect(failures.map(({ sourceId, error }) => [sourceId, error.message])).toEqual([
      [
        'anthropic:acme-anthropic',
        expect.stringMatching(/the environment variable ANTHROPIC_ADMIN_KEY is not set\. It must be an Admin key/),
      ],
    ]);
    expect(reports.every(({ status }) => status === 'done')).toBe(true);
  });

  it('suggests the source that was meant', async () => {
    await expect(installation.ingest({ sources: ['opnai'] })).rejects.toThrow(
      /no source is called "opnai"; did you mean "openai"\?/,
    );
  });

  it('reports progress by window', async () => {
    const steps: string[] = [];
    await installation.ingest(
      { sources: ['openai'] },
      { onProgress: ({ report, step, finished, total }) => steps.push(`${report} ${step} ${finished}/${total}`) },
    );
    expect(steps[0]).toBe('usage/completions 2026-11-04 to 2026-11-08 1/1');
  });
});
