import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../cli/config.js';
import { bookRows } from '../../../cli/steps/run-ingest.js';
import { printProblems } from '../../../ingest/files/problems.js';
import { readReference } from '../../../ingest/reference/read-reference.js';
import { readBooks } from '../../../pricing/read-books.js';

const CONFIG = `engine: { type: duckdb, path: ./test.duckdb }
sources:
  - { type: openai, account: acme-openai, api_key_env: OPENAI_ADMIN_KEY, start_date: 2026-08-01 }
  - { type: litellm, gateway: main-gateway, path: ./logs/*, routes: [acme-openai] }
registry: ./registry.yaml
budgets: ./budgets.csv
metrics: ./metrics.csv
invoices: ./invoices.csv
contracts: ./contracts.csv
`;
const BUDGETS = 'period,scope,scope_id,amount_usd\n';
const METRICS = 'date,service_id,feature,customer_id,unit,quantity,revenue_usd\n';
const INVOICES = 'provider,account,period,invoice_id,issued_on,subtotal,credits,tax,total,currency\n';
const CONTRACTS =
  'contract_id,billing_account,provider,scope_model,scope_meter,kind,value,effective_from,effective_to\n';

const TEAMS = `teams:
  - { team_id: search, cost_center: CC-1 }
  - { team_id: platform, cost_center: CC-2 }
`;
const SERVICES = `services:
  - { service_id: finder, environment: prod, owners: [{ team_id: search }] }
  - { service_id: chat-web, environment: prod, owners: [{ team_id: search }] }
  - { service_id: llm-gateway, kind: shared, owners: [{ team_id: platform }] }
`;
const REGISTRY = TEAMS + SERVICES;

const books = bookRows(readBooks());

/** What is said of the files, errors and warnings apart, without the folder. */
function read(files: Readonly<Record<string, string | Buffer>>): { errors: string[]; warnings: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'tokenledger-mistakes-'));
  const all = {
    'tokenledger.yaml': CONFIG,
    'registry.yaml': REGISTRY,
    'budgets.csv': BUDGETS,
    'metrics.csv': METRICS,
    'invoices.csv': INVOICES,
    'contracts.csv': CONTRACTS,
    ...files,
  };
  for (const [name, content] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const { problems } = readReference(loadConfig(join(folder, 'tokenledger.yaml')), books, (text) => text);
  const print = (isWarning: boolean) =>
    printProblems(problems.filter((problem) => (problem.isWarning ?? false) === isWarning)).map((line) =>
      line.replaceAll(`${folder}/`, ''),
    );
  return { errors: print(false), warnings: print(true) };
}

const identities = (...lines: string[]) => ({
  'registry.yaml': `${REGISTRY}identities:\n${lines.map((line) => `  - { ${line}, service_id: finder }\n`).join('')}`,
});
const allocation = (rule: string) => ({
  'registry.yaml': `${REGISTRY}allocations:\n  - { rule_id: r, shared_service_id: llm-gateway, ${rule} }\n`,
  'metrics.csv': `${METRICS}2026-11-01,finder,,,search,10,\n`,
});
const budget = (line: string) => ({ 'budgets.csv': `${BUDGETS}${line}\n` });
const metric = (line: string) => ({ 'metrics.csv': `${METRICS}${line}\n` });
const invoice = (line: string) => ({ 'invoices.csv': `${INVOICES}${line}\n` });
const contracts = (...lines: string[]) => ({ 'contracts.csv': `${CONTRACTS}${lines.join('\n')}\n` });

