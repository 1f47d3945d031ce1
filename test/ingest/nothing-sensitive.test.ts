import { afterEach, beforeEach, expect, it } from 'vitest';
import { rawTables } from '../../ingest/raw/raw-tables.js';
import { answerFor, createCompany } from './support/company.js';
import { createInstallation, type Installation } from './support/installation.js';
import { type LoopbackServer, startServer } from './support/loopback-server.js';

const PROMPT = 'What does my contract with Initech say?';

let server: LoopbackServer;
let installation: Installation;

beforeEach(async () => {
  const company = createCompany();
  company.projects = [{ id: 'proj_a', name: 'carol@acme.com', created_at: 1711471533, status: 'active' }];
  server = await startServer((asked) => answerFor(company, asked));
  installation = await createInstallation(`
engine: { type: duckdb, path: ./test.duckdb }
sources:
  - { type: openai, account: acme-openai, api_key_env: OPENAI_ADMIN_KEY, base_url: ${server.url}/v1, start_date: 2026-11-04 }
  - { type: anthropic, account: acme-anthropic, api_key_env: ANTHROPIC_ADMIN_KEY, base_url: ${server.url}, start_date: 2026-11-04 }
  - { type: litellm, gateway: main, path: ./log.jsonl, routes: [acme-openai] }
registry: ./registry.yaml
metrics: ./metrics.csv
`);
});

afterEach(async () => {
  await installation.close();
  await server.close();
});

it('no prompt, no key and no e-mail address reaches a raw table', async () => {
  const record = {
    request_id: 'r1',
    api_key: 'sk-litellm-secret-123456',
    startTime: '2026-11-04 10:00:00',
    model: 'gpt-5-mini',
    prompt_tokens: 1,
    spend: 0,
    status: 'failure',
    user: 'alice@acme.com',
    end_user: 'Alice@Acme.com',
    messages: [{ role: 'user', content: PROMPT }],
    response: { choices: [{ message: { content: PROMPT } }] },
    proxy_server_request: { body: PROMPT },
    error_str: PROMPT,
    [PROMPT]: 1,
    api_base: 'https://user:sk-in-url-1234567890@host.example/v1?key=sk-query-1234567890',
    request_tags: [`project:${'semantic-search'}`, 'customer:dave@acme.com', `note:${PROMPT}`],
    metadata: {
      user_api_key_alias: 'alias of erin@acme.com',
      error_information: { error_class: PROMPT, error_message: PROMPT, error_code: '400' },
      requester_metadata: { prompt: PROMPT },
      [PROMPT]: PROMPT,
    },
  };
  const broken = `{"request_id":"r2","messages":"${PROMPT}`;
  installation.write('log.jsonl', `${JSON.stringify(record)}\n${broken}`);
  installation.write(
    'registry.yaml',
    `
teams: [{ team_id: t, cost_center: C }]
services: [{ service_id: s, owners: [{ team_id: t }] }]
identities: [{ kind: gateway_user, gateway: main, value: ALICE@acme.com, service_id: s }]
`,
  );
  installation.write(
    'metrics.csv',
    'date,service_id,feature,customer_id,unit,quantity,revenue_usd\n2026-11-04,s,,dave@acme.com,ticket,1,\n',
  );
  expect((await installation.ingest()).failures).toEqual([]);
  expect((await installation.ingestReference()).ok).toBe(true);

  const found: string[] = [];
  for (const { name } of rawTables) {
    for (const row of await installation.rows(`select * from raw.${name}`)) {
      const text = JSON.stringify(row);
      if (/sk-|@acme|Initech|contract with/i.test(text)) found.push(`${name}: ${text}`);
    }
  }
  expect(found).toEqual([]);
  expect(installation.log.join('\n')).not.toMatch(/sk-|@acme|Initech/i);

  // And yet the same person is the same value wherever it stands.
  const joined = await installation.rows(`
    select r.end_user_id = r.gateway_user_id as same_in_log, i.identity = r.gateway_user_id as same_in_registry, m.customer_id = r.customer_tag as same_in_metrics
    from raw.gateway_requests r, raw.identities i, raw.business_metrics m`);
  expect(joined).toEqual([{ same_in_log: true, same_in_registry: true, same_in_metrics: true }]);
});
