import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Config, loadConfig } from '../../cli/config.js';
import { UserError } from '../../warehouse/user-error.js';

const folder = mkdtempSync(join(tmpdir(), 'tokenledger-config-'));
const file = join(folder, 'tokenledger.yaml');

function load(yaml: string): Config {
  writeFileSync(file, yaml);
  return loadConfig(file);
}

function problems(yaml: string): string[] {
  try {
    load(yaml);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.message.replaceAll(`${folder}/`, '').split('\n');
  }
  return [];
}

const ENGINE = 'engine: { type: duckdb, path: ./tokenledger.duckdb }\n';

describe('loadConfig', () => {
  it('takes the promised shape, with paths made absolute and defaults filled in', () => {
    const config = load(`
engine: { type: duckdb, path: ./tokenledger.duckdb }      # or { type: bigquery, … }
sources:
  - { type: openai,    account: acme-openai,    api_key_env: OPENAI_ADMIN_KEY,    base_url: https://api.openai.com/v1, start_date: 2026-08-01 }
  - { type: anthropic, account: acme-anthropic, api_key_env: ANTHROPIC_ADMIN_KEY, start_date: "2026-08-01" }
  - { type: litellm,   gateway: main-gateway,   path: ./logs/litellm-*.jsonl.gz, routes: [acme-openai, { account: acme-anthropic, api_key_ids: [k] }] }
registry: ./registry.yaml
budgets: ./budgets.csv
metrics: /elsewhere/business_metrics.csv
`);
    expect(config).toEqual({
      file,
      directory: folder,
      engine: { type: 'duckdb', path: join(folder, 'tokenledger.duckdb') },
      sources: [
        {
          type: 'openai',
          account: 'acme-openai',
          api_key_env: 'OPENAI_ADMIN_KEY',
          base_url: 'https://api.openai.com/v1',
          start_date: '2026-08-01',
        },
        {
          type: 'anthropic',
          account: 'acme-anthropic',
          api_key_env: 'ANTHROPIC_ADMIN_KEY',
          base_url: 'https://api.anthropic.com',
          start_date: '2026-08-01',
        },
        {
          type: 'litellm',
          gateway: 'main-gateway',
          path: './logs/litellm-*.jsonl.gz',
          routes: [
            { account: 'acme-openai', api_key_ids: [], sub_account_ids: [], hosts: [] },
            { account: 'acme-anthropic', api_key_ids: ['k'], sub_account_ids: [], hosts: [] },
          ],
        },
      ],
      registry: join(folder, 'registry.yaml'),
      budgets: join(folder, 'budgets.csv'),
      metrics: '/elsewhere/business_metrics.csv',
      invoices: undefined,
      contracts: undefined,
      tags: {
        service: ['project', 'service'],
        feature: ['feature'],
        environment: ['env', 'environment'],
        customer: ['customer'],
      },
      privacy: { keep_emails: false },
    });
  });

  it('takes BigQuery, tags and privacy', () => {
    const config = load(`
engine: { type: bigquery, project: my-project, location: EU, dataset_prefix: tl_, maximum_bytes_billed: 20000000000 }
tags: { service: [app] }
privacy: { keep_emails: true }
sources:
`);
    expect(config.engine).toEqual({
      type: 'bigquery',
      project: 'my-project',
      location: 'EU',
      dataset_prefix: 'tl_',
      maximum_bytes_billed: '20000000000',
    });
    expect(config.tags).toEqual({
      service: ['app'],
      feature: ['feature'],
      environment: ['env', 'environment'],
      customer: ['customer'],
    });
    expect(config.privacy.keep_emails).toBe(true);
    expect(config.sources).toEqual([]);
  });
});

