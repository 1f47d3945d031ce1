import type { ProviderIdentity } from './company.js';

/** Meters the demo's traffic has. Disjoint, whole numbers. */
export const CELL_METERS = [
  'request',
  'input',
  'input_cache_read',
  'input_cache_write_5m',
  'input_cache_write_30m',
  'input_cache_write_1h',
  'output',
  'web_search',
] as const;

export type CellMeter = (typeof CELL_METERS)[number];

/** Which road the usage took: what is `unlogged` went through the gateway, but the gateway never saw it. */
export type Via = 'gateway' | 'unlogged' | 'direct';

export type ExpectedEvidence = 'gateway_record' | 'api_key' | 'sub_account' | 'request_tag' | 'inherited' | 'none';

/** What a cell's usage has in common, besides its day. */
export interface CellIdentity extends ProviderIdentity {
  readonly report: 'completions' | 'embeddings';
  /** As the provider reports it. */
  readonly model: string;
  readonly serviceTier: 'standard' | 'batch' | 'priority';
  readonly region: 'global' | 'us' | 'not_available';
  /** Least input of the context band that the request was priced in. */
  readonly bandFrom: number;
  /** Anthropic's usage report tells requests above 200,000 input tokens apart. */
  readonly isLongWindow: boolean;
  /** False where the provider counts the usage and does not charge it: Anthropic's refusals. */
  readonly isCharged: boolean;
  readonly via: Via;
  /** The service that really caused it, or a name for who did outside the registry. */
  readonly owner: string;
  /** The service that the best evidence in the traffic names; NULL when nothing does. */
  readonly namedOwner: string | null;
  readonly evidence: ExpectedEvidence;
}

/** One row per UTC day × what usage has in common: the finest grain of the provider's side. */
export interface UsageCell extends CellIdentity {
  readonly day: string;
  readonly quantities: Readonly<Record<CellMeter, number>>;
}

/** A charge of the provider's that no usage report explains. */
export interface ToolCharge {
  readonly day: string;
  readonly identity: ProviderIdentity;
  readonly lineItem: string;
  readonly quantity: number | null;
  readonly quantityUnit: string | null;
  readonly amountUsd: string;
  readonly owner: string;
}

/** Sums usage of one day into cells. */
export interface CellBook {
  /** The running sums of a cell; adding to them adds to the cell. */
  sumsOf(identity: CellIdentity): Record<CellMeter, number>;
  cells(): UsageCell[];
}

export function createCellBook(day: string): CellBook {
  const cells = new Map<string, { identity: CellIdentity; quantities: Record<CellMeter, number> }>();
  return {
    sumsOf(identity) {
      const key = keyOf(identity);
      const known = cells.get(key);
      if (known !== undefined) return known.quantities;
      const quantities = emptyQuantities();
      cells.set(key, { identity, quantities });
      return quantities;
    },
    cells: () =>
      [...cells.entries()]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, { identity, quantities }]) => ({ day, ...identity, quantities })),
  };
}

function keyOf(cell: CellIdentity): string {
  return `${cell.provider}|${cell.subAccountId}|${cell.apiKeyId}|${cell.userId}|${cell.report}|${cell.model}|${cell.serviceTier}|${cell.region}|${cell.bandFrom}|${cell.isLongWindow}|${cell.isCharged}|${cell.via}|${cell.owner}|${cell.namedOwner}|${cell.evidence}`;
}

export function emptyQuantities(): Record<CellMeter, number> {
  return {
    request: 0,
    input: 0,
    input_cache_read: 0,
    input_cache_write_5m: 0,
    input_cache_write_30m: 0,
    input_cache_write_1h: 0,
    output: 0,
    web_search: 0,
  };
}
