import { afterAll, beforeAll, expect, it } from 'vitest';
import { type GatewayCompany, logOf, registryOf, startGatewayCompany } from './gateway-company.js';

const INVOICES = 'provider,account,period,invoice_id,issued_on,subtotal,credits,tax,total,currency';

let company: GatewayCompany;

const configOf = (routes: string): string =>
  [
    'engine: { type: duckdb, path: ./ledger.duckdb }',
    `sources: [{ type: litellm, gateway: gw, path: './logs/*.jsonl', routes: ${routes} }]`,
    'registry: ./registry.yaml',
    'invoices: ./invoices.csv',
    '',
  ].join('\n');

// Claude Sonnet 4.5 at $3 and $15 a million. October: search 6.00, support 1.50, and a model without a price.
beforeAll(async () => {
  company = await startGatewayCompany();
  await company.write('registry.yaml', registryOf(['search', 'support']));
  await company.write('tokenledger.yaml', configOf('[{ account: my-anthropic, provider: anthropic }]'));
  await company.write(
    'invoices.csv',
    `${INVOICES}\nanthropic,my-anthropic,2026-10,I1,2026-11-01,10,0,3,13,USD\nanthropic,my-anthropic,2026-10,I2,2026-11-01,5,-1,0,4,USD\n`,
  );
  await company.write(
    'logs/a.jsonl',
    logOf([
      { id: 'a', day: '2026-10-03', team: 'search', tokens: [2_000_000, 0] },
      { id: 'b', day: '2026-10-30', team: 'support', tokens: [0, 100_000] },
      { id: 'c', day: '2026-10-30', team: 'search', model: 'claude-of-tomorrow', tokens: [1000, 1000] },
      { id: 'd', day: '2026-11-03', team: 'search', tokens: [1_000_000, 0] },
    ]),
  );
  await company.cli(['run']);
}, 300_000);

afterAll(() => company.close());

const chargedTo = () =>
  company.query(`
    SELECT period, service_id, sum(billed_cost_usd)::VARCHAR AS billed, sum(effective_cost_usd)::VARCHAR AS effective
    FROM marts.chargeback_monthly GROUP BY ALL HAVING effective IS DISTINCT FROM '0.000000000' ORDER BY ALL`);

// 15 of the two subtotals as 6.00 : 1.50 are 12 and 3; tax less credits, 2, in the same proportion are 1.60 and 0.40.
const OCTOBER = [
  { period: '2026-10', service_id: 'search-app', billed: '13.600000000', effective: '13.600000000' },
  { period: '2026-10', service_id: 'support-app', billed: '3.400000000', effective: '3.400000000' },
];

it('shares an invoice out by the log where no source reports the cost of its account', async () => {
  expect(await chargedTo()).toEqual([
    ...OCTOBER,
    { period: '2026-11', service_id: 'search-app', billed: null, effective: '3.000000000' },
  ]);
  const levels = await company.query(
    `SELECT DISTINCT level, billed_cost_usd::VARCHAR AS billed, ledger_cost_usd::VARCHAR AS ledger, computed_cost_usd::VARCHAR AS computed
     FROM marts.reconciliation WHERE period = '2026-10' ORDER BY level`,
  );
  expect(levels).toEqual([
    { level: 'cost_report', billed: '15.000000000', ledger: '15.000000000', computed: '7.500000000' },
    { level: 'invoice', billed: '17.000000000', ledger: '17.000000000', computed: '7.500000000' },
  ]);
}, 120_000);

it('leaves what has no price without a share, and says so', async () => {
  expect(
    await company.query(
      `SELECT DISTINCT price_status, billed_cost_usd, effective_cost_usd FROM marts.chargeback_lines WHERE model_id = 'claude-of-tomorrow' AND meter = 'input'`,
    ),
  ).toEqual([{ price_status: 'unmapped', billed_cost_usd: null, effective_cost_usd: null }]);
}, 120_000);

it('shares the whole month anew when a day of it is logged late', async () => {
  // Support has 4.50 more on the 5th: 6.00 each, half of 17.
  await company.write('logs/b.jsonl', logOf([{ id: 'e', day: '2026-10-05', team: 'support', tokens: [1_500_000, 0] }]));
  await company.cli(['run']);
  const half = { billed: '8.500000000', effective: '8.500000000' };
  expect((await chargedTo()).slice(0, 2)).toEqual([
    { period: '2026-10', service_id: 'search-app', ...half },
    { period: '2026-10', service_id: 'support-app', ...half },
  ]);
}, 120_000);

it('keeps an invoice whole where nothing was logged that it can be shared by', async () => {
  await company.write('invoices.csv', `${INVOICES}\nanthropic,my-anthropic,2026-09,I0,2026-10-01,7,0,1,8,USD\n`);
  await company.cli(['run']);
  expect((await chargedTo()).slice(0, 3)).toEqual([
    { period: '2026-09', service_id: 'unattributed', billed: '8.000000000', effective: '8.000000000' },
    { period: '2026-10', service_id: 'search-app', billed: null, effective: '6.000000000' },
    { period: '2026-10', service_id: 'support-app', billed: null, effective: '6.000000000' },
  ]);
}, 120_000);

it('says how to name an account that nothing pulls', async () => {
  await company.write('tokenledger.yaml', configOf('[my-anthropic]'));
  const { stderr } = await company.cli(['run'], 2);
  expect(stderr).toContain('no source has the account "my-anthropic"');
  expect(stderr).toContain('{ account: my-anthropic, provider: … }');
  await company.write('tokenledger.yaml', configOf('[{ account: my-anthropic, provider: antropic }]'));
  expect((await company.cli(['run'], 2)).stderr).toContain('did you mean "anthropic"?');
}, 120_000);
