import { CUSTOMERS } from './company.js';
import type { GatewayStream } from './gateway-stream.js';
import type { Pricer } from './pricer.js';
import { createRandom, type Random } from './random.js';
import { NO_TOKENS, type RequestEvent, type RequestTokens } from './request-event.js';
import { claimOf, tagsOf, tagsOfRetry } from './request-tags.js';
import { drawStart } from './request-times.js';
import { drawTokens } from './request-tokens.js';
import type { ServedCounter } from './served-requests.js';
import { createStreamBooks } from './stream-books.js';
import type { CellBook } from './usage-cell.js';

export interface StreamContext {
  readonly stream: GatewayStream;
  readonly day: string;
  readonly seed: string;
  readonly pricer: Pricer;
  readonly book: CellBook;
  readonly served: ServedCounter;
  /** Takes every record the gateway writes. */
  readonly emit: (event: RequestEvent) => void;
}

/** What all records of one logical request have in common. */
type Attempt = Omit<RequestEvent, 'requestId' | 'startMs' | 'durationMs' | 'spendUsd'>;

const LAST_MS = 86_400_000 - 1;
const UNNAMED = { namedOwner: null, evidence: 'none' } as const;
const OVERLOADED = { code: '529', name: 'InternalServerError', text: 'Overloaded' };
const RATE_LIMITED = { code: '429', name: 'RateLimitError', text: 'Rate limit reached' };
const TIMED_OUT = { code: '408', name: 'Timeout', text: 'Request timed out after 120 s' };
const BAD_REQUEST = { code: '400', name: 'BadRequestError', text: 'Invalid request' };

