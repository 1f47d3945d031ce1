import { Big } from 'big.js';

/** One number of one row; absent when the provider did not report it. */
export type Quantity = string | number | null | undefined;

interface DayTotal {
  sum: Big;
  /** Σ of absolute values, which bounds the noise of binary decimals. */
  magnitude: Big;
}

/** Exact sums of an answer's numbers, by UTC day and field. */
export class ControlTotals {
  readonly #totals = new Map<string, Map<string, DayTotal>>();

  add(day: string, quantities: Readonly<Record<string, Quantity>>): void {
    const fields = this.#totals.get(day) ?? new Map<string, DayTotal>();
    this.#totals.set(day, fields);
    for (const [field, quantity] of Object.entries(quantities)) {
      if (quantity === null || quantity === undefined) continue;
      const number = new Big(quantity);
      const total = fields.get(field);
      if (total === undefined) {
        fields.set(field, { sum: number, magnitude: number.abs() });
      } else {
        total.sum = total.sum.plus(number);
        total.magnitude = total.magnitude.plus(number.abs());
      }
    }
  }

  /**
   * The first difference to the ungrouped answer, in words, or null. A field that the ungrouped answer does not report
   * for a day on which it reports others cannot be compared. `relativeTolerance` is for numbers printed from binary
   * floating point; decimals that came as text must agree to the last digit.
   */
  findDifference(ungrouped: ControlTotals, relativeTolerance: number): string | null {
    for (const day of new Set([...this.#totals.keys(), ...ungrouped.#totals.keys()])) {
      const mine = this.#totals.get(day) ?? new Map<string, DayTotal>();
      const theirs = ungrouped.#totals.get(day) ?? new Map<string, DayTotal>();
      for (const field of new Set([...mine.keys(), ...theirs.keys()])) {
        if (theirs.size > 0 && !theirs.has(field)) continue;
        const grouped = mine.get(field)?.sum ?? new Big(0);
        const total = theirs.get(field)?.sum ?? new Big(0);
        const tolerated = (mine.get(field)?.magnitude ?? new Big(0)).times(relativeTolerance);
        if (grouped.minus(total).abs().gt(tolerated)) {
          return `${field} of ${day} is ${grouped.toFixed()} in the grouped rows but ${total.toFixed()} in total`;
        }
      }
    }
    return null;
  }
}
