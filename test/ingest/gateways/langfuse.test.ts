import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInstallation, fixture } from '../support/installation.js';
import { type GatewayReader, openGatewayReader, type ReadGateway } from '../support/read-gateway.js';
import { lines } from '../support/read-log.js';

let reader: GatewayReader;
let log: ReadGateway;

beforeAll(async () => {
  reader = await openGatewayReader('langfuse');
  log = await reader.read(fixture('langfuse.jsonl'));
});

afterAll(() => reader.close());

// Worked out by hand from the lines of the fixture.
describe('the export of Langfuse', () => {
  it('has generations and what their trace knows; spans are left out', () => {
    // Six observations, of which one is a span and one an earlier version of another; one trace.
    expect(log.rejections).toEqual([]);
    expect(log.batch).toMatchObject({ rows_read: '7', rows_landed: '6', rows_left_out: '1' });
  });

  it('has disjoint buckets: the sum is the input', () => {
    const versions = log.rows.filter(({ request_id }) => request_id === 'obs-1');
    expect(versions).toHaveLength(2);
    for (const row of versions)
      expect(row).toMatchObject({
        input_tokens: '412',
        input_cache_read_tokens: '11008',
        input_cache_write_tokens: '2089',
        output_tokens: '445',
        total_tokens: '13954',
        provider_name: 'anthropic',
        gateway_team_id: 'proj_search',
        environment_tag: 'production',
        logged_cost: '0.01904715',
      });
  });

  it('has reasoning beside the output', () => {
    // 1,308 + 1,792 = 3,100
    expect(log.request('obs-2')).toMatchObject({
      raw: { output_tokens: '1308', output_reasoning_tokens: '1792', logged_cost: null },
      staged: { provider: 'openai', input_tokens: '2848', input_cache_read_tokens: '49152', output_tokens: '3100' },
    });
  });

  it('has lost what a source beside the cache had as input', () => {
    expect(log.request('obs-4').staged).toMatchObject({ input_tokens: '0', total_input_tokens: '18488' });
  });

  it('says what failed, by its code alone', () => {
    expect(log.request('obs-5')).toMatchObject({
      raw: { request_status: 'failure', error_code: '429', ended_at: null },
      staged: { is_usage_known: false },
    });
  });

  it('has owners on the trace', () => {
    expect(log.request('lf-tr-1').raw).toMatchObject({
      is_context: true,
      context_id: 'lf-tr-1',
      session_id: 's1',
      end_user_id: 'cust-778',
      service_tag: 'team=search-platform',
      feature_tag: 'chat',
    });
  });

  it('adds buckets of any name, and lands no message', async () => {
    const base = JSON.parse(fixture('langfuse.jsonl').split('\n')[0] ?? '') as object;
    const usage_details = {
      input: 5,
      input_audio_tokens: 7,
      input_cached_tokens: 3,
      output: 2,
      output_audio_tokens: 4,
    };
    const own = await reader.read(
      lines({
        ...base,
        id: 'a',
        usage_details: JSON.stringify(usage_details),
        provided_model_name: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
        input: 'hello',
        status_message: 'the prompt was: hello',
        metadata: 'hello',
      }),
    );
    expect(own.request('a')).toMatchObject({
      raw: { error_code: null },
      staged: { provider: 'aws', input_tokens: '12', input_cache_read_tokens: '3', output_tokens: '6' },
    });
    expect(JSON.stringify(own.rows)).not.toContain('hello');
  });

  it('gives its requests what their trace knows, though it comes later and in another file', async () => {
    const installation = await createInstallation(
      'engine: { type: duckdb, path: ./test.duckdb }\nsources:\n  - { type: langfuse, gateway: traces, path: ./*.jsonl, routes: [] }\n',
    );
    try {
      installation.now = '2026-11-22T06:00:00Z';
      const all = fixture('langfuse.jsonl').trimEnd().split('\n');
      const owners = async () => {
        expect((await installation.ingest()).failures).toEqual([]);
        const actions = ['usage.int_gateway_requests'];
        const { ok } = await installation.warehouse.transform({ actions, includeDependencies: true }, () => undefined);
        expect(ok).toBe(true);
        return installation.rows(
          `select request_key, copy_count, session_id, service_tag, customer_id from usage.int_gateway_requests order by request_key limit 1`,
        );
      };
      const first = { request_key: 'obs-1/generation', copy_count: '2' };
      installation.write('observations.jsonl', all.slice(0, 6).join('\n'));
      expect(await owners()).toEqual([{ ...first, session_id: 'lf-tr-1', service_tag: null, customer_id: null }]);
      installation.write('traces.jsonl', all.slice(6).join('\n'));
      expect(await owners()).toEqual([
        { ...first, session_id: 's1', service_tag: 'team=search-platform', customer_id: 'cust-778' },
      ]);
    } finally {
      await installation.close();
    }
  });
});
