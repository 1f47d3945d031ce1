import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../../warehouse/warehouse.js';
import { createInstallation, fixture } from '../support/installation.js';
import { exported, pairs, type Span } from '../support/otlp.js';
import { type GatewayReader, openGatewayReader, type ReadGateway } from '../support/read-gateway.js';
import { lines } from '../support/read-log.js';

let reader: GatewayReader;

beforeAll(async () => {
  reader = await openGatewayReader('otel');
});

afterAll(() => reader.close());

const TRACE = 'a'.repeat(32);

/** What staging makes of spans of one library, in their order; raw columns stand beside staged ones of another name. */
async function readSpans(spans: readonly Span[], around: Parameters<typeof exported>[1] = {}) {
  const log = await reader.read(lines(exported(spans, around)));
  expect(log.rejections).toEqual([]);
  return log;
}

const id = (place: number) => `${TRACE}/${String(place).padStart(16, '0')}`;

// Worked out by hand from the lines of the fixture.
describe('the spans of the fixture', () => {
  let log: ReadGateway;

  beforeAll(async () => {
    log = await reader.read(fixture('otel-genai.jsonl'));
  });

  const request = (end: string, span: string) =>
    log.request(`5b8efff798038103d269b633813fc${end}/eee19b7ec3c1b${span}`);

  it('all land', () => {
    expect(log.rejections).toEqual([]);
    expect(log.rows).toHaveLength(13);
    expect(log.batch).toMatchObject({ rows_left_out: '0', unknown_fields: null });
  });

  it('share an id with the event that repeats one', () => {
    const both = log.rows.filter(({ call_id }) => call_id === '5b8efff798038103d269b633813fc601/msg_01A');
    expect(both.map(({ started_at }) => started_at).sort()).toEqual([
      '2026-11-20T14:00:00Z',
      '2026-11-20T14:00:02.401Z',
    ]);
    for (const row of both)
      expect(row).toMatchObject({
        request_id: '5b8efff798038103d269b633813fc601/eee19b7ec3c1b101',
        gateway_team_id: 'search-platform',
        environment_tag: 'prod',
        service_tag: 'service.name=search-api',
        input_tokens: '13509',
        input_cache_read_tokens: '11008',
        input_cache_write_tokens: '2089',
      });
  });

  it('have ids in lower case, and reasoning inside the output', () => {
    // 52,000 - 49,152 = 2,848; 1,792 of the 3,100 are reasoning.
    expect(request('603', '103')).toMatchObject({
      raw: { model_id: 'gpt-5-mini-2025-08-07', requested_model_id: 'gpt-5-mini', output_reasoning_tokens: '1792' },
      staged: { provider: 'openai', input_tokens: '2848', input_cache_read_tokens: '49152', output_tokens: '3100' },
    });
  });

  it('may have the names of older conventions', () => {
    expect(request('604', '104')).toMatchObject({
      raw: {
        call_type: 'chat',
        total_tokens: '187',
        service_tag: 'service.name=legacy-worker',
        feature_tag: 'nightly_digest',
      },
      staged: { provider: 'openai', input_tokens: '14', output_tokens: '173' },
    });
  });

  it('count beside the cache where OpenLLMetry passes on what Bedrock says', () => {
    // 7 + 16,399 + 2,089 = 18,495
    expect(request('605', '105')).toMatchObject({
      raw: { token_convention: 'beside' },
      staged: { provider: 'aws', input_tokens: '7', input_cache_read_tokens: '16399', total_input_tokens: '18495' },
    });
  });

  it('say what is an agent, and what was called within it', () => {
    const agent = '5b8efff798038103d269b633813fc606/eee19b7ec3c1b106';
    expect(request('606', '106').raw).toMatchObject({ is_wrapper: true, parent_request_id: null });
    expect(request('606', '107').raw).toMatchObject({ is_wrapper: false, parent_request_id: agent });
    expect(request('606', '108').raw).toMatchObject({ is_wrapper: false, parent_request_id: agent });
  });

  it('may be broken off, without usage', () => {
    expect(request('607', '109')).toMatchObject({
      raw: { request_status: 'failure', error_class: 'asyncio.CancelledError', input_tokens: null },
      staged: { is_usage_known: false },
    });
  });

  it('may have numbers in two halves', () => {
    // 120 with 30 read and 10 written inside: 80 uncached.
    expect(request('608', '10a').staged).toMatchObject({
      input_tokens: '80',
      input_cache_read_tokens: '30',
      input_cache_write_5m_tokens: '10',
      output_tokens: '40',
    });
  });

  it('may be OpenInference’s', () => {
    // 70 - 32 = 38
    expect(request('609', '10b')).toMatchObject({
      raw: { call_type: 'llm', is_wrapper: false, model_id: 'gpt-4o-mini-2024-07-18' },
      staged: { provider: 'openai', input_tokens: '38', input_cache_read_tokens: '32', output_tokens: '8' },
    });
  });

  it('of Gemini may leave its thoughts out of the output, which the total shows', () => {
    // 16,800 - 16,000 - 300 = 500 thoughts; 16,000 - 12,000 = 4,000
    expect(request('6aa', '10c')).toMatchObject({
      raw: { output_reasoning_tokens: '500', reasoning_convention: 'beside' },
      staged: { provider: 'google', input_tokens: '4000', output_tokens: '800' },
    });
  });
});

