import { afterAll, beforeAll, expect, it } from 'vitest';
import { type GatewayCompany, logOf, registryOf, startGatewayCompany } from './gateway-company.js';

let company: GatewayCompany;

beforeAll(async () => {
  company = await startGatewayCompany();
});

afterAll(() => company.close());

const teams = (rows: readonly Record<string, unknown>[]) =>
  Object.fromEntries(rows.map((row) => [String(row.team ?? row.scope_id), Number(row.usd)]));

const said = (day: string) =>
  company
    .query(
      `select scope_id, actual_to_date_usd as usd from marts.forecast_variance
       where as_of_date = date '${day}' and scope = 'team' order by 1`,
    )
    .then(teams);

const ledger = () =>
  company
    .query('select team_id as team, sum(effective_cost_usd) as usd from marts.chargeback_lines group by 1 order by 1')
    .then(teams);

// Claude Sonnet 4.5 at $3 and $15 a million: 1,000,000 tokens in are 3 dollars.
const million = [1_000_000, 0] as const;

it('says the newest day as the ledger is, and leaves what was said of the days before', async () => {
  await company.write('registry.yaml', registryOf(['search']));
  await company.write('budgets.csv', 'period,scope,scope_id,amount_usd\n2026-11,team,support,100\n');
  await company.write(
    'logs/a.jsonl',
    logOf([
      { id: 'a', day: '2026-11-19', team: 'search', tokens: million },
      { id: 'b', day: '2026-11-20', team: 'support', tokens: million },
    ]),
  );
  await company.cli(['run']);
  expect(await said('2026-11-19')).toEqual({ search: 3 });
  expect(await said('2026-11-20')).toEqual({ search: 3, unattributed: 3 });

  // The registry learns who support is, and a file comes late for both days.
  await company.write('registry.yaml', registryOf(['search', 'support']));
  await company.write(
    'logs/late.jsonl',
    logOf([
      { id: 'c', day: '2026-11-19', team: 'search', tokens: million },
      { id: 'd', day: '2026-11-20', team: 'support', tokens: million },
    ]),
  );
  for (const argv of [['run'], ['transform', '--full-refresh']]) {
    await company.cli(argv);
    expect(await said('2026-11-19'), 'the past stands as it was said').toEqual({ search: 3 });
    expect(await said('2026-11-20')).toEqual({ search: 6, support: 6 });
    expect(await ledger()).toEqual({ search: 6, support: 6 });
    const [budget] = await company.query('select as_of_date, actual_to_date_usd as usd from marts.budget_status');
    expect(budget).toEqual({ as_of_date: '2026-11-20', usd: '6' });
    const forecast = (await company.report()).split('Forecast against budget')[1]?.split('Unit economics')[0] ?? '';
    expect(forecast).not.toContain('unattributed');
    expect(forecast).toMatch(/^search +6\.00 /m);
    expect(forecast).toMatch(/^Total +12\.00 /m);
  }
}, 300_000);

it('says a budget of a month that is over by what the ledger holds now', async () => {
  await company.write('budgets.csv', 'period,scope,scope_id,amount_usd\n2026-11,team,support,10\n');
  await company.write('logs/next.jsonl', logOf([{ id: 'e', day: '2026-12-01', team: 'search', tokens: million }]));
  await company.write(
    'logs/later.jsonl',
    logOf([{ id: 'f', day: '2026-11-02', team: 'support', tokens: [2_000_000, 0] }]),
  );
  await company.cli(['run']);
  const [budget] = await company.query(
    'select as_of_date, actual_to_date_usd as spent, forecast_usd as forecast, variance_usd as over, status from marts.budget_status',
  );
  // 3 + 3 + 6 of support in November.
  expect(budget).toEqual({
    as_of_date: '2026-11-30',
    spent: '12',
    forecast: '12',
    over: '2',
    status: 'over_budget',
  });
}, 300_000);
