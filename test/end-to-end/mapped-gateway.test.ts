import { DateTime } from 'luxon';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runIngest, runReference } from '../../cli/steps/run-ingest.js';
import { runTransform } from '../../cli/steps/run-transform.js';
import { fakeIo } from '../cli/fake-io.js';
import { createInstallation, type Installation } from '../ingest/support/installation.js';

// A gateway that nobody has heard of reaches the ledger by a mapping file and two lines of configuration.

const MAPPING = `
mapping: turnstile
version: 1
records: { format: json, at: "pages[].calls" }
recognize: [[corr, when.ms]]
columns:
  request_id: corr
  request_status: { paths: outcome, words: { OK: success, REFUSED: failure } }
  started_at: when.ms
  virtual_key_id: who.app
  gateway_team_id: who.crew
  model_id: upstream[1]
  provider_name: upstream[0]
  token_convention: { value: beside }
  reasoning_convention: { value: beside }
  input_tokens: meter.fresh
  input_cache_read_tokens: meter.reused
  input_cache_write_5m_tokens: meter.kept
  output_tokens: meter.said
  output_reasoning_tokens: meter.thought
  logged_cost: millicents
  logged_cost_unit: { value: cents }
tags: [labels]
ignored: [who.ip]
`;

/** 2026-11-20 10:00 UTC. */
const TEN = 1_795_168_800_000;
const haiku = ['Anthropic', 'claude-haiku-4-5-20251001'];
const meter = (fresh: number, reused: number, kept: number, said: number, thought: number) => ({
  fresh,
  reused,
  kept,
  said,
  thought,
});
const calls = [
  // Owned by the application's key, whatever it is tagged with.
  {
    corr: 'a',
    outcome: 'OK',
    when: { ms: TEN },
    who: { app: 'search-app' },
    upstream: haiku,
    meter: meter(1000, 5000, 200, 300, 100),
  },
  {
    corr: 'b',
    outcome: 'OK',
    when: { ms: TEN + 60_000 },
    who: { app: 'search-app' },
    upstream: haiku,
    meter: meter(2000, 0, 0, 500, 0),
    labels: { project: 'mobile' },
  },
  // Owned by its tag.
  {
    corr: 'c',
    outcome: 'OK',
    when: { ms: TEN + 120_000 },
    who: { app: 'unknown-app' },
    upstream: haiku,
    meter: meter(4000, 0, 0, 50, 50),
    labels: { Project: 'mobile' },
  },
  // Owned by nobody.
  {
    corr: 'd',
    outcome: 'OK',
    when: { ms: TEN + 180_000 },
    who: { app: 'unknown-app', ip: '10.0.0.1' },
    upstream: haiku,
    meter: meter(10, 0, 0, 1, 0),
  },
  // Refused, so not used; and the first one logged twice.
  {
    corr: 'e',
    outcome: 'REFUSED',
    when: { ms: TEN + 240_000 },
    who: { app: 'search-app' },
    upstream: haiku,
    meter: meter(0, 0, 0, 0, 0),
  },
  {
    corr: 'a',
    outcome: 'OK',
    when: { ms: TEN },
    who: { app: 'search-app' },
    upstream: haiku,
    meter: meter(1000, 5000, 200, 300, 100),
  },
];

let installation: Installation;

beforeAll(async () => {
  installation = await createInstallation(`
engine: { type: duckdb, path: ./test.duckdb }
sources:
  - { type: mapped, gateway: turnstile-eu, path: ./turnstile/*.json, mapping: ./turnstile.yaml }
registry: ./registry.yaml
`);
  installation.write('turnstile.yaml', MAPPING);
  installation.write(
    'turnstile/2026-11-20.json',
    JSON.stringify({ v: 3, pages: [{ calls: calls.slice(0, 2) }, { calls: calls.slice(2) }] }, null, 2),
  );
  installation.write(
    'registry.yaml',
    `
teams: [{ team_id: find, cost_center: CC-1 }, { team_id: apps, cost_center: CC-2 }]
services:
  - { service_id: search, owners: [{ team_id: find }] }
  - { service_id: mobile, owners: [{ team_id: apps }] }
identities:
  - { kind: virtual_key, gateway: turnstile-eu, value: search-app, service_id: search }
  - { kind: tag, value: project=mobile, service_id: mobile }
`,
  );
});

afterAll(() => installation.close());

it('a gateway of an invented log format reaches the ledger with its owners and quantities, by configuration alone', async () => {
  const now = DateTime.fromISO('2026-11-22T06:00:00Z', { zone: 'utc' }) as DateTime<true>;
  const io = fakeIo({ now: () => now, workingDirectory: installation.folder });
  const { warehouse } = installation;
  const reference = await runReference(installation.config(), warehouse, io);
  const sources = await runIngest(installation.config(), {}, warehouse, io);
  expect([...reference.failures, ...sources.failures]).toEqual([]);
  expect(sources.reports).toMatchObject([
    { sourceId: 'mapped:turnstile-eu', rowsRead: 6, rowsLanded: 6, rowsRejected: 0 },
  ]);
  const result = await runTransform(warehouse, {}, io);
  expect(result.events.filter(({ status }) => status === 'failed' || status === 'skipped')).toEqual([]);

  const lines = await installation.rows(
    `SELECT team_id, cost_center, service_id, evidence, meter, sum(quantity) AS quantity, sum(list_cost_usd) AS list_cost_usd
     FROM marts.chargeback_lines WHERE usage_date = DATE '2026-11-20' AND gateway = 'turnstile-eu' AND provider = 'anthropic'
     GROUP BY ALL ORDER BY service_id, meter`,
  );
  const line = (owner: readonly (string | null)[], meter: string, quantity: string, list_cost_usd: string) => {
    const [service_id = null, team_id = null, cost_center = null, evidence = null] = owner;
    return { team_id, cost_center, service_id, evidence, meter, quantity, list_cost_usd };
  };
  const search = ['search', 'find', 'CC-1', 'gateway_record'];
  const mobile = ['mobile', 'apps', 'CC-2', 'request_tag'];
  const nobody = ['unattributed', 'unattributed', 'unattributed', 'none'];
  // Dollars per million: input 1, output 5, cache read 0.1, cache write for five minutes 1.25.
  expect(lines).toEqual([
    line(mobile, 'input', '4000', '0.004'),
    // 50 said and 50 thought beside it.
    line(mobile, 'output', '100', '0.0005'),
    line(mobile, 'request', '1', '0'),
    // 1000 + 2000; the copy of the first is no further usage.
    line(search, 'input', '3000', '0.003'),
    line(search, 'input_cache_read', '5000', '0.0005'),
    line(search, 'input_cache_write_5m', '200', '0.00025'),
    // 300 + 100 + 500
    line(search, 'output', '900', '0.0045'),
    line(search, 'request', '2', '0'),
    line(nobody, 'input', '10', '0.00001'),
    line(nobody, 'output', '1', '0.000005'),
    line(nobody, 'request', '1', '0'),
  ]);
}, 300_000);
