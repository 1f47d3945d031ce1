import { describe, expect, it } from 'vitest';
import type { ReportContext, ReportSection, SectionRows } from '../../report/report-section.js';
import { reportSections } from '../../report/report-sections.js';
import { chargebackByTeam } from '../../report/sections/chargeback-by-team.js';
import { coverageByEvidence } from '../../report/sections/coverage-by-evidence.js';
import { forecastAgainstBudget } from '../../report/sections/forecast-against-budget.js';
import { needsAttention } from '../../report/sections/needs-attention.js';
import { nextSteps } from '../../report/sections/next-steps.js';
import { totalAgainstBill } from '../../report/sections/total-against-bill.js';
import { unitEconomics } from '../../report/sections/unit-economics.js';
import type { Row } from '../../warehouse/warehouse.js';

const context: ReportContext = {
  month: '2026-10',
  isProvisional: false,
  openMonth: '2026-11',
  asOf: '2026-11-15',
  database: '/data/tokenledger.duckdb',
  commandPrefix: 'tokenledger',
  exportDirectory: 'exports',
};

function render(section: ReportSection, rows: SectionRows): string {
  const text = section.render(rows, context);
  for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
  return text;
}

/** The line that starts with the words, its blanks squeezed. */
function lineOf(text: string, start: string): string | undefined {
  return text
    .split('\n')
    .map((line) => line.trim().replace(/\s+/g, ' '))
    .find((line) => line.startsWith(start));
}

describe('total against bill', () => {
  const bill = {
    period: '2026-10',
    provider: 'openai',
    account: 'acme',
    level: 'cost_report',
    billed_cost_usd: '5700.000000000',
    ledger_cost_usd: '5700.000000000',
    computed_cost_usd: '5600.000000000',
    is_complete: true,
  };
  const classes: readonly Row[] = [
    { ...bill, difference_class: 'unlogged', difference_usd: '125.5' },
    { ...bill, difference_class: 'duplicate', difference_usd: '-25.500000000' },
    { ...bill, difference_class: 'price', difference_usd: '0' },
  ];

  it('shows that the ledger is the bill, and the way from computed to billed', () => {
    const text = render(totalAgainstBill, { reconciliation: classes });
    expect(lineOf(text, '2026-10')).toBe('2026-10 openai acme report 5,700.00 5,700.00 0.00 5,600.00');
    expect(text).toContain('Every ledger equals its bill.');
    // 5,600.00 + 125.50 - 25.50 = 5,700.00
    expect(lineOf(text, 'computed')).toBe('computed 5,600.00');
    expect(lineOf(text, 'unlogged')).toMatch(/125\.50$/);
    expect(lineOf(text, 'duplicate')).toMatch(/-25\.50$/);
    expect(lineOf(text, 'price')).toMatch(/ -$/);
    expect(lineOf(text, 'billed')).toBe('billed 5,700.00');
    expect(text).not.toContain('NOT EXPLAINED');
  });

  it('does not hide a difference or a remainder below a cent', () => {
    const off = classes.map((row) => ({
      ...row,
      ledger_cost_usd: '5700.000000001',
      computed_cost_usd: '5599.999999999',
    }));
    const text = render(totalAgainstBill, { reconciliation: off });
    expect(text).toContain('0.000000001');
    expect(text).toContain('1 of 1 ledgers differ from their bill.');
    // 5,700 - 5,599.999999999 - (125.50 - 25.50) = 0.000000001
    expect(lineOf(text, 'NOT EXPLAINED')).toBe('NOT EXPLAINED 0.000000001');
  });

  it('shows a missing bill as unknown, marks an open month, prefers the invoice in the bridge', () => {
    const rows = [
      ...classes,
      { ...classes[0], level: 'invoice', billed_cost_usd: '5699.00', difference_class: 'tax', difference_usd: '99' },
      {
        ...bill,
        period: '2026-11',
        billed_cost_usd: null,
        is_complete: false,
        difference_class: 'price',
        difference_usd: '0',
      },
    ];
    const text = render(totalAgainstBill, { reconciliation: rows });
    expect(lineOf(text, '2026-11 *')).toBe('2026-11 * openai acme none - 5,700.00 - 5,600.00 0.00');
    expect(text).toContain('1 of 3 have no bill to compare with yet.');
    expect(lineOf(text, 'tax')).toBe('tax 99.00');
    expect(lineOf(text, 'billed')).toBe('billed 5,699.00');
  });

  it('stays within the width with many accounts of long names', () => {
    const rows = Array.from({ length: 9 }, (_, index) => ({
      ...bill,
      account: `a-very-long-account-name-number-${index}`,
      billed_cost_usd: '123456789012.125',
      difference_class: 'price',
      difference_usd: '1',
    }));
    render(totalAgainstBill, { reconciliation: rows });
  });
});