describe('a wrong configuration', () => {
  it.each([
    ['1000000', 'must be at least 10485760 (10 MiB): BigQuery bills no less for a table that is read'],
    ['1.5', 'must be a whole number of bytes'],
    ['10 GB', 'must be a plain decimal number'],
  ])('says that maximum_bytes_billed %s would let nothing through or means nothing', (bytes, message) => {
    expect(() => load(`engine: { type: bigquery, project: p, maximum_bytes_billed: ${bytes} }`)).toThrow(message);
  });

  it('is told all its problems at once, with line, path and remedy', () => {
    expect(
      problems(`engine: { type: duckdb, pth: ./t.duckdb }
sources:
  - { type: opnai, account: a, api_key_env: A, start_date: 2026-08-01 }
  - type: anthropic
    account: b
    api_key_env: B KEY
    base_url: ftp://x
    start_date: 2026-02-30
    acount: c
regsitry: ./registry.yaml
privacy: { keep_emails: perhaps }
`),
    ).toEqual([
      '9 problems:',
      'tokenledger.yaml:1: engine.path: must be given',
      'tokenledger.yaml:1: engine.pth: unknown key; did you mean "path"?',
      'tokenledger.yaml:3: sources[0].type: "opnai" is not a source type; did you mean "openai"?',
      'tokenledger.yaml:6: sources[1].api_key_env: must be the name of an environment variable (letters, digits, underscore), such as OPENAI_ADMIN_KEY',
      'tokenledger.yaml:7: sources[1].base_url: must be a URL such as https://api.anthropic.com',
      'tokenledger.yaml:8: sources[1].start_date: must be a date that exists, YYYY-MM-DD',
      'tokenledger.yaml:9: sources[1].acount: unknown key; did you mean "account"?',
      'tokenledger.yaml:10: regsitry: unknown key; did you mean "registry"?',
      'tokenledger.yaml:11: privacy.keep_emails: must be true or false',
    ]);
  });

  it.each([
    'sk-admin-Abc123Def456Ghi789',
    'sk-ant-admin01-xyz',
    'AKIAIOSFODNN7EXAMPLE0',
    'a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6',
  ])('with a key in the place of its name is refused without repeating the key: %s', (key) => {
    const [line = ''] = problems(
      `${ENGINE}sources: [{ type: openai, account: a, api_key_env: ${key}, start_date: 2026-08-01 }]`,
    );
    expect(line).toMatch(/^tokenledger\.yaml:2: sources\[0\]\.api_key_env: this looks like a key itself/);
    expect(line).not.toContain(key);
  });

  it('names accounts and gateways that are used twice', () => {
    expect(
      problems(`${ENGINE}sources:
  - { type: openai, account: acme, api_key_env: A, start_date: 2026-08-01 }
  - { type: anthropic, account: acme, api_key_env: B, start_date: 2026-08-01 }
  - { type: litellm, gateway: g, path: a }
  - { type: litellm, gateway: g, path: b }
`),
    ).toEqual([
      '2 problems:',
      'tokenledger.yaml:4: sources[1].account: the account "acme" is already used by sources[0] (line 3); give each account a name of its own',
      'tokenledger.yaml:6: sources[3].gateway: the gateway "g" is already used by sources[2] (line 5); give each gateway a name of its own',
    ]);
  });

  it('names routes to accounts that are not there, or that cannot be told apart', () => {
    const lines = problems(`${ENGINE}sources:
  - { type: openai, account: first, api_key_env: A, start_date: 2026-08-01 }
  - { type: openai, account: second, api_key_env: B, start_date: 2026-08-01 }
  - { type: litellm, gateway: g, path: a, routes: [frist, first, first] }
  - { type: litellm, gateway: h, path: b, routes: [first, second] }
`);
    expect(lines.slice(1)).toEqual([
      'tokenledger.yaml:5: sources[2].routes[0]: no source has the account "frist"; did you mean "first"?',
      'tokenledger.yaml:5: sources[2].routes[2]: the account "first" is named twice; name it once, with all its api_key_ids or sub_account_ids',
      expect.stringMatching(
        /^tokenledger\.yaml:6: sources\[3\]\.routes\[1\]: "first" and "second" are both openai accounts behind the gateway "h"\. .*one gateway entry per account/,
      ),
    ]);
  });

  it('with tabs or in another encoding is told the cause, once', () => {
    expect(problems(`${ENGINE}sources:\n\t- { type: litellm, gateway: g, path: a }\n\t- { type: x }\n`)).toEqual([
      'tokenledger.yaml:3: is not valid YAML: this line is indented with a tab. Indent with spaces, here and wherever else the file has tabs',
    ]);
    writeFileSync(file, Buffer.from(`\uFEFF${ENGINE}`, 'utf16le'));
    expect(() => loadConfig(file)).toThrow(/tokenledger\.yaml: is not UTF-8 text \(UTF-16.*"CSV UTF-8"\)$/);
  });

  it('that is not YAML, or not there, says so', () => {
    expect(problems('engine: { type: duckdb\nsources: [').join('\n')).toMatch(
      /tokenledger\.yaml:\d: is not valid YAML: /,
    );
    expect(problems('').join('\n')).toMatch(/^tokenledger\.yaml:1: /);
    expect(problems(`${ENGINE}engine: { type: duckdb, path: x }`).join('\n')).toMatch(
      /tokenledger\.yaml:2: is not valid YAML: Map keys must be unique/,
    );
    expect(() => loadConfig(join(folder, 'missing.yaml'))).toThrow(
      /missing\.yaml: cannot be read .* "tokenledger init"/,
    );
  });
});
