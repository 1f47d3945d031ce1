import { gatewaySources } from '../../ingest/gateways/gateway-source.js';

const gateways = gatewaySources.map(({ type }) => type).filter((type) => type !== 'mapped');

/** The first tokenledger.yaml: every key with what it means. It loads as it stands. */
export const CONFIG_TEMPLATE = `# Token Ledger configuration. Paths are relative to this file. \`tokenledger doctor\` checks it.

# Where the tables live. DuckDB is one file and needs no set-up. For BigQuery:
#   engine: { type: bigquery, project: my-project, location: EU, dataset_prefix: tl_ }
# \`maximum_bytes_billed\`, in bytes, caps each query of Token Ledger itself; Dataform's jobs have no such cap.
engine: { type: duckdb, path: ./tokenledger.duckdb }

# Who bills (openai, anthropic) and who logs requests in front of them
# (${gateways.join(', ')}).
# \`account\` is your name for the billing organization; it stands in every table.
# \`api_key_env\` names an environment variable: keys never stand in a file.
sources:
  # An organization admin key: https://platform.openai.com/settings/organization/admin-keys
  - { type: openai, account: my-openai, api_key_env: OPENAI_ADMIN_KEY, start_date: 2026-01-01 }
  # An admin key: https://platform.claude.com/settings/admin-keys
  - { type: anthropic, account: my-anthropic, api_key_env: ANTHROPIC_ADMIN_KEY, start_date: 2026-01-01 }
  # What to export of each gateway: docs/gateways.md. One JSON object a line, plain or .gz.
  # \`routes\` are the billing accounts behind the gateway, so that its requests are not counted twice.
  # - { type: litellm, gateway: main-gateway, path: ./logs/litellm-*.jsonl.gz, routes: [my-openai, my-anthropic] }
  # Any other gateway's log, through a mapping file of your own (docs/mappings.md, \`tokenledger mapping check\`).
  # - { type: mapped, gateway: my-gateway, path: ./logs/*.jsonl, mapping: ./my-gateway.yaml, routes: [my-openai] }

registry: ./registry.yaml           # teams, services, who owns what: a file, or a folder of them
budgets: ./budgets.csv
metrics: ./business_metrics.csv     # what the money bought: conversations, tickets, reports
invoices: ./invoices.csv
contracts: ./contracts.csv          # negotiated prices; list prices come with the package

# Request tags that are landed (these are the defaults); all others stay outside.
# tags: { service: [project, service], feature: [feature], environment: [env, environment], customer: [customer] }

# E-mail addresses are landed as salted hashes unless you decide otherwise.
# privacy: { keep_emails: false }
`;

export const REGISTRY_TEMPLATE = `# Who owns what. Dates are UTC days, half-open: from is in, to is out, an open end is left out.
# A change is a new entry with a date, never an edit: closed months must not move.

teams:
  - { team_id: search, name: Search, cost_center: CC-220 }
  - { team_id: platform, name: Platform, cost_center: CC-100 }

services:                            # kind: direct, or shared (its cost is passed on by an allocation)
  - { service_id: semantic-search, product: search, kind: direct, environment: prod, owners: [{ team_id: search, from: 2024-01-01 }] }
  - { service_id: llm-gateway, product: platform, kind: shared, environment: prod, owners: [{ team_id: platform, from: 2024-01-01 }] }

# What in the traffic names which service. With \`provider\`: api_key, sub_account, principal;
# with \`gateway\`: virtual_key, gateway_team, gateway_user; and tag, whose value reads name=value.
identities:
  - { kind: sub_account, provider: openai, value: proj_replace_me, service_id: semantic-search, from: 2024-01-01 }
  - { kind: tag, value: service=semantic-search, service_id: semantic-search, from: 2024-01-01 }

# How the cost of a shared service is passed on. method: even, fixed, proportional;
# driver: direct_cost, input_tokens, output_tokens, requests, metric:<unit>.
allocations:
  - { rule_id: gateway-shared, shared_service_id: llm-gateway, method: proportional, driver: direct_cost, targets: [semantic-search], from: 2024-01-01 }

# Tags that must not be used any more, and who inherits what still carries them.
retired_tags:
  - { name: project, value: search-v1, retired_on: 2026-01-01, successor: semantic-search }
`;
