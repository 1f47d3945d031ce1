import { addDays, daysBetween } from './days.js';
import { type DayTraffic, generateDay } from './generate-day.js';
import { logFilesOn } from './log-files.js';
import { type CompanySize, DEFAULT_SIZE, planDays } from './plan-days.js';
import type { Pricer } from './pricer.js';
import type { ServedRequests } from './served-requests.js';
import type { ToolCharge, UsageCell } from './usage-cell.js';
import { writeLogFile } from './write-log-files.js';

/** What the providers and the business counted on a UTC day; a few hundred rows, however many requests there were. */
export interface CompanyDay {
  readonly day: string;
  readonly cells: readonly UsageCell[];
  readonly toolCharges: readonly ToolCharge[];
  readonly served: readonly ServedRequests[];
}

export interface Company {
  readonly size: CompanySize;
  readonly days: ReadonlyMap<string, CompanyDay>;
  /** Writes the gateway's log files of the half-open range of UTC days, the same bytes every time. */
  writeLogs(folder: string, from: string, to: string): Promise<void>;
}

export interface GenerateOptions extends Partial<CompanySize> {
  readonly pricer: Pricer;
  /** Writes the logs of the days before this one on the way; they would have to be generated twice otherwise. */
  readonly logs?: { readonly folder: string; readonly before: string };
  readonly onDay?: (finished: number, total: number) => void;
}

/** Generates the invented company day by day; only the day at hand and the one before it are held with their requests. */
export async function generateCompany(options: GenerateOptions): Promise<Company> {
  const { pricer, logs, onDay } = options;
  const size: CompanySize = {
    seed: options.seed ?? DEFAULT_SIZE.seed,
    requests: options.requests ?? DEFAULT_SIZE.requests,
    from: options.from ?? DEFAULT_SIZE.from,
    to: options.to ?? DEFAULT_SIZE.to,
  };
  const plans = new Map(planDays(size).map((plan) => [plan.day, plan]));
  const generate = (day: string): DayTraffic => {
    const plan = plans.get(day);
    if (plan === undefined) throw new Error(`${day} is outside the company's window ${size.from} to ${size.to}`);
    return generateDay(plan, size, pricer);
  };
  const days = new Map<string, CompanyDay>();
  const recent = createRecentDays(generate);
  let writing: Promise<void> = Promise.resolve();
  for (const day of plans.keys()) {
    const { cells, toolCharges, served } = recent.trafficOn(day);
    days.set(day, { day, cells, toolCharges, served });
    if (logs !== undefined && day < logs.before) {
      const files = logFilesOn(day, size, (other) => recent.trafficOn(other).events);
      await writing;
      // Compressing one day goes on while the next one is generated.
      writing = writeAll(logs.folder, files);
    }
    onDay?.(days.size, plans.size);
  }
  await writing;
  return {
    size,
    days,
    writeLogs: async (folder, from, to) => {
      const eventsOn = (other: string) => recent.trafficOn(other).events;
      for (const day of daysBetween(from, to).filter((day) => plans.has(day)))
        await writeAll(folder, logFilesOn(day, size, eventsOn));
    },
  };
}

async function writeAll(folder: string, files: ReturnType<typeof logFilesOn>): Promise<void> {
  for (const file of files) await writeLogFile(folder, file);
}

/** Keeps a day and the day before it; an older one is generated again when a late file needs it. */
function createRecentDays(generate: (day: string) => DayTraffic): { trafficOn(day: string): DayTraffic } {
  const kept = new Map<string, DayTraffic>();
  return {
    trafficOn: (day) => {
      const known = kept.get(day);
      if (known !== undefined) return known;
      const traffic = generate(day);
      const newest = [...kept.keys()].at(-1);
      if (newest !== undefined && day < newest && addDays(day, 1) !== newest) return traffic;
      kept.set(day, traffic);
      for (const other of [...kept.keys()].slice(0, -2)) kept.delete(other);
      return traffic;
    },
  };
}
