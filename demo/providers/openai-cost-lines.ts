import Big from 'big.js';
import type { Pricer } from '../pricer.js';
import type { CellMeter, ToolCharge, UsageCell } from '../usage-cell.js';
import type { ProviderDays } from './provider-days.js';

/** What OpenAI charges, before it is summed for an answer. Dollars, exact. */
export interface OpenaiCostLine {
  readonly projectId: string | null;
  readonly apiKeyId: string | null;
  readonly lineItem: string;
  readonly amountUsd: Big;
  readonly quantity: number | null;
  readonly quantityUnit: string | null;
}

const METER_NAMES: readonly (readonly [CellMeter, string])[] = [
  ['input', 'input'],
  ['input_cache_read', 'cached input'],
  ['input_cache_write_30m', 'cache writes'],
  ['output', 'output'],
];

export function openaiCostLines(days: ProviderDays, day: string): OpenaiCostLine[] {
  return [
    ...days
      .billedOn(day)
      .filter((cell) => cell.provider === 'openai')
      .flatMap((cell) => linesOf(cell, days.pricer)),
    ...days.toolChargesOn(day).map(toolLine),
  ];
}

function linesOf(cell: UsageCell, pricer: Pricer): OpenaiCostLine[] {
  const charges = pricer.chargesOf(cell);
  return METER_NAMES.flatMap(([meter, name]) => {
    const amountUsd = charges.get(meter);
    if (amountUsd === undefined) return [];
    return [
      {
        projectId: cell.subAccountId,
        apiKeyId: cell.apiKeyId,
        lineItem: `${cell.serviceTier === 'priority' ? 'priority | ' : ''}${cell.model}, ${name}${cell.bandFrom > 0 ? ', long context' : ''}`,
        amountUsd,
        quantity: cell.quantities[meter],
        quantityUnit: 'tokens',
      },
    ];
  });
}

function toolLine({ identity, lineItem, amountUsd, quantity, quantityUnit }: ToolCharge): OpenaiCostLine {
  return {
    projectId: identity.subAccountId,
    apiKeyId: identity.apiKeyId,
    lineItem,
    amountUsd: new Big(amountUsd),
    quantity,
    quantityUnit,
  };
}
