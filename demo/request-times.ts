import type { GatewayStream } from './gateway-stream.js';
import type { Random } from './random.js';

const HOUR_MS = 3_600_000;

/** Weight of each UTC hour. */
const HOURS: Readonly<Record<GatewayStream['hours'], readonly number[]>> = {
  office: [0, 0, 0, 0, 0, 1, 3, 8, 10, 10, 9, 7, 8, 9, 9, 8, 6, 4, 2, 1, 1, 0, 0, 0],
  waking: [2, 1, 1, 1, 1, 2, 4, 7, 8, 8, 8, 8, 8, 8, 8, 8, 8, 7, 7, 6, 6, 5, 4, 3],
  night: [0, 0, 0, 8, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  always: Array.from({ length: 24 }, () => 1),
  'at two': [0, 0, 10, 6, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
};

/** When a request starts, in milliseconds since the start of the day. */
export function drawStart(random: Random, hours: GatewayStream['hours']): number {
  const weights = HOURS[hours];
  let left = random.next() * weights.reduce((sum, weight) => sum + weight, 0);
  let hour = 0;
  for (const weight of weights) {
    if (left < weight) break;
    left -= weight;
    hour += 1;
  }
  return Math.min(hour, 23) * HOUR_MS + random.below(HOUR_MS);
}
