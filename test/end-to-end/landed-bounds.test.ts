import fc from 'fast-check';
import { DateTime } from 'luxon';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runIngest, runReference } from '../../cli/steps/run-ingest.js';
import { runTransform } from '../../cli/steps/run-transform.js';
import { requestColumns } from '../../ingest/gateways/request-columns.js';
import { fakeIo } from '../cli/fake-io.js';
import { createInstallation, type Installation } from '../ingest/support/installation.js';

// What landing lets through, no model may fail on: requests at the bounds of what is landed.

const LARGEST_COUNT = 10_000_000_000;
const RECORDS = 300;

const orNothing = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 6 });
const words = (...all: readonly string[]) => fc.constantFrom(...all);
const byKind = {
  text: orNothing(words('a', 'x'.repeat(3000), `it's "quoted"`, '日本 😀', '1', '%_')),
  key: orNothing(words('key-a', 'key-b')),
  url: orNothing(words('https://us.api.openai.com/v1', 'no url')),
  code: orNothing(words('429', 'Overloaded')),
  flag: orNothing(fc.boolean()),
  count: orNothing(fc.constantFrom(0, 1, LARGEST_COUNT - 1, LARGEST_COUNT)),
  money: orNothing(words('0', '0.000000001', '1000000000', '-1000000000', '999999999.999999999')),
  time: words(
    '2020-01-01T00:00:00Z',
    '2024-02-29T23:59:59.999999Z',
    '2026-11-20T00:00:00Z',
    '2026-11-20T00:00:01Z',
    '2026-11-22T05:00:00Z',
    '2026-11-23T06:00:00Z',
  ),
};
const byName: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  provider_name: orNothing(words('openai', 'anthropic', 'bedrock', 'vertex_ai', 'nobody')),
  model_id: orNothing(words('gpt-5-mini', 'claude-haiku-4-5-20251001', 'unheard-of')),
  request_id: orNothing(words('a', 'b', 'c', 'd', 'e', 'f')),
};

const columns = requestColumns.filter(({ name }) => name !== 'has_conflicting_tags');
const record = fc.record(
  Object.fromEntries(
    columns.map(({ name, kind, words: choices = [] }) => [
      name,
      byName[name] ?? (kind === 'choice' ? words(...choices) : byKind[kind]),
    ]),
  ),
);

let installation: Installation;

beforeAll(async () => {
  installation = await createInstallation(`
engine: { type: duckdb, path: ./test.duckdb }
sources: [{ type: mapped, gateway: bounds, path: ./log.jsonl, mapping: ./bounds.yaml }]
`);
  const mapped = columns.map(({ name }) => `  ${name}: ${name}\n`).join('');
  installation.write('bounds.yaml', `mapping: bounds\nversion: 1\ncolumns:\n${mapped}`);
  const records = fc.sample(record, { numRuns: RECORDS, seed: 41 });
  installation.write('log.jsonl', records.map((each) => JSON.stringify(each)).join('\n'));
});

afterAll(() => installation.close());

it('no request that is landed makes a model fail', async () => {
  const now = DateTime.fromISO('2026-11-22T06:00:00Z', { zone: 'utc' }) as DateTime<true>;
  const io = fakeIo({ now: () => now, workingDirectory: installation.folder });
  const { warehouse } = installation;
  const reference = await runReference(installation.config(), warehouse, io);
  const sources = await runIngest(installation.config(), {}, warehouse, io);
  expect([...reference.failures, ...sources.failures]).toEqual([]);
  expect(sources.reports).toMatchObject([{ rowsRead: RECORDS, rowsLanded: RECORDS, rowsRejected: 0 }]);
  const result = await runTransform(warehouse, {}, io);
  const failed = result.events.filter(({ status }) => status === 'failed');
  expect(failed.map(({ action, message = '' }) => `${action}: ${message.slice(0, 200)}`)).toEqual([]);
  const [lines] = await installation.rows('SELECT count(*) > 0 AS are_there FROM marts.chargeback_lines');
  expect(lines).toEqual({ are_there: true });
}, 300_000);