describe('chargeback by team', () => {
  it('shares out, compares with the month before, and sums', () => {
    const text = render(chargebackByTeam, {
      teams: [
        {
          team_id: 'search',
          cost_center: 'CC-1',
          billed_cost_usd: '5700.004',
          effective_cost_usd: '5700.004',
          statement_amount_usd: '5700',
        },
        {
          team_id: 'ml',
          cost_center: 'CC-2',
          billed_cost_usd: '1424.996',
          effective_cost_usd: '1424.996',
          statement_amount_usd: '1425',
        },
      ],
      before: [
        { team_id: 'search', cost_center: 'CC-1', amount_usd: '3800' },
        { team_id: 'documents', cost_center: 'CC-3', amount_usd: '200' },
      ],
      services: [
        {
          service_id: 'semantic-search',
          team_id: 'search',
          billed_cost_usd: '5700.004',
          effective_cost_usd: '5700.004',
          input_tokens: '1200000000',
          output_tokens: '180000000',
        },
      ],
    });
    // 5700 / 7125 = 80.0 %; 5700 / 3800 - 1 = +50.0 %; 7125 / 4000 - 1 = +78.1 %
    expect(lineOf(text, 'search')).toBe('search CC-1 5,700.00 5,700.00 80.0% 3,800.00 +50.0%');
    expect(lineOf(text, 'ml')).toBe('ml CC-2 1,425.00 1,425.00 20.0% - -');
    expect(lineOf(text, 'documents')).toBe('documents CC-3 - - - 200.00 -');
    expect(lineOf(text, 'Total')).toBe('Total 7,125.00 7,125.00 100.0% 4,000.00 +78.1%');
    expect(lineOf(text, 'semantic-search')).toBe('semantic-search search 5,700.00 100.0% 1,200,000,000 180,000,000');
  });

  it('shows an unbilled amount as unknown and folds the tail', () => {
    const services = Array.from({ length: 12 }, (_, index) => ({
      service_id: `s${index}`,
      team_id: 'search',
      billed_cost_usd: '1',
      input_tokens: null,
      output_tokens: '2',
    }));
    const team = {
      period: '2026-10',
      team_id: 'search',
      cost_center: 'CC-1',
      billed_cost_usd: null,
      statement_amount_usd: null,
    };
    const text = render(chargebackByTeam, { teams: [team], services });
    expect(lineOf(text, 'search')).toBe('search CC-1 unknown unknown unknown - -');
    expect(lineOf(text, '2 more')).toBe('2 more 2.00 16.7% unknown 4'); // 2 of 12
  });
});

describe('coverage by evidence', () => {
  it('lists the strongest first and says how much has an owner', () => {
    const text = render(coverageByEvidence, {
      coverage: [
        { evidence: 'none', billed_cost_usd: '25', effective_cost_usd: '25' },
        { evidence: 'gateway_record', billed_cost_usd: '75', effective_cost_usd: '75' },
      ],
    });
    expect(text.indexOf('gateway_record')).toBeLessThan(text.indexOf('none '));
    expect(text).toContain('75.0% of what the cost reports billed has an owner.');
  });
});

describe('forecast against budget', () => {
  it('shows variance with its sign, and no variance without a budget', () => {
    const text = render(forecastAgainstBudget, {
      forecast: [
        {
          scope: 'team',
          scope_id: 'search',
          as_of_date: '2026-11-15',
          actual_to_date_usd: '60',
          forecast_usd: '120',
          forecast_low_usd: '110',
          forecast_high_usd: '130',
          budget_usd: '100',
          variance_usd: '20',
          variance_share: '0.2',
          status: 'at_risk',
        },
        {
          scope: 'total',
          scope_id: 'all',
          as_of_date: '2026-11-15',
          actual_to_date_usd: '60',
          forecast_usd: '120',
          forecast_low_usd: null,
          forecast_high_usd: null,
          budget_usd: null,
          variance_usd: null,
          variance_share: null,
          status: 'no_budget',
        },
      ],
    });
    expect(lineOf(text, 'search')).toBe('search 60.00 120.00 110.00 130.00 100.00 20.00 20.0% AT RISK');
    expect(lineOf(text, 'Total')).toBe('Total 60.00 120.00 unknown unknown - - - no budget');
    expect(text).toContain('As of 2026-11-15.');
  });
});

