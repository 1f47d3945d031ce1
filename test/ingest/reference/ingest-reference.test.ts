import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createInstallation, type Installation } from '../support/installation.js';

const CONFIG = `
engine: { type: duckdb, path: ./test.duckdb }
sources:
  - { type: openai, account: acme-openai, api_key_env: OPENAI_ADMIN_KEY, start_date: 2026-08-01 }
  - { type: anthropic, account: acme-anthropic, api_key_env: ANTHROPIC_ADMIN_KEY, start_date: 2026-09-01 }
  - { type: litellm, gateway: main-gateway, path: ./logs/*, routes: [acme-openai, { account: acme-anthropic, api_key_ids: [k1, k2], sub_account_ids: [w1] }] }
registry: ./registry.yaml
budgets: ./budgets.csv
metrics: ./business_metrics.csv
invoices: ./invoices.csv
contracts: ./contracts.csv
`;

const REGISTRY = `
teams:
  - team_id: search
    name: Search
    cost_center: 0220            # a bare number keeps its zero
    history: [{ from: 2026-10-15, cost_center: CC-225 }, { from: "2026-12-01", cost_center: CC-230 }]
  - { team_id: platform, cost_center: CC-100 }
services:
  - { service_id: semantic-search, product: search, kind: direct, environment: prod, owners: [{ team_id: search, from: 2024-01-01 }, { team_id: platform, from: 2026-10-15 }] }
  - { service_id: llm-gateway, kind: shared, owners: [{ team_id: platform }] }
  - { service_id: chat-web, owners: [{ team_id: search, from: 2024-01-01, to: 2027-01-01 }] }
identities:
  - { kind: api_key, provider: openai, value: key_abc, service_id: semantic-search, from: 2024-01-01, to: 2026-10-15 }
  - { kind: api_key, provider: openai, value: key_abc, service_id: chat-web, from: 2026-10-15 }
  - { kind: tag, value: project=semantic-search, service_id: semantic-search }
allocations:
  - { rule_id: even, shared_service_id: llm-gateway, method: even, targets: [chat-web, semantic-search], from: 2025-01-01, to: 2026-01-01 }
  - { rule_id: fixed, shared_service_id: llm-gateway, method: fixed, targets: [{ service_id: chat-web, weight: 0.10 }, { service_id: semantic-search, weight: 0.9 }], from: 2026-01-01 }
retired_tags: [{ name: project, value: mobile-v1, retired_on: 2026-10-01, successor: chat-web }]
`;

let installation: Installation;

beforeEach(async () => {
  installation = await createInstallation(CONFIG);
  installation.write('registry.yaml', REGISTRY);
  installation.write(
    'budgets.csv',
    'period,scope,scope_id,amount_usd\n2026-10,total,,12000.00\n2026-10,team,search,2500.5\n2026-10,cost_center,CC-230,1\n',
  );
  installation.write(
    'business_metrics.csv',
    'date,service_id,feature,customer_id,unit,quantity,revenue_usd\n2026-10-01,chat-web,chat,c-1,conversation,1250,99.90\n2026-10-02,chat-web,,,conversation,1,\n',
  );
  installation.write(
    'invoices.csv',
    'provider,account,period,invoice_id,issued_on,subtotal,credits,tax,total,currency\nopenai,acme-openai,2026-09,INV-1,2026-10-01,100.10,-5.10,9.50,104.50,usd\n',
  );
  installation.write(
    'contracts.csv',
    'contract_id,billing_account,provider,scope_model,scope_meter,kind,value,effective_from,effective_to\nK1,acme-openai,openai,,,discount_pct,7.5,2026-09-01,\n',
  );
});

afterEach(() => installation.close());

async function problems(): Promise<string[]> {
  const error = await installation.ingestReference().then(
    () => undefined,
    (reason: unknown) => reason as Error,
  );
  expect(error?.name).toBe('UserError');
  return (error?.message ?? '').replaceAll(`${installation.folder}/`, '').split('\n');
}

async function reopens(): Promise<Record<string, unknown>> {
  const rows = await installation.rows(
    'select report, reopen_from from raw.ingest_batches qualify row_number() over (partition by report order by finished_at desc) = 1',
  );
  return Object.fromEntries(rows.map((row) => [row.report, row.reopen_from]));
}