describe('spans', () => {
  const chat = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.usage.input_tokens': 10,
    'gen_ai.usage.output_tokens': 2,
  };

  it('that are no calls are left out and counted: other spans, tools, agents without counts, templates, tests', async () => {
    const { rows, batch } = await readSpans([
      { attributes: chat },
      { attributes: { 'http.request.method': 'POST' } },
      { attributes: { 'gen_ai.operation.name': 'execute_tool' } },
      { attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'a' } },
      { attributes: chat, traceId: '0'.repeat(32) },
      { attributes: {}, name: 'openrouter-connection-test' },
    ]);
    expect(rows).toHaveLength(1);
    expect(batch).toMatchObject({ rows_read: '6', rows_landed: '1', rows_rejected: '0', rows_left_out: '5' });
  });

  it('of the Vercel AI SDK are wrapped by outer ones, and count the cache of Anthropic in a text', async () => {
    const metadata = { anthropic: { cacheCreationInputTokens: 3, cacheReadInputTokens: 4 } };
    const log = await readSpans([
      {
        attributes: {
          'ai.operationId': 'ai.generateText',
          'ai.usage.promptTokens': 10,
          'ai.usage.completionTokens': 2,
        },
      },
      {
        parentSpanId: '1'.padStart(16, '0'),
        attributes: {
          'ai.operationId': 'ai.generateText.doGenerate',
          'ai.model.provider': 'anthropic.messages',
          'ai.model.id': 'claude-sonnet-4-5',
          'ai.response.id': 'msg_1',
          'ai.telemetry.functionId': 'summarize',
          'ai.telemetry.metadata.project': 'search',
          'ai.usage.promptTokens': 10,
          'ai.usage.completionTokens': 2,
          'ai.response.providerMetadata': JSON.stringify(metadata),
        },
      },
    ]);
    expect(log.request(id(1)).raw).toMatchObject({ is_wrapper: true });
    expect(log.request(id(2))).toMatchObject({
      raw: { is_wrapper: false, parent_request_id: id(1), feature_tag: 'summarize', service_tag: 'project=search' },
      staged: { provider: 'anthropic', model_id: 'claude-sonnet-4-5', input_tokens: '3', output_tokens: '2' },
    });
  });

  it('of an operation that is neither a known call nor a known wrapper are calls where they have counts', async () => {
    const log = await readSpans([
      { attributes: { ...chat, 'gen_ai.operation.name': 'transcription' } },
      { attributes: { ...chat, 'gen_ai.operation.name': 'agent_step' } },
      { attributes: { 'gen_ai.usage.input_tokens': 1 } },
    ]);
    expect([1, 2, 3].map((place) => log.request(id(place)).raw.is_wrapper)).toEqual([false, true, null]);
  });

  it('may spell a count twice, one of them zero', async () => {
    const log = await readSpans([
      {
        attributes: {
          ...chat,
          'gen_ai.usage.cache_read.input_tokens': 0,
          'gen_ai.usage.cache_read_input_tokens': 6,
          'gen_ai.usage.cost': 0.125,
        },
      },
    ]);
    expect(log.request(id(1))).toMatchObject({
      raw: { input_cache_read_tokens: '6', logged_cost: '0.125' },
      staged: { input_tokens: '4' },
    });
  });

  it('count beside the cache where an agentgateway passes on what Anthropic says, and inside where OpenAI', async () => {
    const counts = {
      'gen_ai.usage.input_tokens': 10,
      'gen_ai.usage.cache_read.input_tokens': 4,
      'agw.ai.usage.cost.total': '0.001',
    };
    const log = await readSpans([
      { attributes: { ...chat, ...counts, 'gen_ai.provider.name': 'anthropic' } },
      { attributes: { ...chat, ...counts } },
    ]);
    expect(log.request(id(1)).staged).toMatchObject({ input_tokens: '10', total_input_tokens: '14' });
    expect(log.request(id(2)).staged).toMatchObject({ input_tokens: '6', total_input_tokens: '10' });
  });

  it('are of who was called, whatever protocol was spoken', async () => {
    const log = await readSpans([
      { attributes: { ...chat, 'server.address': 'api.openai.com' } },
      { attributes: { ...chat, 'server.address': 'api.groq.com' } },
      { attributes: { ...chat, 'server.address': 'eu.api.openai.com' } },
      { attributes: { ...chat, 'gen_ai.provider.name': 'azure.ai.openai' } },
      { attributes: { ...chat, 'gen_ai.provider.name': 'amazon-bedrock' } },
      { attributes: { ...chat, 'gen_ai.provider.name': 'google.vertex.chat' } },
    ]);
    const providers = [1, 2, 3, 4, 5, 6].map((place) => log.request(id(place)).staged?.provider);
    expect(providers).toEqual(['openai', 'api.groq.com', 'openai', 'azure', 'aws', 'google']);
    expect(log.request(id(3)).staged).toMatchObject({ region: 'regional' });
  });

  it('fail where they say so: by status, error, level or an answer that ended in an error', async () => {
    const log = await readSpans([
      { attributes: chat, status: { code: 2, message: 'the prompt was: hello' } },
      { attributes: { ...chat, 'error.type': '429' } },
      { attributes: { ...chat, 'span.level': 'ERROR' } },
      { attributes: { ...chat, 'gen_ai.response.finish_reasons': ['error'] } },
      { attributes: { ...chat, 'gen_ai.response.finish_reasons': ['stop'] }, status: { code: 1 } },
    ]);
    const statuses = [1, 2, 3, 4, 5].map((place) => log.request(id(place)).raw.request_status);
    expect(statuses).toEqual(['failure', 'failure', 'failure', 'failure', 'success']);
  });

  it('have owners of the resource before those of the call, and no name that no one gave', async () => {
    const own = { ...chat, 'traceloop.association.properties.team': 'app', 'user.id': 'c-7', 'enduser.id': 'svc-1' };
    const around = { resource: { 'service.name': 'unknown_service:node', 'service.namespace': 'platform', env: 'qa' } };
    const log = await readSpans([{ attributes: own }], around);
    expect(log.request(id(1)).raw).toMatchObject({
      gateway_team_id: 'platform',
      gateway_user_id: 'svc-1',
      end_user_id: 'c-7',
      service_tag: 'team=app',
      environment_tag: 'qa',
    });
  });

  it('land no message', async () => {
    const messages = { 'gen_ai.input.messages': '[{"content":"hello"}]', 'gen_ai.prompt.0.content': 'hello' };
    const { rows } = await readSpans([{ attributes: { ...chat, ...messages }, name: 'hello' }]);
    expect(JSON.stringify(rows)).not.toContain('hello');
  });

  it('may be events of no trace', async () => {
    const attributes = pairs(chat);
    const { rows } = await reader.read(
      lines({
        resourceLogs: [
          {
            scopeLogs: [
              {
                logRecords: [
                  {
                    timeUnixNano: '0',
                    observedTimeUnixNano: '1795183200000000000',
                    traceId: '',
                    spanId: '',
                    attributes,
                  },
                ],
              },
            ],
          },
        ],
      }),
    );
    expect(rows).toMatchObject([{ request_id: null, trace_id: null, started_at: '2026-11-20T14:00:00Z' }]);
  });
});