it('finds nothing to say of sound files', () => {
  expect(
    read({
      ...identities(
        'kind: gateway_team, gateway: main-gateway, value: t',
        'kind: api_key, provider: openai, value: key_1, to: 2026-10-01',
        'kind: api_key, provider: openai, value: key_1, from: 2026-10-01',
        'kind: tag, value: project=x',
      ),
      ...budget('2026-11,total,all,0\n2026-11,team,unattributed,1\n2026-11,feature,anything,1\n2026-11,provider,aws,1'),
      ...invoice('openai,acme-openai,2026-10,I1,2026-11-01,100,-120,-3.8,-23.8,USD'),
      ...contracts(
        'K1,acme-openai,openai,,,discount_pct,100,,2026-10-01',
        'K1,acme-openai,openai,*,*,discount_pct,5,2026-10-01,',
        'K2,acme-openai,openai,gpt-5.4,,discount_pct,6,,',
        'K2,acme-openai,openai,gpt-5.4-2026-03-05,input_cache_read,override,0.2,,',
      ),
    }),
  ).toEqual({ errors: [], warnings: [] });
});

describe('a name that names nothing', () => {
  it.each([
    [
      identities('kind: gateway_team, gateway: main-gatway, value: t'),
      'registry.yaml:9: identities[0].gateway: no source of the configuration is the gateway "main-gatway"; did you mean "main-gateway"?',
    ],
    [
      identities('kind: virtual_key, gateway: other, value: t'),
      'registry.yaml:9: identities[0].gateway: no source of the configuration is the gateway "other"; did you mean "main-gateway"? There is no other',
    ],
    [
      identities('kind: api_key, provider: opneai, value: key_1'),
      'registry.yaml:9: identities[0].provider: no provider is called "opneai"; did you mean "openai"?',
    ],
    [
      identities('kind: sub_account, provider: OpenAI, value: proj_1'),
      'registry.yaml:9: identities[0].provider: no provider is called "OpenAI"; did you mean "openai"?',
    ],
    [
      identities('kind: principal, provider: vertex_ai, value: u'),
      'registry.yaml:9: identities[0].provider: "vertex_ai" is a gateway\'s word; the provider is called "google" here: did you mean "google"?',
    ],
    [
      identities('kind: api_key, gateway: main-gateway, value: key_1'),
      'registry.yaml:9: identities[0].provider: must be given: kind api_key belongs to a provider',
    ],
    [
      identities('kind: virtual_key, provider: openai, value: k'),
      'registry.yaml:9: identities[0].gateway: must be given: kind virtual_key belongs to a gateway',
    ],
    [
      identities('kind: tag, gateway: main-gateway, value: project=x'),
      'registry.yaml:9: identities[0].gateway: must be left out: a tag means the same whichever way its request came',
    ],
    [
      identities('kind: apikey, provider: openai, value: k'),
      'registry.yaml:9: identities[0].kind: must be one of api_key, sub_account, principal, model, inference_profile, virtual_key, gateway_team, gateway_user, service_name, tag; did you mean "api_key"?',
    ],
    [
      identities(
        'kind: tag, value: project=x, from: 2026-01-01',
        'kind: tag, value: project=x, from: 2026-02-01, to: 2026-03-01',
      ),
      'registry.yaml:10: identities[1]: the tag "project=x" is given twice for the same days; keep one of the entries (the other entry: registry.yaml:9)',
    ],
    [
      { 'registry.yaml': `${SERVICES.replace('team_id: search', 'team_id: serch')}${TEAMS}` },
      'registry.yaml:2: services[0].owners[0].team_id: no team has the id "serch"; did you mean "search"?',
    ],
    [
      { 'registry.yaml': REGISTRY.replaceAll('platform', 'unattributed') },
      'registry.yaml:3: teams[1].team_id: "unattributed" is what a cost without an owner shows: take another name',
    ],
    [
      allocation('method: even, targets: [findr]'),
      'registry.yaml:9: allocations[0].targets[0]: no service has the id "findr"; did you mean "finder"?',
    ],
    [
      allocation('method: even, scope: gatway, targets: [finder]'),
      'registry.yaml:9: allocations[0].scope: must be one of gateway; did you mean "gateway"?',
    ],
    [
      allocation('method: proportional, driver: request, targets: [finder]'),
      'registry.yaml:9: allocations[0].driver: must be one of direct_cost, input_tokens, output_tokens, requests or metric:<unit>; did you mean "requests"?',
    ],
    [
      allocation('method: proportional, driver: "metric:serch", targets: [finder]'),
      'registry.yaml:9: allocations[0].driver: no business metric has the unit "serch"; did you mean "search"?',
    ],
    [
      allocation(
        'method: even, scope: gateway, targets: [finder] }\n  - { rule_id: s, shared_service_id: llm-gateway, method: even, targets: [finder]',
      ),
      'registry.yaml:10: allocations[1]: the cost of "llm-gateway" is allocated by two rules at the same time; close the earlier rule with to (the other entry: registry.yaml:9)',
    ],
    [
      {
        'registry.yaml': `${REGISTRY}retired_tags:\n  - { name: project, value: a, retired_on: 2026-10-01 }\n  - { name: project, value: a, retired_on: 2026-11-01, successor: findr }\n`,
      },
      'registry.yaml:10: retired_tags[1].successor: no service has the id "findr"; did you mean "finder"?',
    ],
    [
      budget('2026-11,team,serch,1'),
      'budgets.csv:2: scope_id: no team "serch" in the registry; did you mean "search"?',
    ],
    [
      budget('2026-11,cost_center,CC-3,1'),
      'budgets.csv:2: scope_id: no cost_center "CC-3" in the registry; did you mean "CC-1"?',
    ],
    [
      budget('2026-11,service,chatweb,1'),
      'budgets.csv:2: scope_id: no service "chatweb" in the registry; did you mean "chat-web"?',
    ],
    [
      budget('2026-11,environment,prd,1'),
      'budgets.csv:2: scope_id: no environment "prd" in the registry; did you mean "prod"?',
    ],
    [
      budget('2026-11,provider,antropic,1'),
      'budgets.csv:2: scope_id: no provider is called "antropic"; did you mean "anthropic"?',
    ],
    [
      budget('2026-11,teams,search,1'),
      'budgets.csv:2: scope: must be one of total, team, cost_center, service, feature, environment, provider; did you mean "team"?',
    ],
    [
      budget('2026-11,total,search,1'),
      'budgets.csv:2: scope_id: must be empty, since the budget is for everything; for a part of it, write team, service or another scope',
    ],
    [
      metric('2026-11-01,findr,,,search,1,'),
      'metrics.csv:2: service_id: no service has the id "findr"; did you mean "finder"?',
    ],
    [
      invoice('opneai,acme-openai,2026-10,I1,,1,0,0,1,USD'),
      'invoices.csv:2: provider: no provider is called "opneai"; did you mean "openai"?',
    ],
    [
      invoice('openai,acme-opneai,2026-10,I1,,1,0,0,1,USD'),
      'invoices.csv:2: account: no source has the account "acme-opneai"; did you mean "acme-openai"?',
    ],
    [
      invoice('anthropic,acme-openai,2026-10,I1,,1,0,0,1,USD'),
      'invoices.csv:2: account: "acme-openai" is an account of openai, not of anthropic',
    ],
    [
      contracts('K,acme-opneai,openai,,,discount_pct,5,,'),
      'contracts.csv:2: billing_account: neither a source nor an invoice has the account "acme-opneai"; did you mean "acme-openai"?',
    ],
    [
      contracts('K,acme-openai,opneai,,,discount_pct,5,,'),
      'contracts.csv:2: provider: no provider is called "opneai"; did you mean "openai"?',
    ],
    [
      contracts('K,acme-openai,anthropic,,,discount_pct,5,,'),
      'contracts.csv:2: provider: "acme-openai" is an account of openai, not of anthropic',
    ],
    [
      contracts('K,acme-openai,openai,gpt-5.44,,discount_pct,5,,'),
      'contracts.csv:2: scope_model: the rate books know no model "gpt-5.44" of openai; did you mean "gpt-5.4"?',
    ],
    [
      contracts('K,acme-openai,openai,claude-opus-5,,discount_pct,5,,'),
      'contracts.csv:2: scope_model: "claude-opus-5" is a model of anthropic, not of openai',
    ],
    [
      contracts('K,acme-openai,openai,,inputs,override,5,,'),
      'contracts.csv:2: scope_meter: there is no meter "inputs"; did you mean "input"?',
    ],
    [
      contracts('K,acme-openai,openai,,,discount,5,,'),
      'contracts.csv:2: kind: must be one of override, discount_pct, commit; did you mean "discount_pct"?',
    ],
  ])('%j', (files, message) => {
    expect(read(files).errors).toContain(message);
  });

  it('is told beside mistakes of form in other entries', () => {
    const { errors } = read(
      identities(
        'kind: api_key, provider: opneai, value: k',
        'kind: tag, value: nonsense',
        'kind: tag, value: project=x',
      ),
    );
    expect(errors.map((line) => line.replace(/(?<=\]\.\w+): .*/, ''))).toEqual([
      'registry.yaml:9: identities[0].provider',
      'registry.yaml:10: identities[1].value',
    ]);
  });

  it('is not complained of where the list it should be in cannot be read', () => {
    const { errors } = read({
      'registry.yaml': REGISTRY.replace('cost_center: CC-2', 'cost_centre: CC-2'),
      ...budget('2026-11,team,platform,1'),
    });
    expect(errors).toEqual([
      'registry.yaml:3: teams[1].cost_center: must be given',
      'registry.yaml:3: teams[1].cost_centre: unknown key; did you mean "cost_center"?',
    ]);
  });
});

