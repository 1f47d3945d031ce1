import { GATEWAY_STREAMS } from './gateway-streams.js';
import { pollBatch, recordDirectTraffic } from './generate-direct.js';
import { generateStream } from './generate-stream.js';
import type { CompanySize, DayPlan } from './plan-days.js';
import type { Pricer } from './pricer.js';
import type { RequestEvent } from './request-event.js';
import { createServedCounter, type ServedRequests } from './served-requests.js';
import { createCellBook, type ToolCharge, type UsageCell } from './usage-cell.js';

/** Everything that happened on one UTC day: what the gateway logged and what the providers counted. */
export interface DayTraffic {
  readonly day: string;
  /** In the order of their start. */
  readonly events: readonly RequestEvent[];
  readonly cells: readonly UsageCell[];
  readonly toolCharges: readonly ToolCharge[];
  readonly served: readonly ServedRequests[];
}

/** One day of the company, the same for the same seed whichever other days are generated. */
export function generateDay(plan: DayPlan, size: CompanySize, pricer: Pricer): DayTraffic {
  const { day } = plan;
  const book = createCellBook(day);
  const events: RequestEvent[] = [];
  const served = createServedCounter();
  const emit = (event: RequestEvent) => {
    events.push(event);
  };
  for (const stream of GATEWAY_STREAMS)
    generateStream({ stream, day, seed: size.seed, pricer, book, served, emit }, plan.counts.get(stream.id) ?? 0);
  const toolCharges = recordDirectTraffic(plan, size, pricer, book);
  const cells = book.cells();
  events.push(...pollBatch(day, size.seed, cells));
  events.sort((a, b) => a.startMs - b.startMs || (a.requestId < b.requestId ? -1 : 1));
  return { day, events, cells, toolCharges, served: served.counts() };
}
