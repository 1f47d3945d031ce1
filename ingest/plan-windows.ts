import type { DayWindow } from './source.js';
import { addDays } from './sources/bucket-report.js';

export interface PullPlan {
  /** First day the source is configured for. */
  readonly startDate: string;
  /** First day asked for on the command line, if any. */
  readonly from?: string | undefined;
  /** Exclusive end asked for on the command line, if any. */
  readonly to?: string | undefined;
  /** The current UTC day, which is not complete yet. */
  readonly today: string;
  readonly trailingDays: number;
  /** Days that are landed. */
  readonly landedDays: ReadonlySet<string>;
  readonly maxDays: number;
}

/**
 * The windows to pull, oldest first. Without `from`, a pull goes on where the landed days end and takes the trailing days
 * before that again, since providers restate them. Only complete UTC days are pulled.
 */
export function planWindows(plan: PullPlan): DayWindow[] {
  const end = plan.to === undefined || plan.to > plan.today ? plan.today : plan.to;
  const start = plan.from ?? resumeFrom(plan, end);
  const windows: DayWindow[] = [];
  for (let from = start; from < end; ) {
    let to = addDays(from, plan.maxDays);
    if (to > end) to = end;
    windows.push({ from, to });
    from = to;
  }
  return windows;
}

function resumeFrom({ startDate, trailingDays, landedDays }: PullPlan, end: string): string {
  let firstMissing = startDate;
  while (firstMissing < end && landedDays.has(firstMissing)) firstMissing = addDays(firstMissing, 1);
  const again = addDays(firstMissing, -trailingDays);
  return again < startDate ? startDate : again;
}