describe('reference data', () => {
  it('becomes dated rows', async () => {
    const rates = [
      {
        rate_id: 'r1',
        price_book: 'list',
        provider: 'openai',
        model_key: 'gpt-5.4',
        meter: 'input',
        unit_quantity: '1000000',
        price: '2.50',
        currency: 'USD',
        effective_from: '2026-03-05',
      },
    ];
    const result = await installation.ingestReference([{ table: 'rates', rows: rates }]);
    expect(result.ok).toBe(true);
    expect(await installation.rows('select * from raw.teams order by team_id, effective_from nulls first')).toEqual([
      { team_id: 'platform', team_name: 'platform', cost_center: 'CC-100', effective_from: null, effective_to: null },
      { team_id: 'search', team_name: 'Search', cost_center: '0220', effective_from: null, effective_to: '2026-10-15' },
      {
        team_id: 'search',
        team_name: 'Search',
        cost_center: 'CC-225',
        effective_from: '2026-10-15',
        effective_to: '2026-12-01',
      },
      {
        team_id: 'search',
        team_name: 'Search',
        cost_center: 'CC-230',
        effective_from: '2026-12-01',
        effective_to: null,
      },
    ]);
    expect(await installation.rows('select * from raw.service_owners order by 1, 3 nulls first')).toEqual([
      { service_id: 'chat-web', team_id: 'search', effective_from: '2024-01-01', effective_to: '2027-01-01' },
      { service_id: 'llm-gateway', team_id: 'platform', effective_from: null, effective_to: null },
      // The first owner ends where the next begins.
      { service_id: 'semantic-search', team_id: 'search', effective_from: '2024-01-01', effective_to: '2026-10-15' },
      { service_id: 'semantic-search', team_id: 'platform', effective_from: '2026-10-15', effective_to: null },
    ]);
    expect(
      await installation.rows(
        `select rule_id, target_service_id, weight, effective_to from raw.allocation_rules order by 1, 2`,
      ),
    ).toEqual([
      { rule_id: 'even', target_service_id: 'chat-web', weight: null, effective_to: '2026-01-01' },
      { rule_id: 'even', target_service_id: 'semantic-search', weight: null, effective_to: '2026-01-01' },
      { rule_id: 'fixed', target_service_id: 'chat-web', weight: '0.1', effective_to: null },
      { rule_id: 'fixed', target_service_id: 'semantic-search', weight: '0.9', effective_to: null },
    ]);
    expect(await installation.rows('select * from raw.retired_tags')).toEqual([
      { service_tag: 'project=mobile-v1', retired_on: '2026-10-01', successor_service_id: 'chat-web' },
    ]);
    expect(await installation.rows('select scope, scope_id, amount_usd from raw.budgets order by 1')).toEqual([
      { scope: 'cost_center', scope_id: 'CC-230', amount_usd: '1' },
      { scope: 'team', scope_id: 'search', amount_usd: '2500.5' },
      { scope: 'total', scope_id: null, amount_usd: '12000' },
    ]);
    expect(await installation.rows('select total, currency from raw.invoices')).toEqual([
      { total: '104.5', currency: 'USD' },
    ]);
    expect(await installation.rows('select account, kind, term from raw.contracts')).toEqual([
      { account: 'acme-openai', kind: 'discount_pct', term: '7.5' },
    ]);
    expect(
      await installation.rows(
        'select gateway, provider, account, sub_account_id, api_key_id from raw.gateway_routes order by 3, 5 nulls first',
      ),
    ).toEqual([
      {
        gateway: 'main-gateway',
        provider: 'anthropic',
        account: 'acme-anthropic',
        sub_account_id: 'w1',
        api_key_id: null,
      },
      {
        gateway: 'main-gateway',
        provider: 'anthropic',
        account: 'acme-anthropic',
        sub_account_id: null,
        api_key_id: 'k1',
      },
      {
        gateway: 'main-gateway',
        provider: 'anthropic',
        account: 'acme-anthropic',
        sub_account_id: null,
        api_key_id: 'k2',
      },
      { gateway: 'main-gateway', provider: 'openai', account: 'acme-openai', sub_account_id: null, api_key_id: null },
    ]);
    expect(await installation.rows('select source_id, start_date from raw.sources order by 1')).toEqual([
      { source_id: 'anthropic:acme-anthropic', start_date: '2026-09-01' },
      { source_id: 'litellm:main-gateway', start_date: null },
      { source_id: 'openai:acme-openai', start_date: '2026-08-01' },
    ]);
    expect(await installation.rows('select price from raw.rates')).toEqual([{ price: '2.5' }]);
  });

  it('is landed again only when it changed', async () => {
    await installation.ingestReference();
    const before = await installation.rows('select * from raw.ingest_batches order by batch_id');
    const again = await installation.ingestReference();
    expect(again.reports.every(({ batches }) => batches === 0)).toBe(true);
    expect(await installation.rows('select * from raw.ingest_batches order by batch_id')).toEqual(before);
    expect(installation.log.at(-1)).toBe('reference: nothing changed');
  });

  it('opens every day again at first, but not for tables without cost', async () => {
    await installation.ingestReference();
    expect(await reopens()).toMatchObject({
      teams: '0001-01-01',
      identities: '0001-01-01',
      business_metrics: '0001-01-01',
      budgets: null,
      sources: null,
    });
  });

  it('opens only the days that a change can reach', async () => {
    await installation.ingestReference();
    // key_abc changes hands two weeks later: one end and one start move from 10-15 to 10-29.
    installation.write(
      'registry.yaml',
      REGISTRY.replace(
        'service_id: semantic-search, from: 2024-01-01, to: 2026-10-15',
        'service_id: semantic-search, from: 2024-01-01, to: 2026-10-29',
      ).replace('service_id: chat-web, from: 2026-10-15', 'service_id: chat-web, from: 2026-10-29'),
    );
    installation.write(
      'business_metrics.csv',
      'date,service_id,feature,customer_id,unit,quantity,revenue_usd\n2026-10-01,chat-web,chat,c-1,conversation,1250,99.90\n2026-10-02,chat-web,,,conversation,2,\n',
    );
    installation.write(
      'invoices.csv',
      'provider,account,period,invoice_id,issued_on,subtotal,credits,tax,total,currency\n',
    );
    installation.write('budgets.csv', 'period,scope,scope_id,amount_usd\n');
    const { reports } = await installation.ingestReference();
    expect(
      reports
        .filter(({ batches }) => batches > 0)
        .map(({ report }) => report)
        .sort(),
    ).toEqual(['budgets', 'business_metrics', 'identities', 'invoices']);
    expect(await reopens()).toMatchObject({
      identities: '2026-10-15',
      business_metrics: '2026-10-02',
      invoices: '2026-09-01',
      budgets: null,
    });
    expect(await installation.rows('select count(*) as n from raw.invoices')).toEqual([{ n: '0' }]);
  });

  it('may be a folder of files', async () => {
    installation.write('registry/teams.yaml', 'teams: [{ team_id: t, cost_center: C }]');
    installation.write('registry/services.yml', 'services: [{ service_id: s, owners: [{ team_id: t }] }]');
    installation.write('registry/empty.yaml', '# nothing yet\n');
    installation.write('tokenledger.yaml', 'engine: { type: duckdb, path: ./test.duckdb }\nregistry: ./registry\n');
    await installation.ingestReference();
    expect(await installation.rows('select service_id, team_id from raw.service_owners')).toEqual([
      { service_id: 's', team_id: 't' },
    ]);
  });
});