describe('unit economics', () => {
  it('divides cost by what was counted, and keeps unknown revenue unknown', () => {
    const unit = { service_id: 'support-bot', unit: 'conversation', revenue_usd: null, margin_usd: null };
    const service = {
      request_count: '1000',
      successful_request_count: '800',
      cost_usd: '40',
      input_tokens: '15000000',
      output_tokens: '5000000',
      cache_read_tokens: '3000000',
      saved_by_cache_usd: '7.5',
      saved_by_batch_usd: null,
      retry_cost_usd: '1.25',
    };
    const text = render(unitEconomics, {
      units: [{ ...unit, quantity: '400.000000000', cost_usd: '40' }],
      before: [{ ...unit, quantity: '100', cost_usd: '20' }],
      services: [{ service_id: 'support-bot', ...service }],
    });
    // 40 / 400 = 0.10, the month before 20 / 100 = 0.20
    expect(lineOf(text, 'support-bot conversation')).toBe(
      'support-bot conversation 400 40.00 0.1000 0.2000 unknown unknown',
    );
    // 40 / 800 × 1000 = 50; 40 / 20M × 1M = 2; 3M / 15M = 20 %
    expect(lineOf(text, 'Total')).toBe('Total 1,000 50.00 2.00 20.0% 7.50 unknown 1.25');
  });
});

describe('needs attention', () => {
  it('says so when there is nothing', () => {
    expect(render(needsAttention, {})).toBe('Nothing. Every dollar has a price, an owner and a bill.');
  });

  it('puts amounts first, clips names, never amounts, and folds the tail', () => {
    const identity = {
      provider: 'openai',
      account: 'acme',
      line_class: 'usage',
      billed_cost_usd: '1234.5',
      effective_cost_usd: '1234.5',
    };
    const text = render(needsAttention, {
      unattributed: Array.from({ length: 7 }, (_, index) => ({
        ...identity,
        sub_account_name: `project ${'x'.repeat(120)} ${index}`,
      })),
      rejected: [
        {
          source_id: 'litellm:gw',
          report: 'requests',
          field_path: 'spend',
          reason: 'is negative',
          record_count: '1200',
        },
      ],
      unpriced: [
        {
          provider: 'openai',
          model_id: 'gpt-9',
          price_status: 'unmapped',
          billed_cost_usd: null,
          from_date: '2026-10-01',
          to_date: '2026-10-02',
        },
      ],
      budgets: [
        {
          scope: 'team',
          scope_id: 'search',
          status: 'over_budget',
          forecast_usd: '120',
          budget_usd: '100',
          variance_usd: '20',
          variance_share: '0.2',
        },
      ],
      tags: [
        {
          tag_conflict: 'stale',
          service_tag: 'project=old',
          service_id: 'search',
          billed_cost_usd: '3',
          effective_cost_usd: '3',
        },
      ],
      provisional: [
        { provider: 'openai', day_count: 1, from_date: '2026-11-15', to_date: '2026-11-15', effective_cost_usd: '1' },
      ],
    });
    expect(text).toContain('! 8,641.50 USD of 2026-10 without an owner'); // 7 × 1,234.50
    expect(lineOf(text, '1,234.50')).toMatch(/^1,234\.50 acme, project project x+…$/);
    expect(text).toContain('and 2 more');
    expect(text).toContain('1,200 records rejected at landing');
    expect(text).toContain('unknown  openai gpt-9: name of no known model');
    expect(text).toContain('20.00  team search: OVER, forecast 120.00 of 100.00 (20.0%)');
    expect(text).toContain('3.00  retired tag project=old, charged to search');
    expect(text).toContain('1.00  openai: 1 day, 2026-11-15 to 2026-11-15');
  });
});

