import { renderTable } from '../report/text/render-table.js';
import { type Aim, secondsOf, together } from './aims.js';
import type { Growth } from './measure-growth.js';
import { HISTORIES, type ModelScan, totalOf } from './measure-scans.js';
import type { Throughput } from './measure-throughput.js';
import type { ActionTime, StageResult } from './stage-types.js';

const right = 'right' as const;

export function renderThroughput(measured: Throughput, requests: number): string {
  const { landingFloor, workFloor, ingest, transform } = measured;
  const line = (name: string, stage: Omit<StageResult, 'actions'>, floor?: StageResult): readonly string[] => [
    name,
    stage.seconds.toFixed(1),
    stage.cpuSeconds.toFixed(1),
    stage.peakMiB.toFixed(0),
    (requests / stage.seconds).toFixed(0),
    floor === undefined ? '' : (stage.seconds / floor.seconds).toFixed(2),
    floor === undefined ? '' : (stage.cpuSeconds / floor.cpuSeconds).toFixed(2),
  ];
  return renderTable(
    [
      { title: 'Stage' },
      { title: 'Seconds', align: right },
      { title: 'CPU s', align: right },
      { title: 'Peak MiB', align: right },
      { title: 'Requests/s', align: right },
      { title: '× its floor', align: right },
      { title: 'CPU × its floor', align: right },
    ],
    [
      line('landing floor', landingFloor),
      line('ingest', ingest, landingFloor),
      line('work floor', workFloor),
      line('transform', transform),
      line('ingest and transform', together(ingest, transform), workFloor),
      line('empty transform, compiling', measured.firstEmptyTransform).with(4, ''),
      line('empty transform, compiled', measured.nextEmptyTransform).with(4, ''),
    ],
  );
}

export function renderGrowth(growth: readonly Growth[]): string {
  const [shortest] = growth;
  return renderTable(
    [
      { title: 'One more day after' },
      { title: 'Ingest s', align: right },
      { title: 'Transform s', align: right },
      { title: 'CPU s', align: right },
      { title: 'Peak MiB', align: right },
      { title: '× shortest', align: right },
      { title: 'CPU × shortest', align: right },
    ],
    growth.map((line) => [
      `${line.historyDays} days`,
      line.ingestSeconds.toFixed(1),
      line.transformSeconds.toFixed(1),
      line.cpuSeconds.toFixed(1),
      line.peakMiB.toFixed(0),
      shortest === undefined ? '' : (secondsOf(line) / secondsOf(shortest)).toFixed(2),
      shortest === undefined ? '' : (line.cpuSeconds / shortest.cpuSeconds).toFixed(2),
    ]),
  );
}

/** Models that read next to nothing are told together. */
const SHOWN_BYTES = 2 ** 20;

export function renderScans(scans: readonly ModelScan[]): string {
  const longest = ({ estimates }: ModelScan): number => estimates.at(-1)?.scanned ?? 0;
  const shown = scans.filter((scan) => longest(scan) >= SHOWN_BYTES).sort((a, b) => longest(b) - longest(a));
  const rest = scans.filter((scan) => longest(scan) < SHOWN_BYTES);
  const line = (name: string, models: readonly ModelScan[], measure: 'scanned' | 'billed'): readonly string[] => [
    name,
    ...HISTORIES.map((_, place) => (totalOf(models, place, measure) / 2 ** 20).toFixed(1)),
  ];
  return renderTable(
    [
      { title: 'MiB that a daily run reads, after' },
      ...HISTORIES.map((days) => ({ title: `${days} days`, align: right })),
    ],
    [
      ...shown.map((scan) => line(scan.model, [scan], 'scanned')),
      line(`${rest.length} more, below 1 MiB each`, rest, 'scanned'),
      line('all', scans, 'scanned'),
      line('billed: at least 10 MiB a table and statement', scans, 'billed'),
    ],
  );
}

export function renderAims(aims: readonly Aim[]): string {
  return renderTable(
    [{ title: 'Aim' }, { title: 'Found', align: right }, { title: '' }],
    aims.map(({ aim, found, isMet }) => [aim, found, isMet ? 'met' : 'MISSED']),
  );
}

/** The slowest actions of a transform. */
export function renderProfile(title: string, actions: readonly ActionTime[]): string {
  return renderTable(
    [{ title }, { title: 'Seconds', align: right }],
    actions.slice(0, 10).map(({ action, seconds }) => [action, seconds.toFixed(2)]),
  );
}
