import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { afterPaint } from '../../src/player/afterPaint';

describe('afterPaint', () => {
  let frames: (() => void)[] = [];

  beforeEach(() => {
    vi.useFakeTimers();
    frames = [];
    vi.stubGlobal('requestAnimationFrame', (run: () => void) => frames.push(run));
    vi.stubGlobal('cancelAnimationFrame', (handle: number) => {
      frames[handle - 1] = () => {};
    });
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('lets one picture be painted before it runs, once', () => {
    const run = vi.fn();
    afterPaint(run, 150);
    frames[0]?.();
    expect(run).not.toHaveBeenCalled();
    frames[1]?.();
    vi.advanceTimersByTime(1000);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('does not wait for a page that nobody sees', () => {
    const run = vi.fn();
    afterPaint(run, 150);
    vi.advanceTimersByTime(149);
    expect(run).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    frames[0]?.();
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('is called off', () => {
    const run = vi.fn();
    afterPaint(run, 150)();
    vi.advanceTimersByTime(1000);
    for (const frame of frames) frame();
    expect(run).not.toHaveBeenCalled();
  });
});
