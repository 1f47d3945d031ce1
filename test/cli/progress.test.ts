import { describe, expect, it } from 'vitest';
import { startProgress } from '../../cli/progress.js';
import { fakeIo } from './fake-io.js';

describe('startProgress', () => {
  it('prints plain lines, seconds apart, where nobody watches', () => {
    let ms = 0;
    const io = fakeIo({ monotonicMs: () => ms });
    const progress = startProgress(io, 'transform');
    progress.update({ finished: 1, total: 3, label: 'a' });
    ms = 1_000;
    progress.update({ finished: 2, total: 3, label: 'b' });
    ms = 4_000;
    progress.update({ finished: 3, total: 3, label: 'c' });
    progress.stop();
    expect(io.stderr()).toBe('transform 1/3 a (0.0s)\ntransform 3/3 c (4.0s)\n');
  });

  it('redraws one line on a terminal, no wider than it, and clears it for a log line', () => {
    let ms = 0;
    const io = fakeIo({ monotonicMs: () => ms, isInteractive: true, terminalWidth: 20 });
    const progress = startProgress(io, 'ingest');
    progress.update({ finished: 1, total: 9, label: 'x'.repeat(50) });
    ms = 200;
    progress.log('kept');
    progress.stop();
    expect(io.stderr()).toBe('\r\u001b[2Kingest 1/9 xxxxxxx…\r\u001b[2Kkept\n');
  });

  it.each([{ CI: 'true' }, { NO_COLOR: '1' }, { TERM: 'dumb' }])('does not redraw with %j', (env) => {
    const io = fakeIo({ isInteractive: true, env });
    startProgress(io, 'ingest').update({ label: 'x' });
    expect(io.stderr()).toBe('ingest x (0.0s)\n');
  });
});