describe('tags that a mapping makes of other fields', () => {
  const registry = (...values: readonly string[]) =>
    installation.write(
      'registry.yaml',
      `teams: [{ team_id: t, cost_center: C }]
services: [{ service_id: s, owners: [{ team_id: t }] }]
identities: [${values.map((value) => `{ kind: tag, value: ${value}, service_id: s }`).join(', ')}]
`,
    );
  const configure = (source: string) =>
    installation.write(
      'tokenledger.yaml',
      `engine: { type: duckdb, path: ./test.duckdb }\nsources: [${source}]\nregistry: ./registry.yaml\n`,
    );
  const mapping = (rule: string) =>
    installation.write(
      'own.yaml',
      `mapping: own
version: 1
columns:
  request_status: { value: success }
  started_at: at
  token_convention: { value: inside }
  reasoning_convention: { value: inside }
  service_tag: ${rule}
`,
    );

  it('may name a service, those of a shipped mapping and of a user alike', async () => {
    registry('team=a', 'inference_profile=b');
    configure('{ type: bedrock, gateway: g, path: ./none }');
    expect((await installation.ingestReference()).ok).toBe(true);
    registry('app=a');
    configure('{ type: mapped, gateway: g, path: ./none, mapping: ./own.yaml }');
    mapping(`{ sql: "'app=' || {caller}" }`);
    expect((await installation.ingestReference()).ok).toBe(true);
    mapping('label');
    expect((await installation.ingestReference()).ok).toBe(true);
  });

  it('are none that another gateway makes', async () => {
    registry('route=a');
    configure('{ type: bedrock, gateway: g, path: ./none }');
    await expect(installation.ingestReference()).rejects.toThrow(
      'registry.yaml:3: identities[0].value: the tag "route" is not landed. Add it to tags.service in the configuration (now: project, service, inference_profile, team)',
    );
  });
});

