import { addDays } from './days.js';
import { createLineFormatter, shapeOn } from './format-litellm.js';
import type { RequestEvent } from './request-event.js';

/** One file the gateway leaves behind: complete once its day is over, and never changed afterwards. */
export interface LogFile {
  readonly name: string;
  readonly lines: readonly string[];
}

/** Records of the last ten minutes are flushed into the next day's file. */
const FLUSHED_NEXT_DAY_MS = 86_400_000 - 600_000;

/** A worker that was restarted on the 21st sent what it had sent on the 17th once more. */
const REPLAY = { day: '2026-09-17', stream: 'ocr', fromHour: 8, toHour: 13, loggedOn: '2026-09-21' };

/** One pod kept its log on a full disk for two days. */
const LATE = { day: '2026-11-12', stream: 'ocr', everyNth: 3, deliveredOn: '2026-11-14' };

/** A disk that was full in mid-write, and a record of a broken plug-in. */
const MALFORMED_ON = '2026-09-03';

export interface WindowEdges {
  readonly from: string;
  readonly to: string;
}

/** The files whose writing ends with a UTC day. `eventsOn` may be asked for days of the window only. */
export function logFilesOn(
  day: string,
  window: WindowEdges,
  eventsOn: (day: string) => readonly RequestEvent[],
): LogFile[] {
  const isLast = addDays(day, 1) === window.to;
  const inWindow = (other: string) => window.from <= other && other < window.to;
  const dayBefore = addDays(day, -1);
  const carried = inWindow(dayBefore) ? eventsOn(dayBefore).filter(isFlushedNextDay) : [];
  const own = eventsOn(day).filter((event) => isLast || !isFlushedNextDay(event));
  // The gateway switched its shape with a deployment at midnight, so a file has one shape.
  const lines = [...carried, ...own].filter((event) => !isLate(event)).map(createLineFormatter(shapeOn(day)));
  if (day === REPLAY.loggedOn && inWindow(REPLAY.day))
    lines.push(
      ...eventsOn(REPLAY.day)
        .filter(isReplayed)
        .map(createLineFormatter(shapeOn(REPLAY.day))),
    );
  if (day === MALFORMED_ON) lines.splice(Math.floor(lines.length / 2), 0, ...malformedLines(lines[0] ?? ''));
  const files: LogFile[] = [{ name: fileName(day, ''), lines }];
  if (day === LATE.deliveredOn && inWindow(LATE.day))
    files.push({
      name: fileName(LATE.day, '-late'),
      lines: eventsOn(LATE.day)
        .filter(isLate)
        .map(createLineFormatter(shapeOn(LATE.day))),
    });
  return files;
}

/** Most files are compressed; the first of each month, after log rotation has been redeployed, is not. */
function fileName(day: string, suffix: string): string {
  return `litellm-${day}${suffix}.jsonl${day.endsWith('-01') ? '' : '.gz'}`;
}

function isFlushedNextDay(event: RequestEvent): boolean {
  return event.startMs >= FLUSHED_NEXT_DAY_MS;
}

export function isReplayed(event: RequestEvent): boolean {
  const hour = event.startMs / 3_600_000;
  return (
    event.day === REPLAY.day && event.stream.id === REPLAY.stream && hour >= REPLAY.fromHour && hour < REPLAY.toHour
  );
}

function isLate(event: RequestEvent): boolean {
  return event.day === LATE.day && event.stream.id === LATE.stream && event.startMs % LATE.everyNth === 0;
}

function malformedLines(sample: string): string[] {
  return [
    sample.slice(0, Math.floor(sample.length / 2)),
    '{"request_id":"plugin-1","call_type":"acompletion","startTime":"2026-09-03 10:00:00","prompt_tokens":-5}',
  ];
}
