import type Big from 'big.js';
import type { Row } from '../../warehouse/warehouse.js';
import { formatUsd, sumKnown, toDecimal } from './format-amount.js';
import type { TableColumn } from './render-table.js';
import { roundTogether } from './round-together.js';

/** What a row costs: what is billed of it, and what is not billed yet at contracted or list rates. Null is not known. */
export interface Cost {
  readonly billed: Big | null;
  readonly estimate: Big | null;
  readonly total: Big | null;
}

/** The cost of a mart's row with `billed_cost_usd` and `effective_cost_usd`. */
export function costOf(row: Row): Cost {
  const billed = toDecimal(row.billed_cost_usd);
  const total = toDecimal(row.effective_cost_usd);
  return { billed, total, estimate: total === null ? null : total.minus(billed ?? 0) };
}

export function sumCosts(costs: readonly Cost[]): Cost {
  const sum = (part: keyof Cost): Big | null => sumKnown(costs.map((cost) => cost[part]));
  return { billed: sum('billed'), estimate: sum('estimate'), total: sum('total') };
}

/** Something of it is not billed. */
export function isEstimated({ billed, estimate }: Cost): boolean {
  return billed === null || estimate === null || !estimate.eq(0);
}

/** An amount as it stands alone: `12.34`, or `est. 12.34` where something of it is not billed. */
export function formatCost(cost: Cost): string {
  if (cost.total === null) return formatUsd(cost.billed);
  return `${isEstimated(cost) ? 'est. ' : ''}${formatUsd(cost.total)}`;
}

/** Costs of a table, rounded to cents so that every row and every column adds up as it is shown. */
export function roundCosts(costs: readonly Cost[], isFixed: (index: number) => boolean = () => false): Cost[] {
  const round = (part: 'billed' | 'total'): readonly (Big | null)[] =>
    roundTogether(
      costs.map((cost) => cost[part]),
      2,
      { isFixed },
    );
  const [billed, total] = [round('billed'), round('total')];
  return costs.map((_, index) => {
    const [part, whole] = [billed[index] ?? null, total[index] ?? null];
    return { billed: part, total: whole, estimate: whole === null ? null : whole.minus(part ?? 0) };
  });
}

/** Heads of the columns of `formatCosts`. */
export function costColumns(hasEstimate: boolean, whole: string): TableColumn[] {
  const titles = hasEstimate ? ['Billed', 'Estimate', whole] : ['Billed'];
  return titles.map((title) => ({ title, align: 'right' }));
}

/** What is billed, and where some of a table is not, the estimate of the rest and both together. */
export function formatCosts(cost: Cost, hasEstimate: boolean): string[] {
  if (!hasEstimate) return [formatUsd(cost.billed)];
  const isNothing = cost.estimate?.eq(0) === true;
  return [
    cost.billed === null ? '-' : formatUsd(cost.billed),
    isNothing ? '-' : formatUsd(cost.estimate),
    formatUsd(cost.total),
  ];
}