describe('mistakes in reference files', () => {
  it('are all named at once, with file and line', async () => {
    installation.write(
      'registry.yaml',
      `teams:
  - { team_id: search, cost_center: C, history: [{ from: 2026-10-15, cost_center: D }, { from: 2026-10-01, cost_center: E }] }
  - { team_id: search, cost_center: C }
services:
  - { service_id: a, owners: [{ team_id: serch }] }
  - { service_id: shared, kind: shared, owners: [{ team_id: search, from: 2026-01-01, to: 2026-06-01 }, { team_id: search, from: 2026-05-01 }] }
identities:
  - { kind: api_key, provider: openai, value: k, service_id: a, from: 2026-01-01 }
  - { kind: api_key, provider: openai, value: k, service_id: shared, from: 2026-06-01 }
  - { kind: tag, value: team=search, service_id: b }
allocations:
  - { rule_id: r, shared_service_id: a, method: even, targets: [shared] }
  - { rule_id: q, shared_service_id: shared, method: even, targets: [a] }
  - { rule_id: p, shared_service_id: shared, method: proportional, driver: requests, targets: [a], from: 2026-01-01 }
retired_tags: [{ name: projct, value: x, retired_on: 2026-01-01 }]
`,
    );
    installation.write(
      'budgets.csv',
      'period,scope,scope_id,amount_usd\n2026-13,total,,1\n2026-10,team,serch,1\n2026-10,team,,1\n2026-10,galaxy,x,"1,000"\n2026-10,total,,1\n2026-10,total,,2\n',
    );
    installation.write(
      'invoices.csv',
      'provider,account,period,invoice_id,issued_on,subtotal,credits,tax,total,currency\nopenai,a,2026-09,I,2026-10-01,100,-5,0,100,eur\nopenai,a,2026-09,J,2026-10-01,100,-5,0,100,usd\n',
    );
    installation.write(
      'contracts.csv',
      'contract_id,billing_acount,provider,scope_model,scope_meter,kind,value,effective_from,effective_to\n',
    );
    installation.write(
      'business_metrics.csv',
      'date,service_id,feature,customer_id,unit,quantity,revenue_usd\n2026-02-30,a,,,u,1,\n2026-02-01,zzz,,,u,x,\n',
    );
    expect(await problems()).toEqual([
      '22 problems:',
      'budgets.csv:2: period: must be a month, YYYY-MM',
      'budgets.csv:3: scope_id: no team "serch" in the registry; did you mean "search"?',
      'budgets.csv:4: scope_id: must say which team the budget is for',
      'budgets.csv:5: scope: must be one of total, team, cost_center, service, feature, environment, provider',
      'budgets.csv:5: amount_usd: must be a plain decimal number such as 1250.50 (no exponent, no thousands separator); this one has commas between thousands: leave them out',
      'budgets.csv:7: the budget of this period and scope is given twice (first on line 6); keep one of the lines',
      'business_metrics.csv:2: date: must be a date that exists, YYYY-MM-DD',
      'business_metrics.csv:3: quantity: must be a plain decimal number such as 1250.50 (no exponent, no thousands separator)',
      'contracts.csv:1: billing_acount: unknown column; did you mean "billing_account"? Columns: contract_id,billing_account,provider,scope_model,scope_meter,kind,value,effective_from,effective_to',
      'contracts.csv:1: billing_account: the column is missing. Columns: contract_id,billing_account,provider,scope_model,scope_meter,kind,value,effective_from,effective_to',
      'invoices.csv:2: currency: must be USD; other currencies are not read yet',
      'invoices.csv:3: total: is 100, but subtotal + credits + tax is 95; copy the four amounts from the invoice again',
      'registry.yaml:2: teams[0].history[1].from: must be after 2026-10-15: list the history oldest first',
      'registry.yaml:3: teams[1].team_id: "search" is already declared at registry.yaml:2; declare it once',
      'registry.yaml:5: services[0].owners[0].team_id: no team has the id "serch"; did you mean "search"?',
      'registry.yaml:6: services[1].owners[1].from: overlaps the owner before it, which ends on 2026-06-01; a service has one owner at a time',
      'registry.yaml:9: identities[1]: the api_key "k" names two services at the same time; close the earlier entry with to, or give the shared use a service of kind shared (the other entry: registry.yaml:8)',
      'registry.yaml:10: identities[2].service_id: no service has the id "b"; known: a, shared',
      'registry.yaml:10: identities[2].value: the tag "team" is not landed. Add it to tags.service in the configuration (now: project, service)',
      'registry.yaml:12: allocations[0].shared_service_id: "a" is a direct service (registry.yaml:5); only services of kind shared are allocated',
      'registry.yaml:14: allocations[2]: the cost of "shared" is allocated by two rules at the same time; close the earlier rule with to (the other entry: registry.yaml:13)',
      'registry.yaml:15: retired_tags[0].name: the tag "projct" is not landed; did you mean "project"? Add it to tags.service in the configuration (now: project, service)',
    ]);
  });

  it('of shape are named by the schema, and nothing else is complained about', async () => {
    installation.write(
      'registry.yaml',
      `teams: [{ team_id: t, cost_center: C, histroy: [] }]
services: [{ service_id: s, kind: indirect, owners: [] }]
identities:
  - { kind: api_key, value: sk-live-0123456789abcdef, service_id: s, from: 2026-01-01, to: 2026-01-01 }
  - { kind: virtual_key, gateway: g, provider: openai, value: x, service_id: s }
  - { kind: tag, value: nonsense, service_id: s }
allocations:
  - { rule_id: r, shared_service_id: s, method: fixed, driver: requests, targets: [a, { service_id: b, weight: 0 }, a, s] }
  - { rule_id: r, shared_service_id: s, method: proportional, targets: [{ service_id: b, weight: 1 }] }
`,
    );
    const lines = await problems();
    expect(lines.join('\n')).not.toContain('0123456789');
    expect(lines).toEqual([
      '17 problems:',
      'registry.yaml:1: teams[0].histroy: unknown key; did you mean "history"?',
      'registry.yaml:2: services[0].kind: must be one of direct, shared; did you mean "direct"?',
      'registry.yaml:2: services[0].owners: must name at least one owner, such as { team_id: search, from: 2024-01-01 }',
      'registry.yaml:4: identities[0].to: must be after from: the end is exclusive',
      'registry.yaml:4: identities[0].provider: must be given: kind api_key belongs to a provider',
      'registry.yaml:4: identities[0].value: this looks like a key itself. Write its id here, and replace the key, since this file may have been shared',
      'registry.yaml:5: identities[1].provider: must be left out: kind virtual_key belongs to a gateway',
      'registry.yaml:6: identities[2].value: must read name=value, such as project=search',
      'registry.yaml:8: allocations[0].driver: must be left out for method fixed',
      'registry.yaml:8: allocations[0].targets[0]: needs a weight for method fixed: { service_id, weight }',
      'registry.yaml:8: allocations[0].targets[1]: weight must be greater than zero',
      'registry.yaml:8: allocations[0].targets[2]: "a" is a target already',
      'registry.yaml:8: allocations[0].targets[2]: needs a weight for method fixed: { service_id, weight }',
      'registry.yaml:8: allocations[0].targets[3]: the shared service cannot bear its own cost',
      'registry.yaml:8: allocations[0].targets[3]: needs a weight for method fixed: { service_id, weight }',
      'registry.yaml:9: allocations[1].driver: must be given for method proportional',
      'registry.yaml:9: allocations[1].targets[0]: weight is for method fixed only, not for proportional',
    ]);
  });

  it('say what is part of the format and not applied yet, rather than take it in silence', async () => {
    const written = REGISTRY.replace(
      'identities:',
      'identities:\n  - { kind: model, provider: openai, value: ft-search, service_id: chat-web }',
    );
    installation.write('registry.yaml', written);
    installation.write(
      'contracts.csv',
      'contract_id,billing_account,provider,scope_model,scope_meter,kind,value,effective_from,effective_to\nK2,acme-openai,openai,,,commit,1000,2026-09-01,\n',
    );
    const lines = (await problems()).join('\n');
    expect(lines).toContain('"model" is not applied yet: use a key, sub-account, gateway team or tag instead');
    expect(lines).toContain('commitments are not applied yet: leave this contract out');
  });

  it('of YAML itself have a line too', async () => {
    installation.write('registry.yaml', 'teams:\n  - { team_id: t, cost_center: C\nservices: []\n');
    expect((await problems()).join('\n')).toMatch(/registry\.yaml:\d: is not valid YAML: /);
  });

  it('of a missing file name the file', async () => {
    installation.write('tokenledger.yaml', 'engine: { type: duckdb, path: ./test.duckdb }\nbudgets: ./nowhere.csv\n');
    expect(await problems()).toEqual([expect.stringMatching(/^nowhere\.csv: cannot be read \(ENOENT/)]);
  });
});