/** Generates a stream's logical requests of a day: their records at the gateway, and what the provider counts for them. */
export function generateStream(context: StreamContext, count: number): void {
  const { stream, day, served, emit } = context;
  const random = createRandom(`${context.seed}|${day}|${stream.id}`);
  const phase = stream.phases.findLast(({ from }) => from <= day);
  if (phase === undefined) return;
  const books = createStreamBooks({ ...context, phase });
  const odd = stream.oddities ?? {};
  const idPrefix = phase.provider === 'anthropic' ? 'msg_' : stream.callType === 'aresponses' ? 'resp_' : 'chatcmpl-';
  const idSuffix = `${day.slice(5, 7)}${day.slice(8)}`;
  let recordNumber = 0;

  const log = (attempt: Attempt, startMs: number, durationMs?: number): RequestEvent => {
    recordNumber += 1;
    const event: RequestEvent = {
      ...attempt,
      // A broken middleware of the mobile app lets some ids be lost.
      requestId:
        attempt.stream.id === 'mobile' && random.chance(0.002)
          ? ''
          : `${idPrefix}${random.hex(16)}${idSuffix}${recordNumber}`,
      startMs: Math.min(startMs, LAST_MS),
      durationMs: durationMs ?? 350 + attempt.tokens.output * 11 + random.below(900),
      spendUsd: attempt.status === 'failure' ? 0 : books.roughCost(attempt.tokens, attempt.serviceTier === 'priority'),
    };
    emit(event);
    return event;
  };
  const countLogged = (
    attempt: Attempt,
    tokens: RequestTokens,
    parentTags?: readonly string[],
    isCharged = true,
  ): void =>
    books.record(
      {
        isPriority: attempt.serviceTier === 'priority',
        request: attempt.tokens,
        via: 'gateway',
        isCharged,
        claim: claimOf(stream, attempt.tags, parentTags),
      },
      tokens,
      1,
    );
  const countUnlogged = (attempt: Attempt, tokens: RequestTokens, requests: number): void => {
    const isPriority = attempt.serviceTier === 'priority';
    books.record(
      { isPriority, request: attempt.tokens, via: 'unlogged', isCharged: true, claim: UNNAMED },
      tokens,
      requests,
    );
  };

  const answer = (attempt: Attempt, startMs: number, isRefused: boolean): void => {
    const tokens = isRefused
      ? { ...attempt.tokens, output: Math.min(attempt.tokens.output, 20), reasoning: 0 }
      : attempt.tokens;
    const event = log({ ...attempt, tokens }, startMs);
    countLogged(attempt, tokens, undefined, !isRefused);
    if (random.chance(odd.cacheHits ?? 0)) {
      const hitMs = Math.min(startMs + 1000 + random.below(600_000), LAST_MS);
      const requestId = `${event.requestId}_cache_hit${hitMs / 1000}`;
      // Somebody else asks the same, so the session is another one.
      emit({
        ...event,
        sessionId: random.hex(16),
        requestId,
        startMs: hitMs,
        durationMs: 9,
        isCacheHit: true,
        spendUsd: 0,
      });
    }
    if (random.chance(odd.refetches ?? 0)) {
      const fetchMs = Math.min(startMs + event.durationMs + 4000, LAST_MS);
      emit({
        ...event,
        requestId: `${event.requestId}_get`,
        callType: 'aget_responses',
        startMs: fetchMs,
        durationMs: 200,
      });
    }
  };

  /** The client goes away; the provider goes on writing and charges what nobody waited for. */
  const answerCutOff = (attempt: Attempt, startMs: number): void => {
    const heard = { ...attempt.tokens, output: 1, reasoning: 0 };
    log({ ...attempt, tokens: heard, errorText: 'Client disconnected the request' }, startMs);
    countLogged(attempt, heard);
    countUnlogged(attempt, { ...NO_TOKENS, output: attempt.tokens.output - 1 }, 0);
  };

  /** A first attempt that went wrong, or that the client believed had, and the second one. `kind` in [0, 1). */
  const answerRetried = (attempt: Attempt, startMs: number, kind: number): void => {
    const failed: Attempt = { ...attempt, tokens: NO_TOKENS, status: 'failure' };
    const tags = random.chance(0.4) ? tagsOfRetry(attempt.tags) : attempt.tags;
    const again: Attempt = { ...attempt, tags, attemptedRetries: 1 };
    let againMs = startMs + 2000 + random.below(15_000);
    if (kind < 0.5) {
      log({ ...failed, error: phase.provider === 'anthropic' ? OVERLOADED : RATE_LIMITED }, startMs, 0);
    } else if (kind < 0.7) {
      log({ ...failed, error: TIMED_OUT }, startMs, 120_000);
      // The answer was written and charged; the gateway had stopped listening.
      countUnlogged(attempt, attempt.tokens, 1);
      againMs += 120_000;
    } else if (kind < 0.85) {
      log({ ...failed, error: BAD_REQUEST, attemptedRetries: 0 }, startMs, 0);
      return;
    } else {
      log(attempt, startMs);
      countLogged(attempt, attempt.tokens);
    }
    log(again, againMs);
    countLogged(again, again.tokens, attempt.tags);
  };

  for (let index = 0; index < count; index++) {
    const tokens = drawTokens(random, stream, phase);
    const isPriority = stream.priorityShare !== undefined && random.chance(stream.priorityShare);
    const customer = stream.hasCustomers === true ? drawCustomer(random) : '';
    const feature = stream.features === undefined ? '' : random.pick(stream.features);
    const attempt: Attempt = {
      stream,
      phase,
      day,
      sessionId: sessionOf(random, stream, index),
      callType: stream.callType,
      tags: tagsOf(random, stream, day, feature, customer),
      endUser: stream.id === 'mobile' ? `traveller${random.below(200)}@mail.example` : customer,
      tokens,
      serviceTier: isPriority ? 'priority' : phase.provider === 'openai' ? 'default' : 'standard',
      status: 'success',
      error: null,
      errorText: null,
      isCacheHit: false,
      attemptedRetries: stream.hours === 'at two' ? index % 10 : null,
      carriesText: random.chance(0.004),
      batchRequests: null,
    };
    const startMs = drawStart(random, stream.hours);
    const fate = random.next();
    const retries = odd.retries ?? 0;
    if (fate < retries) answerRetried(attempt, startMs, fate / retries);
    else if (stream.hasCustomers === true && random.chance(0.004)) answerCutOff(attempt, startMs);
    else answer(attempt, startMs, random.chance(odd.refusals ?? 0));
    served.add(stream.owner, feature, customer);
  }
}

/** Every request has a random session, which its retries share; the runaway client keeps one for ten tries. */
function sessionOf(random: Random, stream: GatewayStream, index: number): string {
  return stream.hours === 'at two' ? `runaway-${Math.floor(index / 10)}` : random.hex(16);
}

function drawCustomer(random: Random): string {
  const skewed = random.next() * random.next();
  return CUSTOMERS[Math.floor(skewed * CUSTOMERS.length)] ?? '';
}
