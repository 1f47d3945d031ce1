import { GATEWAY_IDENTITIES } from './company.js';
import { DIRECT_STREAMS, type DirectStream } from './direct-streams.js';
import { BATCH_POLLS } from './gateway-streams.js';
import { type CompanySize, type DayPlan, DEFAULT_SIZE, growthOn, weekdayFactor } from './plan-days.js';
import type { Pricer } from './pricer.js';
import { createRandom, type Random } from './random.js';
import { NO_TOKENS, type RequestEvent, type RequestTokens } from './request-event.js';
import type { CellBook, ToolCharge, UsageCell } from './usage-cell.js';

/** Adds what went to the providers past the gateway, and returns the charges that no usage explains. */
export function recordDirectTraffic(plan: DayPlan, size: CompanySize, pricer: Pricer, book: CellBook): ToolCharge[] {
  const scale = size.requests / DEFAULT_SIZE.requests;
  for (const stream of DIRECT_STREAMS) {
    const random = createRandom(`${size.seed}|${plan.day}|${stream.id}`);
    const load = weekdayFactor(plan.day, stream.weekend) * growthOn(plan.index) * (0.85 + 0.3 * random.next());
    const requests = Math.floor(stream.requestsPerDay * scale * load);
    const long = Math.floor(requests * stream.longWindowShare);
    record(plan.day, stream, random, requests - long, stream.input, pricer, book);
    record(plan.day, stream, random, long, 240_000, pricer, book);
  }
  return toolChargesOn(plan, size);
}

function record(
  day: string,
  stream: DirectStream,
  random: Random,
  requests: number,
  inputEach: number,
  pricer: Pricer,
  book: CellBook,
): void {
  const model = stream.phases.findLast((phase) => phase.from <= day)?.model;
  if (requests === 0 || model === undefined) return;
  const about = () => 0.92 + 0.16 * random.next();
  const total = Math.floor(requests * inputEach * about());
  const cacheRead = Math.floor(total * stream.cacheReadShare * about());
  const cacheWrite = Math.min(Math.floor(total * stream.cacheWriteShare * about()), total - cacheRead);
  const { identity } = stream;
  const sums = book.sumsOf({
    ...identity,
    report: 'completions',
    model,
    serviceTier: stream.serviceTier,
    region: stream.region,
    bandFrom: pricer.bandFrom(identity.provider, model, day, inputEach),
    isLongWindow: inputEach > 200_000,
    isCharged: true,
    via: 'direct',
    owner: stream.owner,
    namedOwner: stream.namedOwner,
    evidence: stream.evidence,
  });
  sums.request += requests;
  sums.input += total - cacheRead - cacheWrite;
  sums.input_cache_read += cacheRead;
  sums[identity.provider === 'openai' ? 'input_cache_write_30m' : 'input_cache_write_5m'] += cacheWrite;
  sums.output += Math.floor(requests * stream.output * about());
}

/** OpenAI bills searches and storage that its completions report does not show. */
function toolChargesOn(plan: DayPlan, size: CompanySize): ToolCharge[] {
  const random = createRandom(`${size.seed}|${plan.day}|tools`);
  const scale = size.requests / DEFAULT_SIZE.requests;
  const searches = 1 + Math.floor(60 * scale * weekdayFactor(plan.day, 0.2));
  const gigabytes = 1 + Math.floor((31 + plan.index / 10 + random.next()) * scale);
  return [
    {
      day: plan.day,
      identity: GATEWAY_IDENTITIES.openai,
      lineItem: 'web search tool calls',
      quantity: searches,
      quantityUnit: null,
      // 10 USD per 1,000 calls
      amountUsd: decimalFrom(searches, 2),
      owner: 'chat-web',
    },
    {
      day: plan.day,
      identity: { ...GATEWAY_IDENTITIES.openai, apiKeyId: null },
      lineItem: 'Vector storage',
      quantity: null,
      quantityUnit: null,
      // 0.10 USD per GB and day
      amountUsd: decimalFrom(gigabytes, 1),
      owner: 'semantic-search',
    },
  ];
}

/** A whole number moved behind the point: (31, 1) is 3.1. */
function decimalFrom(whole: number, digits: number): string {
  const text = String(whole).padStart(digits + 1, '0');
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** The enrichment job asks the gateway how its batch is doing; each answer repeats the usage of the whole batch. */
export function pollBatch(day: string, seed: string, cells: readonly UsageCell[]): RequestEvent[] {
  const batch = cells.find((cell) => cell.serviceTier === 'batch');
  if (batch === undefined) return [];
  const random = createRandom(`${seed}|${day}|batch-polls`);
  const whole: RequestTokens = {
    ...NO_TOKENS,
    input: batch.quantities.input,
    cacheRead: batch.quantities.input_cache_read,
    output: batch.quantities.output,
  };
  const half: RequestTokens = {
    ...NO_TOKENS,
    input: Math.floor(whole.input / 2),
    output: Math.floor(whole.output / 2),
  };
  const finalId = random.hex(32);
  const polls = [
    { requestId: random.hex(32), hour: 5, tokens: half },
    { requestId: finalId, hour: 6, tokens: whole },
    // LiteLLM's id of a retrieval is a hash of the answer: the same answer, the same id.
    { requestId: finalId, hour: 7, tokens: whole },
  ];
  return polls.map(
    ({ requestId, hour, tokens }): RequestEvent => ({
      stream: BATCH_POLLS,
      phase: { from: day, provider: 'openai', model: batch.model },
      day,
      startMs: hour * 3_600_000 + random.below(60_000),
      durationMs: 1000,
      requestId,
      sessionId: '',
      callType: 'aretrieve_batch',
      tags: [],
      endUser: '',
      tokens,
      serviceTier: 'default',
      status: 'success',
      error: null,
      errorText: null,
      isCacheHit: false,
      attemptedRetries: null,
      spendUsd: 0,
      carriesText: false,
      batchRequests: batch.quantities.request,
    }),
  );
}