describe('a trace', () => {
  it('counts the innermost calls once', async () => {
    const installation = await createInstallation(
      'engine: { type: duckdb, path: ./test.duckdb }\nsources:\n  - { type: otel, gateway: traces, path: ./otel.jsonl, routes: [] }\n',
    );
    try {
      installation.now = '2026-11-22T06:00:00Z';
      installation.write('otel.jsonl', fixture('otel-genai.jsonl'));
      expect((await installation.ingest()).ok).toBe(true);
      const actions = ['usage.int_gateway_requests'];
      const { ok } = await installation.warehouse.transform({ actions, includeDependencies: true }, () => undefined);
      expect(ok).toBe(true);
      const [all, ...others] = await installation.rows(
        `select is_billable, is_wrapper, count(*) as requests, sum(copy_count) as records, sum(total_input_tokens) as input,
           sum(output_tokens) as output from usage.int_gateway_requests group by all order by is_billable desc, is_wrapper`,
      );
      // 13,509 + 52,000 + 14 + 18,495 + 1,200 + 1,800 + 120 + 70 + 16,000 + 900; the event is a copy of the first.
      const billed: Row = { is_billable: true, is_wrapper: false, requests: '10', records: '11' };
      expect(all).toEqual({ ...billed, input: '104108', output: '5391' });
      // The call that was broken off, and the agent.
      expect(others).toMatchObject([
        { is_billable: false, is_wrapper: false, requests: '1', input: '0' },
        { is_billable: false, is_wrapper: true, requests: '1', input: '3000' },
      ]);
    } finally {
      await installation.close();
    }
  });
});
