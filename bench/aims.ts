import type { Growth } from './measure-growth.js';
import { HISTORIES, type ModelScan, totalOf } from './measure-scans.js';
import type { Throughput } from './measure-throughput.js';
import type { StageResult } from './stage-types.js';

/** What a figure should be, and what it is. */
export interface Aim {
  readonly aim: string;
  readonly found: string;
  readonly isMet: boolean;
}

export function throughputAims(measured: Throughput, requests: number): readonly Aim[] {
  const { landingFloor, workFloor, ingest, transform } = measured;
  const isLarge = requests >= 10_000_000;
  return [
    atMost('ingest, times the landing floor', 2, ingest.seconds / landingFloor.seconds),
    atLeast('ingest, requests a second', 100_000, requests / ingest.seconds),
    atMost('ingest and transform, times the work floor', 3, together(ingest, transform).seconds / workFloor.seconds),
    atMost('peak, GiB', isLarge ? 2 : 1.5, together(ingest, transform).peakMiB / 1024),
  ];
}

export function growthAims(growth: readonly Growth[]): readonly Aim[] {
  const shortest = growth.at(0);
  const longest = growth.at(-1);
  if (shortest === undefined || longest === undefined) return [];
  return [
    atMost(
      `one more day after ${longest.historyDays} days, times the one after ${shortest.historyDays}`,
      1.2,
      secondsOf(longest) / secondsOf(shortest),
    ),
  ];
}

export function scanAims(scans: readonly ModelScan[]): readonly Aim[] {
  const longest = totalOf(scans, HISTORIES.length - 1, 'scanned');
  return [
    atMost(`a daily run after ${HISTORIES.at(-1)} days, GiB`, 4, longest / 2 ** 30),
    atMost(`the same, times the one after ${HISTORIES[0]} days`, 1.2, longest / totalOf(scans, 0, 'scanned')),
  ];
}

/** One stage after the other. */
export function together(first: StageResult, second: StageResult): Omit<StageResult, 'actions'> {
  return {
    seconds: first.seconds + second.seconds,
    cpuSeconds: first.cpuSeconds + second.cpuSeconds,
    peakMiB: Math.max(first.peakMiB, second.peakMiB),
  };
}

export function secondsOf({ ingestSeconds, transformSeconds }: Growth): number {
  return ingestSeconds + transformSeconds;
}

function atMost(what: string, limit: number, found: number): Aim {
  return { aim: `${what}: at most ${limit}`, found: found.toFixed(2), isMet: found <= limit };
}

function atLeast(what: string, limit: number, found: number): Aim {
  return { aim: `${what}: at least ${limit}`, found: found.toFixed(0), isMet: found >= limit };
}