describe('amounts and dates', () => {
  it.each([
    [budget('2026-11,total,,-5'), 'budgets.csv:2: amount_usd: must not be negative'],
    [metric('2026-11-01,finder,,,search,-1,'), 'metrics.csv:2: quantity: must not be negative'],
    [invoice('openai,acme-openai,2026-10,I1,,-1,0,0,-1,USD'), 'invoices.csv:2: subtotal: must not be negative'],
    [
      invoice('openai,acme-openai,2026-10,I1,,10,0,-1,9,USD'),
      'invoices.csv:2: tax: must not be negative where the invoice is not a credit note',
    ],
    [contracts('K,acme-openai,openai,,,discount_pct,-5,,'), 'contracts.csv:2: value: must not be negative'],
    [
      contracts('K,acme-openai,openai,,,discount_pct,100.5,,'),
      'contracts.csv:2: value: must be a percentage from 0 to 100',
    ],
    [
      contracts(
        'A,acme-openai,openai,,,discount_pct,5,2026-01-01,2026-12-01',
        'B,acme-openai,openai,,,discount_pct,6,2026-02-01,2026-03-01',
        'C,acme-openai,openai,*,*,override,6,2026-11-01,',
      ),
      'contracts.csv:4: the contract "C" overlaps the one on line 2: both hold for the same account, model and meter at the same time, and only one price can. Close the earlier one with effective_to',
    ],
    [
      budget('11/2026,total,,5'),
      'budgets.csv:2: period: must be a month, YYYY-MM; this one does not begin with the year',
    ],
    [
      budget('Nov-26,total,,5'),
      'budgets.csv:2: period: must be a month, YYYY-MM; this one names the month; a spreadsheet may have turned it: format the column as text',
    ],
    [
      metric('31.10.2026,finder,,,search,1,'),
      'metrics.csv:2: date: must be a date that exists, YYYY-MM-DD; this one is written day.month.year',
    ],
    [
      metric('10/31/2026,finder,,,search,1,'),
      'metrics.csv:2: date: must be a date that exists, YYYY-MM-DD; this one is written with slashes, which leaves day and month open',
    ],
    [
      metric('46326,finder,,,search,1,'),
      'metrics.csv:2: date: must be a date that exists, YYYY-MM-DD; this one is the number that Excel keeps for a date: format the column as yyyy-mm-dd, then save it again',
    ],
  ])('%j', (files, message) => {
    expect(read(files).errors).toContain(message);
  });

  it.each([
    ['"1,250.00"', 'this one has commas between thousands: leave them out'],
    ['"1.250,00"', 'this one has points between thousands and a decimal comma: write 1250.50'],
    ['"1250,50"', 'this one has a decimal comma: write a point'],
    ['1 250', 'this one has spaces or marks between thousands: leave them out'],
    ['1\u00a0250.00', 'this one has spaces or marks between thousands: leave them out'],
    ['$1250', 'this one has a currency: leave it out'],
    ['(1250.00)', 'this one is in brackets: write a minus for what is below zero'],
    ['1.25e3', 'this one has an exponent: write all its digits'],
    ['5%', 'this one has a percent sign: leave it out'],
  ])('an amount of %s is told its cause', (amount, cause) => {
    expect(read(budget(`2026-11,total,,${amount}`)).errors).toEqual([
      `budgets.csv:2: amount_usd: must be a plain decimal number such as 1250.50 (no exponent, no thousands separator); ${cause}`,
    ]);
  });
});

