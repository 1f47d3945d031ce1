import type Big from 'big.js';
import type { Pricer } from '../pricer.js';
import type { CellMeter, UsageCell } from '../usage-cell.js';
import { contextWindowOf } from './anthropic-usage.js';
import type { ProviderDays } from './provider-days.js';

/** What Anthropic charges, before it is summed for an answer. Cents after the contract's discount, exact. */
export interface AnthropicCostLine {
  readonly workspaceId: string | null;
  readonly description: string;
  readonly amountCents: Big;
  /** What grouping by description tells besides: type, model, tier, window, geography. */
  readonly details: Readonly<Record<string, string | null>>;
}

const TOKEN_TYPES: readonly (readonly [CellMeter, string, string])[] = [
  ['input', 'uncached_input_tokens', 'Input Tokens'],
  ['input_cache_read', 'cache_read_input_tokens', 'Input Tokens, Cache Read'],
  ['input_cache_write_5m', 'cache_creation.ephemeral_5m_input_tokens', 'Input Tokens, Cache Write'],
  ['input_cache_write_1h', 'cache_creation.ephemeral_1h_input_tokens', 'Input Tokens, Cache Write (1h)'],
  ['output', 'output_tokens', 'Output Tokens'],
];

export function anthropicCostLines(days: ProviderDays, day: string): AnthropicCostLine[] {
  return (
    days
      .billedOn(day)
      // Refused requests are in the usage report and in no bill.
      .filter((cell) => cell.provider === 'anthropic' && cell.isCharged)
      .flatMap((cell) => linesOf(cell, days.pricer))
  );
}

function linesOf(cell: UsageCell, pricer: Pricer): AnthropicCostLine[] {
  const charges = pricer.chargesOf(cell);
  const lines = TOKEN_TYPES.flatMap(([meter, tokenType, words]): AnthropicCostLine[] => {
    const amountUsd = charges.get(meter);
    if (amountUsd === undefined) return [];
    return [
      {
        workspaceId: cell.subAccountId,
        description: `${displayName(cell.model)} Usage - ${words}${variantOf(cell)}`,
        amountCents: amountUsd.times(100),
        details: {
          cost_type: 'tokens',
          token_type: tokenType,
          model: cell.model,
          service_tier: cell.serviceTier,
          context_window: contextWindowOf(cell),
          inference_geo: cell.region,
        },
      },
    ];
  });
  const searches = charges.get('web_search');
  if (searches !== undefined)
    lines.push({
      workspaceId: cell.subAccountId,
      description: 'Web Search Usage',
      amountCents: searches.times(100),
      details: { ...NO_DETAILS, cost_type: 'web_search' },
    });
  return lines;
}

export const NO_DETAILS: Readonly<Record<string, null>> = {
  cost_type: null,
  token_type: null,
  model: null,
  service_tier: null,
  context_window: null,
  inference_geo: null,
};

/** What sets two charges of one model and token type apart in words. */
function variantOf(cell: UsageCell): string {
  return [
    cell.serviceTier === 'batch' ? ', Batch' : '',
    cell.region === 'us' ? ', US Inference' : '',
    cell.isLongWindow ? ', Long Context' : '',
  ].join('');
}

/** `claude-haiku-4-5-20251001` is "Claude Haiku 4.5". */
function displayName(model: string): string {
  const match = /^claude-([a-z]+)-(\d+)(?:-(\d))?(?:-\d{8})?$/.exec(model);
  if (match === null) return model;
  const [, family = '', major = '', minor] = match;
  const version = minor === undefined ? major : `${major}.${minor}`;
  return `Claude ${family.slice(0, 1).toUpperCase()}${family.slice(1)} ${version}`;
}
