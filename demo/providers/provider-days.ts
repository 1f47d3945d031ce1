import { addDays } from '../days.js';
import type { CompanyDay } from '../generate-company.js';
import type { Pricer } from '../pricer.js';
import type { ToolCharge, UsageCell } from '../usage-cell.js';
import { type Restatement, restateCells } from './restatement.js';

/** What the providers know and show at a moment: everything of the days before `today`. */
export interface ProviderDays {
  today(): string;
  setToday(day: string): void;
  usageOn(day: string): readonly UsageCell[];
  /** Cells whose cost report is out; it follows the usage by a day. */
  billedOn(day: string): readonly UsageCell[];
  toolChargesOn(day: string): readonly ToolCharge[];
  isBilled(day: string): boolean;
  readonly pricer: Pricer;
}

export interface ProviderDaysOptions {
  readonly days: ReadonlyMap<string, CompanyDay>;
  readonly pricer: Pricer;
  readonly today: string;
  readonly restatements: readonly Restatement[];
}

export function createProviderDays({ days, pricer, today, restatements }: ProviderDaysOptions): ProviderDays {
  let current = today;
  const isBilled = (day: string) => addDays(day, 1) < current;
  const usageOn = (day: string) =>
    day < current ? restateCells(days.get(day)?.cells ?? [], day, current, restatements) : [];
  return {
    today: () => current,
    setToday: (day) => {
      current = day;
    },
    usageOn,
    billedOn: (day) => (isBilled(day) ? usageOn(day) : []),
    toolChargesOn: (day) => (isBilled(day) ? (days.get(day)?.toolCharges ?? []) : []),
    isBilled,
    pricer,
  };
}
