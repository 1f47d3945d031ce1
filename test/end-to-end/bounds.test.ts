import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { gatewayRequests } from '../../ingest/raw/gateway-tables.js';
import { ingestBatchDays, ingestBatches } from '../../ingest/raw/manifest-tables.js';
import * as provider from '../../ingest/raw/provider-tables.js';
import { rawTables } from '../../ingest/raw/raw-tables.js';
import * as reference from '../../ingest/raw/reference-tables.js';
import { readBooks } from '../../pricing/read-books.js';
import { DuckDbWarehouse } from '../../warehouse/duckdb/duckdb-warehouse.js';
import type { RawTable } from '../../warehouse/raw-table.js';
import type { Row } from '../../warehouse/warehouse.js';

// What landing lets through: counts up to 10^10 a record, logged cost up to 10^9, times from 2020 to a day from now.

const DAYS = ['2020-01-01', '2026-02-28', '2026-10-30', '2026-10-31', '2026-11-01'];
const GATEWAY_ROWS = 2000;
const PROVIDER_ROWS = 200;

const count = fc.oneof(
  { arbitrary: fc.constantFrom(0, 1, 10_000_000_000), weight: 3 },
  { arbitrary: fc.integer({ min: 0, max: 2 ** 31 - 1 }), weight: 1 },
);
const cost = fc.constantFrom(-1_000_000_000, 0, 1_000_000_000, 0.000000001);
const MODELS = [
  ['openai', 'gpt-5.5-2026-04-23', 'https://api.openai.com/v1'],
  ['openai', 'gpt-4o', 'https://api.openai.com/v1'],
  ['anthropic', 'claude-opus-4-1-20250805', 'https://api.anthropic.com'],
  ['anthropic', 'a-model-that-nobody-knows', 'https://api.anthropic.com'],
] as const;

const request = fc
  .record({
    day: fc.constantFrom(...DAYS),
    model: fc.constantFrom(...MODELS),
    team: fc.constantFrom('team-a', 'team-b', 'nobody'),
    convention: fc.constantFrom('inside', 'beside', 'unknown'),
    input: count,
    read: count,
    write: count,
    output: count,
    searches: count,
    cost,
    customer: fc.constantFrom('x', 'y', null),
  })
  .map(
    ({
      day,
      model: [provider_name, model_id, api_base],
      team,
      convention,
      input,
      read,
      write,
      output,
      ...rest
    }): Row => ({
      batch_id: 'bounds',
      gateway: 'gw',
      mapping: 'bounds',
      usage_date: day,
      started_at: `${day}T10:00:00Z`,
      ended_at: `${day}T10:00:01Z`,
      request_status: 'success',
      call_type: 'acompletion',
      gateway_team_id: team,
      provider_name,
      model_id,
      api_base,
      token_convention: convention,
      reasoning_convention: 'inside',
      input_tokens: input,
      input_cache_read_tokens: read,
      input_cache_write_tokens: write,
      output_tokens: output,
      web_search_count: rest.searches,
      logged_cost: rest.cost,
      logged_cost_unit: 'usd',
      customer_tag: rest.customer,
      is_gateway_cache_hit: false,
      is_retrieval: false,
    }),
  );

const usage = fc.record({
  day: fc.constantFrom(...DAYS),
  input: count,
  output: count,
  key: fc.constantFrom('k1', 'k2'),
});
const bill = fc.constantFrom('1000000000', '-1000000000', '0.000000001', '1');

const company = fc.record({
  requests: fc.array(request, { minLength: GATEWAY_ROWS, maxLength: GATEWAY_ROWS }),
  usages: fc.array(usage, { minLength: PROVIDER_ROWS, maxLength: PROVIDER_ROWS }),
  bills: fc.array(fc.tuple(fc.constantFrom(...DAYS), bill), { minLength: PROVIDER_ROWS, maxLength: PROVIDER_ROWS }),
});

