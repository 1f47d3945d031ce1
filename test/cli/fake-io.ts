import { DateTime } from 'luxon';
import type { CliIo } from '../../cli/cli-io.js';
import { Stop } from '../../cli/stop.js';

const NOON = DateTime.fromObject({ year: 2026, month: 11, day: 10, hour: 12 }, { zone: 'utc' }) as DateTime<true>;

/** A world for one command: what it printed is kept, the clock stands on 2026-11-10 12:00 UTC. */
export interface FakeIo extends CliIo {
  readonly stdout: () => string;
  readonly stderr: () => string;
}

export function fakeIo(overrides: Partial<CliIo> = {}): FakeIo {
  let stdout = '';
  let stderr = '';
  return {
    print: (text) => {
      stdout += text;
    },
    printData: (text) => {
      stdout += text;
    },
    writeError: (text) => {
      stderr += text;
    },
    replaceLine: (line) => {
      stderr += `\r\u001b[2K${line}`;
    },
    env: {},
    workingDirectory: '/nowhere',
    now: () => NOON,
    monotonicMs: () => 0,
    isOutputTerminal: false,
    isInteractive: false,
    terminalWidth: 100,
    nodeVersion: '20.20.2',
    stop: new Stop(),
    ...overrides,
    stdout: () => stdout,
    stderr: () => stderr,
  };
}
