import { describe, expect, it } from 'vitest';
import { Stop, StoppedError } from '../../cli/stop.js';

describe('Stop', () => {
  it('ends at once where nothing orderly is at work, and never without a request', async () => {
    const stop = new Stop();
    expect(await Promise.race([stop.ended, Promise.resolve('goes on')])).toBe('goes on');
    stop.request('SIGTERM');
    await expect(stop.ended).rejects.toThrow('stopped by SIGTERM');
    expect(stop.signal.reason).toBeInstanceOf(StoppedError);
  });

  it('waits for orderly work, however that ends', async () => {
    const stop = new Stop();
    const steps: string[] = [];
    const work = stop.orderly(async () => {
      await new Promise((resolve) => stop.signal.addEventListener('abort', resolve));
      steps.push('told');
      await new Promise((resolve) => setTimeout(resolve, 20));
      steps.push('undone');
      stop.signal.throwIfAborted();
    });
    stop.request('SIGINT');
    await stop.ended.catch(() => steps.push('ended'));
    expect(steps).toEqual(['told', 'undone', 'ended']);
    await expect(work).rejects.toThrow('stopped by SIGINT');
  });

  it('keeps to the first signal, whose number is in the exit code', () => {
    const stop = new Stop();
    stop.request('SIGINT');
    stop.request('SIGTERM');
    expect(stop.signal.reason).toMatchObject({ stopSignal: 'SIGINT', exitCode: 130 });
    expect(new StoppedError('SIGTERM').exitCode).toBe(143);
  });
});