it('no model overflows at the bounds that landing lets through, at once and in an increment', async () => {
  await fc.assert(
    fc.asyncProperty(company, async (drawn) => {
      const folder = mkdtempSync(join(tmpdir(), 'tokenledger-bounds-'));
      const warehouse = new DuckDbWarehouse(
        { type: 'duckdb', path: join(folder, 'bounds.duckdb') },
        { env: process.env },
      );
      let files = 0;
      const load = async (table: RawTable, rows: readonly Row[]) => {
        const file = join(folder, `${++files}.ndjson`);
        writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
        await warehouse.land([{ table, file }]);
      };
      const batch = async (batch_id: string) => {
        await load(ingestBatches, [
          { batch_id, source_id: 'bounds', report: 'requests', finished_at: '2026-11-01T00:00:00Z' },
        ]);
        await load(
          ingestBatchDays,
          DAYS.map((usage_date) => ({ batch_id, source_id: 'bounds', usage_date, rows_landed: 1 })),
        );
      };
      try {
        await warehouse.ensureRawTables(rawTables);
        await landReference(load);
        await batch('bounds');
        await load(
          gatewayRequests,
          drawn.requests.map((row, index) => ({ ...row, request_id: `r${index}`, record_hash: `h${index}` })),
        );
        await load(provider.openaiUsageCompletions, drawn.usages.map(openaiUsage));
        await load(
          provider.openaiCosts,
          drawn.bills.map(([day, value], index) => openaiCost(day, value, index)),
        );
        const first = await warehouse.transform({}, () => {});
        expect(first.events.filter(({ status }) => status === 'failed').map(({ message }) => message)).toEqual([]);
        await batch('again');
        const second = await warehouse.transform({}, () => {});
        expect(second.events.filter(({ status }) => status === 'failed').map(({ message }) => message)).toEqual([]);
      } finally {
        await warehouse.close();
        rmSync(folder, { recursive: true, force: true });
      }
    }),
    {
      numRuns: 2,
      endOnFailure: true,
      // The rows drawn would bury what they break.
      asyncReporter: async ({ failed, seed, errorInstance }) => {
        if (failed) throw new Error(`seed ${seed}`, { cause: errorInstance });
      },
    },
  );
}, 600_000);

async function landReference(load: (table: RawTable, rows: readonly Row[]) => Promise<void>): Promise<void> {
  const books = readBooks();
  await load(
    reference.rates,
    books.rates.map(({ rate }) => ({ ...rate }) as unknown as Row),
  );
  await load(
    reference.modelAliases,
    books.aliases.map(({ alias }) => ({ ...alias }) as unknown as Row),
  );
  await load(reference.teams, [
    { team_id: 'a', cost_center: 'A' },
    { team_id: 'b', cost_center: 'B' },
  ]);
  await load(
    reference.services,
    ['a', 'b', 'hub'].map((service_id) => ({ service_id, kind: service_id === 'hub' ? 'shared' : 'direct' })),
  );
  await load(
    reference.serviceOwners,
    ['a', 'b', 'hub'].map((service_id) => ({ service_id, team_id: service_id === 'hub' ? 'a' : service_id })),
  );
  await load(reference.identities, [
    { kind: 'gateway_team', gateway: 'gw', identity: 'team-a', service_id: 'a' },
    { kind: 'gateway_team', gateway: 'gw', identity: 'team-b', service_id: 'b' },
    { kind: 'api_key', provider: 'openai', identity: 'k2', service_id: 'hub' },
  ]);
  await load(
    reference.allocationRules,
    ['a', 'b'].map((target_service_id) => ({
      rule_id: 'hub',
      shared_service_id: 'hub',
      method: 'proportional',
      driver: 'direct_cost',
      target_service_id,
    })),
  );
  await load(reference.gatewayRoutes, [{ gateway: 'gw', provider: 'openai', account: 'acme' }]);
  await load(reference.invoices, [
    {
      provider: 'openai',
      account: 'acme',
      period: '2026-10',
      invoice_id: 'i',
      subtotal: '1000000000',
      credits: '-1000000000',
      tax: '1000000000',
      total: '1000000000',
      currency: 'USD',
    },
  ]);
}

function openaiUsage(
  { day, input, output, key }: { day: string; input: number; output: number; key: string },
  index: number,
): Row {
  return {
    batch_id: 'bounds',
    account: 'acme',
    usage_date: day,
    project_id: `p${index}`,
    api_key_id: key,
    model_id: 'gpt-5.5-2026-04-23',
    is_batch: false,
    input_tokens: input,
    input_cached_tokens: 0,
    output_tokens: output,
    num_model_requests: input,
  };
}

function openaiCost(day: string, amount_value: string, index: number): Row {
  return {
    batch_id: 'bounds',
    account: 'acme',
    usage_date: day,
    project_id: `p${index}`,
    api_key_id: 'k1',
    line_item: 'gpt-5.5-2026-04-23, input',
    amount_value,
    amount_currency: 'usd',
  };
}
