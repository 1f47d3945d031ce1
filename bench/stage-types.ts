export type StageName = 'landing floor' | 'work floor' | 'ingest' | 'transform' | 'empty transform';

/** What the parent process hands to a stage: the demo's folder, its day and its environment. */
export interface StageRequest {
  readonly stage: StageName;
  readonly folder: string;
  readonly today: string;
  readonly env: Readonly<Record<string, string>>;
  /** Only these sources; all of them when left out. */
  readonly sources?: readonly string[];
}

/** What one stage took, in a process of its own, so that its peak memory is its own too. */
export interface StageResult {
  readonly seconds: number;
  /** Of all threads: beside `seconds` it tells work from waiting, also where others use the machine. */
  readonly cpuSeconds: number;
  readonly peakMiB: number;
  /** Models and assertions of a transform, slowest first. */
  readonly actions: readonly ActionTime[];
}

export interface ActionTime {
  readonly action: string;
  readonly seconds: number;
}