describe('a file that is wrong as a whole is one message with its cause', () => {
  const sound = `${BUDGETS}2026-11,total,,5\n2026-11,team,search,5\n`;
  const columns = 'Columns: period,scope,scope_id,amount_usd';
  const utf8 = 'save it again as UTF-8 (in Excel: "CSV UTF-8")';
  it.each<[string, string | Buffer, string]>([
    [
      'semicolons',
      sound.replaceAll(',', ';'),
      `budgets.csv:1: columns are separated by semicolons. Save the file with commas, and with a point in decimal numbers. ${columns}`,
    ],
    [
      'tabs',
      sound.replaceAll(',', '\t'),
      `budgets.csv:1: columns are separated by tabs. Save the file with commas, and with a point in decimal numbers. ${columns}`,
    ],
    [
      'UTF-16',
      Buffer.from(`\uFEFF${sound}`, 'utf16le'),
      `budgets.csv: is not UTF-8 text (UTF-16, which Excel calls "Unicode Text", is likely): ${utf8}`,
    ],
    [
      'UTF-16 without a mark',
      Buffer.from(sound, 'utf16le'),
      `budgets.csv: is not UTF-8 text (UTF-16, which Excel calls "Unicode Text", is likely): ${utf8}`,
    ],
    [
      'Latin-1',
      Buffer.from(`${BUDGETS}2026-11,total,,5\n2026-11,feature,Bücher,5\n`, 'latin1'),
      `budgets.csv:3: is not UTF-8 text (line 3 is the first to show it; Latin-1 or Windows-1252 is likely): ${utf8}`,
    ],
    [
      'a workbook',
      Buffer.from('PK\u0003\u0004rest'),
      'budgets.csv: is an Excel workbook (or another zip archive), not text: save the sheet as "CSV UTF-8"',
    ],
    ['nothing', '', `budgets.csv:1: there is no header: the first line must name the columns. ${columns}`],
    [
      'no header',
      '2026-11,total,,5\n',
      `budgets.csv:1: there is no header: the first line must name the columns. ${columns}`,
    ],
    [
      'dates of another form',
      `${BUDGETS}${['01', '02', '03', '04', '05'].map((month) => `${month}.2026,total,,5\n`).join('')}`,
      'budgets.csv:2: period: must be a month, YYYY-MM; this one does not begin with the year (on 5 lines, the last is 6)',
    ],
    [
      'bare thousands separators',
      `${BUDGETS}${['1', '2', '3', '4'].map((month) => `2026-0${month},total,,1,250.00\n`).join('')}`,
      'budgets.csv:2: has 5 values for 4 columns: a comma inside a value splits it. Write 1250.50 and not 1,250.50, and put text that has a comma in quotes (on 4 lines, the last is 5)',
    ],
    [
      'other separators below the header',
      `${BUDGETS}2026-11;total;;5\n`,
      'budgets.csv:2: values are separated by semicolons: separate them with commas, as the header is',
    ],
    [
      'columns without a name',
      'period,scope,scope_id,amount_usd,,\n2026-11,total,,5,,\n',
      `budgets.csv:1: column 5 has no name: take it out, with the commas that make it. ${columns}`,
    ],
    [
      'a column twice',
      'period,scope,scope_id,amount_usd,amount_usd\n2026-11,total,,5,6\n',
      `budgets.csv:1: amount_usd: the column is there twice: take one of the two out. ${columns}`,
    ],
  ])('%s', (_name, content, message) => {
    expect(read({ 'budgets.csv': content }).errors).toEqual([message]);
  });

  it('tabs in YAML', () => {
    expect(read({ 'registry.yaml': REGISTRY.replaceAll('  -', '\t-') }).errors).toEqual([
      'registry.yaml:2: is not valid YAML: this line is indented with a tab. Indent with spaces, here and wherever else the file has tabs',
    ]);
  });

  it('a section that is no list, an entry that has no keys', () => {
    expect(read({ 'registry.yaml': 'teams: { a: b }\nservices: [finder]\n' }).errors).toEqual([
      'registry.yaml:1: teams: must be a list',
    ]);
    expect(read({ 'registry.yaml': 'teams: [search]\nservices: [~]\n' }).errors).toEqual([
      'registry.yaml:1: teams[0]: must be an entry with keys, such as { key: value }',
      'registry.yaml:2: services[0]: must be an entry with keys, such as { key: value }',
    ]);
  });

  it('YAML in UTF-16', () => {
    expect(read({ 'registry.yaml': Buffer.from(`\uFEFF${REGISTRY}`, 'utf16le') }).errors).toEqual([
      expect.stringMatching(/^registry\.yaml: is not UTF-8 text \(UTF-16/),
    ]);
  });

  it('a byte order mark and emptied rows are no mistake', () => {
    expect(read({ 'budgets.csv': `\uFEFF${sound.replaceAll('\n', '\r\n')},,,\r\n` }).errors).toEqual([]);
  });
});

describe('what may be meant is a warning', () => {
  const owners = (list: string) => REGISTRY.replace('owners: [{ team_id: search }]', `owners: [${list}]`);
  const key = 'identities: [{ kind: api_key, provider: openai, value: k, service_id: finder }]\n';
  it.each([
    [
      { 'registry.yaml': owners('{ team_id: search, to: 2026-03-01 }, { team_id: platform, from: 2026-04-01 }') },
      'registry.yaml:5: services[0].owners[1].from: "finder" has no owner from 2026-03-01 until 2026-04-01: what it costs then is unowned',
    ],
    [
      { 'registry.yaml': owners('{ team_id: search, to: 2026-10-01 }') + key },
      'registry.yaml:5: services[0].owners[0].to: "finder" has no owner from 2026-10-01 on, although identities still name it: what it costs then is unowned',
    ],
    [
      { 'registry.yaml': owners('{ team_id: search, from: 2026-10-01 }') + key },
      'registry.yaml:5: services[0].owners[0].from: "finder" has no owner before 2026-10-01, although identities name it from 2026-08-01 on: what it costs then is unowned',
    ],
    [
      identities('kind: api_key, provider: anthropic, value: key_1'),
      'registry.yaml:9: identities[0].provider: no source of the configuration is of anthropic, so no usage carries this api_key',
    ],
    [
      allocation('method: proportional, driver: "metric:search", targets: [chat-web]'),
      'registry.yaml:9: allocations[0].driver: the business metric "search" is counted for none of the targets, which share the cost evenly then',
    ],
    [
      budget('2026-11,environment,staging,1'),
      'budgets.csv:2: scope_id: no environment "staging" in the registry: only requests whose tag env or environment says so count towards it',
    ],
    [
      metric('2026-11-01,finder,,,search,1,-20'),
      'metrics.csv:2: revenue_usd: is negative: it lowers the revenue and the margin of the day. A refund may be meant',
    ],
    [
      invoice('anthropic,elsewhere,2026-10,I1,,1,0,0,1,USD'),
      'invoices.csv:2: account: no source has the account "elsewhere", and no gateway routes to it: nothing says who caused what it invoices',
    ],
  ])('%j', (files, message) => {
    expect(read(files)).toEqual({ errors: [], warnings: [message] });
  });
});
