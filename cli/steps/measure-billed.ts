import type { BilledBytes, Warehouse } from '../../warehouse/warehouse.js';

/** What was done, and what the warehouse was billed for it; null where nothing is billed by the byte. */
export interface Measured<Result> {
  readonly result: Result;
  readonly billed: BilledBytes | null;
}

/** Does a step of a command and asks what it was billed for. */
export async function measureBilled<Result>(
  warehouse: Warehouse,
  step: () => Promise<Result>,
): Promise<Measured<Result>> {
  const before = await warehouse.readBilled();
  const result = await step();
  const after = await warehouse.readBilled();
  if (before === null || after === null) return { result, billed: null };
  return {
    result,
    billed: { bytes: after.bytes - before.bytes, unknownJobs: after.unknownJobs - before.unknownJobs },
  };
}

/** One line for a person, with its end; nothing where nothing is billed. */
export function renderBilled(steps: Readonly<Record<string, BilledBytes | null>>): string {
  const parts = Object.entries(steps).flatMap(([name, billed]) =>
    billed === null ? [] : [`${name} ${describe(billed)}`],
  );
  return parts.length === 0 ? '' : `BigQuery bills: ${parts.join(', ')}\n`;
}

/** The same for a program: `bytes` is null where they are not all known. */
export function billedToJson(billed: BilledBytes | null): unknown {
  if (billed === null) return null;
  const { bytes, unknownJobs } = billed;
  return {
    bytes: unknownJobs === 0 ? String(bytes) : null,
    known_bytes: String(bytes),
    unknown_jobs: unknownJobs,
  };
}

function describe({ bytes, unknownJobs }: BilledBytes): string {
  if (unknownJobs === 0) return formatBytes(bytes);
  const jobs = unknownJobs === 1 ? '1 job does' : `${unknownJobs} jobs do`;
  return `unknown (${jobs} not say; the others ${formatBytes(bytes)})`;
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

function formatBytes(bytes: bigint): string {
  let [value, unit] = [Number(bytes), 0];
  while (value >= 1024 && unit < UNITS.length - 1) [value, unit] = [value / 1024, unit + 1];
  return `${unit === 0 ? value : value.toFixed(2)} ${UNITS[unit]}`;
}