describe('a month that is provisional', () => {
  const open: ReportContext = { ...context, month: '2026-11', isProvisional: true };

  it('shows what is billed, the estimate of the rest and both, and compares the same days', () => {
    const queries = chargebackByTeam.queries(open);
    expect(queries.before).toContain("usage_date >= date '2026-10-01' and usage_date <= date '2026-10-15'");
    const text = chargebackByTeam.render(
      {
        teams: [
          { team_id: 'search', cost_center: 'CC-1', billed_cost_usd: '10', effective_cost_usd: '12.5' },
          { team_id: 'ml', cost_center: 'CC-2', billed_cost_usd: null, effective_cost_usd: '2.5' },
          { team_id: 'azure', cost_center: 'CC-3', billed_cost_usd: null, effective_cost_usd: null },
        ],
        before: [{ team_id: 'search', cost_center: 'CC-1', amount_usd: '10' }],
      },
      open,
    );
    expect(lineOf(text, 'Team')).toBe('Team Cost center Billed Estimate To date Share 1-15 Oct Change');
    // 12.5 / 15 = 83.3 %, 12.5 / 10 = +25 %, 15 / 10 = +50 %
    expect(lineOf(text, 'search')).toBe('search CC-1 10.00 2.50 12.50 83.3% 10.00 +25.0%');
    expect(lineOf(text, 'ml')).toBe('ml CC-2 - 2.50 2.50 16.7% - -');
    expect(lineOf(text, 'azure')).toBe('azure CC-3 - unknown unknown unknown - -');
    expect(lineOf(text, 'Total')).toBe('Total 10.00 5.00 15.00 100.0% 10.00 +50.0%');
  });

  it('measures coverage on estimates where there is no bill', () => {
    const text = coverageByEvidence.render(
      {
        coverage: [
          { evidence: 'gateway_record', billed_cost_usd: null, effective_cost_usd: '3' },
          { evidence: 'none', billed_cost_usd: null, effective_cost_usd: '1' },
        ],
      },
      open,
    );
    expect(lineOf(text, 'none')).toBe('none nothing names an owner: unattributed - 1.00 1.00 25.0%');
    expect(text).toContain('75.0% of the cost, billed or estimated, has an owner.');
  });

  it('names a provider without a bill, and one without a price as unknown', () => {
    const line = {
      period: '2026-11',
      account: 'unrouted:gw',
      level: 'cost_report',
      billed_cost_usd: null,
      ledger_cost_usd: null,
      is_complete: false,
      difference_class: 'timing',
    };
    const text = totalAgainstBill.render(
      {
        reconciliation: [
          { ...line, provider: 'anthropic', computed_cost_usd: '3', difference_usd: '-3' },
          { ...line, provider: 'azure', computed_cost_usd: null, difference_usd: '0' },
        ],
      },
      open,
    );
    expect(lineOf(text, '2026-11 * anthropic')).toBe('2026-11 * anthropic unrouted:gw none - - - 3.00 3.00');
    expect(lineOf(text, '2026-11 * azure')).toBe('2026-11 * azure unrouted:gw none - - - unknown unknown');
    expect(text).not.toContain('From what the logs compute');
  });

  it('marks amounts that are not billed as estimates where attention is needed', () => {
    const text = needsAttention.render(
      {
        unattributed: [{ account: 'unrouted:gw', line_class: 'usage', billed_cost_usd: null, effective_cost_usd: '1' }],
        logged: [
          {
            finding: 'far',
            gateway: 'gw',
            provider: 'p',
            model_id: 'm',
            request_count: '1',
            logged_cost_usd: '50',
            list_cost_usd: '0.009',
          },
        ],
      },
      open,
    );
    expect(text).toContain('! est. 1.00 USD of 2026-11 without an owner');
    expect(text).toContain('    est. 1.00  unrouted:gw');
    expect(text).toContain('50.00  logged cost far from ours, which is 0.01: 1 request, gw p m');
  });
});

describe('next steps', () => {
  it('names the database and commands that work as pasted', () => {
    const text = nextSteps.render({}, { ...context, commandPrefix: 'npx tokenledger --config demo/tokenledger.yaml' });
    expect(text).toContain('/data/tokenledger.duckdb');
    expect(text).toContain('  npx tokenledger --config demo/tokenledger.yaml export --month 2026-10 --out exports');
    expect(text).toContain('report --month 2026-11');
  });
});

describe('every section', () => {
  it('says something helpful when there are no rows at all', () => {
    for (const section of reportSections) {
      const text = section.render({}, context);
      expect(text.length, section.id).toBeGreaterThan(10);
    }
  });

  it('asks only for rows of the month, and never builds a statement from anything but a month', () => {
    for (const section of reportSections) {
      for (const sql of Object.values(section.queries(context))) expect(sql.trim()).toMatch(/^select /);
    }
  });
});
