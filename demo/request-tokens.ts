import type { GatewayStream, ModelPhase } from './gateway-stream.js';
import type { Random } from './random.js';
import type { RequestTokens } from './request-event.js';

/** OpenAI caches in steps of this many tokens. */
const OPENAI_CACHE_STEP = 128;

/** The sizes of one request. */
export function drawTokens(random: Random, stream: GatewayStream, phase: ModelPhase): RequestTokens {
  const isLong = stream.longContext !== undefined && random.chance(stream.longContext.share);
  const total = isLong
    ? Math.floor((stream.longContext?.input ?? 0) * (0.86 + 0.5 * random.next()))
    : random.size(stream.input);
  const output = stream.output === 0 ? 0 : random.size(stream.output);
  const isOpenai = phase.provider === 'openai';
  const step = isOpenai ? OPENAI_CACHE_STEP : 1;
  const inSteps = (tokens: number) => Math.floor(tokens / step) * step;
  const cacheRead = inSteps(total * (stream.cacheReadShare ?? 0) * (0.6 + 0.6 * random.next()));
  const written = Math.min(inSteps(total * (stream.cacheWriteShare ?? 0) * (0.5 + random.next())), total - cacheRead);
  const cacheWrite = phase.hasFreeCacheWrites === true ? 0 : written;
  const forOneHour = isOpenai ? 0 : Math.floor(cacheWrite * (stream.oneHourShare ?? 0));
  return {
    input: total - cacheRead - cacheWrite,
    cacheRead,
    cacheWrite5m: isOpenai ? 0 : cacheWrite - forOneHour,
    cacheWrite30m: isOpenai ? cacheWrite : 0,
    cacheWrite1h: forOneHour,
    output,
    reasoning: isOpenai ? Math.floor(output * 0.35) : 0,
    webSearches: stream.webSearches === undefined ? 0 : random.below(stream.webSearches + 1),
  };
}
