import Big from 'big.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readReport } from '../../report/read-report.js';
import { renderReport } from '../../report/render-report.js';
import { columnsThatDoNotAddUp, rowsUpTo, tablesOf } from '../report/add-up.js';
import { type CompanyRun, fingerprint, startCompany } from './company-run.js';

let company: CompanyRun;

beforeAll(async () => {
  company = await startCompany({ requests: 15_000, from: '2026-09-10', to: '2026-11-16' });
  await company.run();
}, 300_000);

afterAll(() => company.close());

describe('the invented company', () => {
  it('is billed in the ledger what its providers billed, to the ninth decimal', async () => {
    const ledger = await company.query(
      `SELECT period, provider, CAST(sum(billed_cost_usd) AS VARCHAR) AS billed FROM marts.chargeback_lines
       WHERE bill_level = 'cost_report' GROUP BY ALL HAVING sum(billed_cost_usd) IS NOT NULL`,
    );
    const { bills } = company.demo.expected();
    const byMonth = (rows: readonly (readonly [string, string])[]) =>
      rows.map(([key, amount]) => `${key} ${new Big(amount).toFixed(9)}`).sort();
    expect(byMonth(ledger.map((row) => [`${row.period} ${row.provider}`, String(row.billed)]))).toEqual(
      byMonth(bills.map((bill) => [`${bill.period} ${bill.provider}`, bill.billedUsd])),
    );
    expect(bills.length).toBe(6);
  });

  it('charges each service what its traffic names it for', async () => {
    // The generator knows what the evidence in each request says. Refused and scaled requests move a little between the
    // lines of one cell, so a service may be off by half a percent of the bill, never by a request stream.
    const charged = await company.query(
      `SELECT service_id, sum(billed_cost_usd) AS billed FROM marts.chargeback_lines
       WHERE line_class IN ('usage', 'unlogged') GROUP BY ALL`,
    );
    const named = new Map<string, Big>();
    let total = new Big(0);
    for (const { namedOwner, via, billedUsd } of company.demo.expected().caused) {
      if (via === 'tool') continue;
      const owner = namedOwner ?? 'unattributed';
      named.set(owner, (named.get(owner) ?? new Big(0)).plus(billedUsd));
      total = total.plus(billedUsd);
    }
    expect([...named.keys()].sort()).toEqual(charged.map(({ service_id }) => String(service_id)).sort());
    for (const { service_id, billed } of charged) {
      const expected = named.get(String(service_id)) ?? new Big(0);
      const off = new Big(String(billed)).minus(expected).abs().div(total);
      expect(off.toNumber(), `${service_id}: ${billed} charged, ${expected.toFixed(2)} caused`).toBeLessThan(0.005);
    }
  });

  it('moves a service to its new team on the day, and leaves earlier days alone', async () => {
    const owners = await company.query(
      `SELECT team_id, min(usage_date) AS first_day, max(usage_date) AS last_day FROM marts.chargeback_lines
       WHERE service_id = 'ticket-triage' GROUP BY ALL ORDER BY 2`,
    );
    expect(owners.map(({ team_id }) => team_id)).toEqual(['support', 'assistant']);
    expect(String(owners[0]?.last_day) <= '2026-10-14').toBe(true);
    expect(owners[1]?.first_day).toBe('2026-10-15');
  });

  it('counts a replayed log file, a retrieval and a gateway cache hit as no extra usage', async () => {
    const [copies] = await company.query(
      'SELECT count(*) AS n FROM usage.int_gateway_requests WHERE copy_count > 1 AND is_billable',
    );
    const [unbilled] = await company.query(
      `SELECT countif(is_gateway_cache_hit AND is_billable) AS hits, countif(is_retrieval AND is_billable) AS retrievals,
         countif(is_gateway_cache_hit) AS seen_hits, countif(is_retrieval) AS seen_retrievals FROM usage.int_gateway_requests`,
    );
    expect(Number(copies?.n)).toBeGreaterThan(0);
    expect(unbilled).toMatchObject({ hits: '0', retrievals: '0' });
    expect(Number(unbilled?.seen_hits)).toBeGreaterThan(0);
    expect(Number(unbilled?.seen_retrievals)).toBeGreaterThan(0);
  });

  it('leaves the day that is not billed yet unknown, not zero', async () => {
    const [last] = await company.query(
      `SELECT count(billed_cost_usd) AS billed, sum(effective_cost_usd) > 0 AS is_estimated FROM marts.chargeback_lines
       WHERE usage_date = DATE '2026-11-15' AND line_class <> 'allocation'`,
    );
    expect(last).toEqual({ billed: '0', is_estimated: true });
  });

  it('reports numbers that add up, and the same under one name in every section', async () => {
    for (const month of ['2026-09', '2026-10', '2026-11']) {
      const report = await readReport(company.warehouse, { month, commandPrefix: 'tokenledger', exportDirectory: '.' });
      const text = renderReport(report);
      const tables = tablesOf(text);
      expect(tables.flatMap((table) => columnsThatDoNotAddUp(table, 'Total'))).toEqual([]);
      expect(tables.flatMap((table) => columnsThatDoNotAddUp(table, 'billed'))).toEqual([]);
      const cell = (head: string, column: string, row: string) => {
        const table = tables.find(({ heads, rows }) => heads[0] === head && rows.some(([first]) => first === row));
        return table?.rows.find(([first]) => first === row)?.[table.heads.indexOf(column)];
      };
      const unowned = cell('Evidence', report.context.isProvisional ? 'Cost' : 'Billed', 'none');
      expect(text).toContain(`${unowned} USD of ${month} without an owner`);
      const borne = cell('Team', report.context.isProvisional ? 'To date' : 'Billed', 'unattributed');
      if (borne !== unowned) expect(text).toContain(`= unattributed in the chargeback ${borne}.`);
      if (month === report.context.openMonth) {
        expect(cell('Top services', 'To date', 'unattributed')).toBe(borne);
        const forecast = tables.find(({ heads }) => heads.includes('Forecast'));
        const toDate = rowsUpTo(forecast, 'Total').filter(([, spent]) => spent !== '0.00');
        const teams = tables.find(({ heads }) => heads.includes('Cost center'));
        const at = teams?.heads.indexOf('To date') ?? -1;
        expect(toDate.map(([team, spent]) => `${team} ${spent}`)).toEqual(
          rowsUpTo(teams, 'Total')
            .filter((row) => row[at] !== '-')
            .map((row) => `${row[0]} ${row[at]}`),
        );
      }
    }
  });

  it('says of the month before, in its own report, what the month after compares itself with', async () => {
    const totalOf = async (month: string, column: string) => {
      const report = await readReport(company.warehouse, { month, commandPrefix: 'tokenledger', exportDirectory: '.' });
      const table = tablesOf(renderReport(report)).find(({ heads }) => heads.includes('Cost center'));
      return table?.rows.find(([team]) => team === 'Total')?.[table.heads.indexOf(column)];
    };
    expect(await totalOf('2026-10', 'Month before')).toBe(await totalOf('2026-09', 'Statement'));
  });

  it('marks a day provisional in every mart or in none', async () => {
    const differ = await company.query(
      `WITH lines AS (SELECT usage_date, account, bool_or(is_provisional) AS is_provisional FROM marts.chargeback_lines GROUP BY ALL),
         daily AS (SELECT usage_date, account, bool_or(is_provisional) AS is_provisional FROM marts.spend_daily GROUP BY ALL)
       SELECT * FROM lines JOIN daily USING (usage_date, account) WHERE lines.is_provisional <> daily.is_provisional`,
    );
    expect(differ).toEqual([]);
    const open = await company.query('SELECT DISTINCT period FROM marts.chargeback_monthly WHERE is_provisional');
    expect(open).toEqual([{ period: '2026-11' }]);
  });

  it('holds no message text, no secret and no e-mail address', async () => {
    const tables = await company.query(
      "SELECT table_schema || '.' || table_name AS name FROM information_schema.tables ORDER BY 1",
    );
    for (const { name } of tables) {
      const patterns = [...company.demo.canaries, 'sk-ant-', 'sk-proj-', '@fernway'];
      const found = patterns.map((text) => `CAST(t AS VARCHAR) LIKE '%${text.replaceAll("'", "''")}%'`).join(' OR ');
      expect(await company.query(`SELECT * FROM ${name} AS t WHERE ${found} LIMIT 1`), String(name)).toEqual([]);
    }
  });

  it('stays as it is when it is run again, whole or by the day', async () => {
    const before = await fingerprint(company);
    await company.run();
    expect(await fingerprint(company)).toEqual(before);
    await company.run({ fullRefresh: true });
    expect(await fingerprint(company)).toEqual(before);
  });
});
