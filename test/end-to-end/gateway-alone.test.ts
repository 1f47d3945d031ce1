import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { columnsThatDoNotAddUp, tablesOf } from '../report/add-up.js';
import { type GatewayCompany, logOf, registryOf, startGatewayCompany } from './gateway-company.js';

let company: GatewayCompany;

// Claude Sonnet 4.5 at $3 and $15 a million: 1,000,000 tokens in are 3 dollars, 100,000 out are 1.50.
beforeAll(async () => {
  company = await startGatewayCompany();
  await company.write('registry.yaml', registryOf(['search']));
  await company.write(
    'logs/a.jsonl',
    logOf([
      { id: 'a', day: '2026-10-03', team: 'search', tokens: [2_000_000, 0] },
      { id: 'b', day: '2026-10-30', team: 'search', tokens: [5_000_000, 0] },
      { id: 'c', day: '2026-11-03', team: 'search', tokens: [1_000_000, 0] },
      { id: 'd', day: '2026-11-20', team: 'support', tokens: [0, 100_000] },
      { id: 'e', day: '2026-11-20', team: 'search', model: 'mine', provider: 'elsewhere', tokens: [10, 1], spend: 7 },
      { id: 'f', day: '2026-11-20', team: 'search', tokens: null, spend: 0.5 },
    ]),
  );
  await company.cli(['run']);
}, 300_000);

afterAll(() => company.close());

it('reports an estimate where there is no bill, and says that it is one', async () => {
  const report = await company.report('2026-11');
  expect(report).toContain('PROVISIONAL: 2026-11 is not over: it holds the days up to 2026-11-20.');
  expect(report).toMatch(/^2026-11 \* +anthropic +unrouted:gw +none +- +- +- +4\.50 +4\.50$/m);
  expect(report).toMatch(/^2026-11 \* +elsewhere +unrouted:gw +none +- +- +- +unknown +unknown$/m);
  // 3.00 of 4.50; 1-20 October is 6.00 of search: half of it.
  expect(report).toMatch(/^search +CC-search +- +3\.00 +3\.00 +66\.7% +6\.00 +-50\.0%$/m);
  expect(report).toMatch(/^Total +- +4\.50 +4\.50 +100\.0% +6\.00 +-25\.0%$/m);
  expect(report).toContain('66.7% of the cost, billed or estimated, has an owner.');
  expect(report).toContain('! est. 1.50 USD of 2026-11 without an owner');
  expect(report).toMatch(/7\.00 {2}logged cost without a price here: 1 request, gw elsewhere mine/);
  expect(report).toMatch(/0\.50 {2}success without usage, its cost is unknown: 1 request, gw anthropic/);
  const wrong = tablesOf(report).flatMap((table) => columnsThatDoNotAddUp(table, 'Total'));
  expect(wrong).toEqual([]);
}, 120_000);

it('exports the estimate, marked in the rows and said on stderr', async () => {
  const { stderr } = await company.cli(['export', '--month', '2026-11', '--out', 'out']);
  expect(stderr).toContain('2026-11 is provisional');
  expect(stderr).toContain('(0.00 USD billed, 4.50 estimated)');
  const [head = '', ...lines] = (await readFile(join(company.folder, 'out/chargeback_monthly-2026-11.csv'), 'utf8'))
    .trim()
    .split('\n');
  expect(head.split(',').slice(-3)).toEqual([
    'statement_amount_usd',
    'estimated_statement_amount_usd',
    'is_provisional',
  ]);
  expect(lines.every((line) => line.endsWith(',true'))).toBe(true);
  expect(lines.find((line) => line.includes('support') || line.includes('unattributed'))).toMatch(/,,1\.5,true$/m);
}, 120_000);

it('has nothing to say of a month without data', async () => {
  for (const argv of [
    ['report', '--month', '2026-07'],
    ['export', '--month', '2026-07', '--out', 'out'],
  ]) {
    expect((await company.cli(argv, 2)).stderr).toContain('2026-10, 2026-11');
  }
}, 120_000);
