import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInstallation, fixture, type Installation } from '../support/installation.js';
import { type GatewayReader, openGatewayReader, type ReadGateway } from '../support/read-gateway.js';
import { lines } from '../support/read-log.js';

const [header, chunk, caller, stream, failed, metric] = fixture('apim-log.jsonl').split('\n');

let reader: GatewayReader;
let log: ReadGateway;

beforeAll(async () => {
  reader = await openGatewayReader('apim');
  log = await reader.read(fixture('apim-log.jsonl'));
});

afterAll(() => reader.close());

// Worked out by hand from the lines of the fixture: four rows of ApiManagementGatewayLlmLog, one of ApiManagementGatewayLogs, a
// metric of Application Insights, and the third of the three calls.
describe('the log of Azure API Management', () => {
  it('maps requests and what tells of them, and leaves out the rest of a long message and a metric', () => {
    expect(log.rejections).toEqual([]);
    expect(log.rows.map(({ mapping }) => mapping).sort()).toEqual([
      'apim-gateway-log',
      'apim-llm-log',
      'apim-llm-log',
      'apim-llm-log',
      'apim-llm-log',
    ]);
    expect(log.batch).toMatchObject({ rows_read: '7', rows_landed: '5', rows_left_out: '2' });
  });

  it('keeps microseconds of a time in hundreds of nanoseconds', () => {
    expect(log.request('0f1e2d3c-0001')).toMatchObject({
      raw: {
        started_at: '2026-11-20T14:00:00.000456Z',
        call_type: 'ChatCompletions_Create',
        model_id: 'gpt-4o-2024-08-06',
        deployment_id: 'gpt-4o-prod',
        context_id: '0f1e2d3c-0001',
        is_context: null,
        virtual_key_id: null,
        input_cache_read_tokens: null,
      },
      staged: { provider: 'azure', total_input_tokens: '2048', output_tokens: '100', is_context: false },
    });
  });

  it('reads who called, and for how long, from the companion table', () => {
    expect(log.rows.find(({ mapping }) => mapping === 'apim-gateway-log')).toMatchObject({
      is_context: true,
      context_id: '0f1e2d3c-0001',
      virtual_key_id: 'search-platform',
      gateway_team_id: 'llm-unlimited',
      gateway_user_id: '1',
      request_status: 'success',
      error_code: null,
      // 123 microseconds, and 2,510 ms later.
      ended_at: '2026-11-20T14:00:02.510123Z',
    });
  });

  it('knows of no use where there are neither tokens nor an answer', () => {
    expect(log.request('0f1e2d3c-0005')).toMatchObject({
      raw: { request_status: 'failure', input_tokens: null, total_tokens: null },
      staged: { is_usage_known: false },
    });
  });

  it('reads rows whose values are all texts, as the command line exports them', async () => {
    const asTexts = (line = '') =>
      Object.fromEntries(
        Object.entries(JSON.parse(line) as object).map(([key, value]) => [
          key,
          value === true ? 'True' : value === null ? 'None' : String(value),
        ]),
      );
    const own = await reader.read(JSON.stringify([header, chunk, caller].map(asTexts), null, 2));
    expect(own.request('0f1e2d3c-0001').raw).toMatchObject({ input_tokens: '2048', request_status: 'success' });
    expect(own.rows).toHaveLength(2);
  });
});

describe('its two tables', () => {
  let installation: Installation;

  beforeAll(async () => {
    installation = await createInstallation(`
engine: { type: duckdb, path: ./test.duckdb }
sources:
  - { type: apim, gateway: gw, path: "./logs/*.jsonl" }
`);
    installation.now = '2026-11-22T06:00:00Z';
  });

  afterAll(() => installation.close());

  const requests = async (rowsLeftOut: number) => {
    const { failures, reports } = await installation.ingest();
    expect(failures).toEqual([]);
    expect(reports).toMatchObject([{ rowsRejected: 0, rowsLeftOut }]);
    const result = await installation.warehouse.transform({}, () => undefined);
    expect(result.events.filter(({ status }) => status === 'failed')).toEqual([]);
    return installation.rows(
      'SELECT virtual_key, gateway_team_id, gateway_user_id, request_status, is_billable, copy_count, output_tokens FROM usage.int_gateway_requests ORDER BY started_at',
    );
  };

  it('meet in one request, also when the second comes later', async () => {
    installation.write('logs/llm.jsonl', [header, stream, failed, metric].join('\n'));
    const alone = { virtual_key: null, gateway_team_id: null, gateway_user_id: null, copy_count: '1' };
    expect(await requests(1)).toEqual([
      { ...alone, request_status: 'success', is_billable: true, output_tokens: '100' },
      { ...alone, request_status: 'success', is_billable: true, output_tokens: '380' },
      { ...alone, request_status: 'failure', is_billable: false, output_tokens: '0' },
    ]);
    const late = {
      ...(JSON.parse(caller ?? '') as object),
      CorrelationId: '0f1e2d3c-0004',
      ApimSubscriptionId: 'labs',
    };
    installation.write(
      'logs/gateway.jsonl',
      lines(JSON.parse(caller ?? '') as object, { ...late, ResponseCode: 499, IsRequestSuccess: false }),
    );
    const known = { gateway_team_id: 'llm-unlimited', gateway_user_id: '1', copy_count: '1' };
    expect(await requests(0)).toEqual([
      { ...known, virtual_key: 'search-platform', request_status: 'success', is_billable: true, output_tokens: '100' },
      // Whoever asked went away; the tokens were used all the same.
      { ...known, virtual_key: 'labs', request_status: 'failure', is_billable: true, output_tokens: '380' },
      { ...alone, request_status: 'failure', is_billable: false, output_tokens: '0' },
    ]);
  });
});
