import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  BlinkClock,
  blinkNextMs,
  blinkSideAt,
  DEFAULT_FLASHES,
  SAFE_FLASHES,
} from '../../../src/pages/workbench/viewing/blink';

describe('blinking', () => {
  it('is below three flashes a second unless asked for', () => {
    expect(SAFE_FLASHES).toBe(3);
    expect(DEFAULT_FLASHES).toBeLessThanOrEqual(SAFE_FLASHES);
  });

  it('shows both frames once in each flash', () => {
    const sides = [0, 249, 250, 499, 500, 750].map((ms) => blinkSideAt(ms, 2));
    expect(sides).toEqual([0, 0, 1, 1, 0, 1]);
  });

  it('knows when the other one is due', () => {
    expect(blinkNextMs(0, 2)).toBe(250);
    expect(blinkNextMs(260, 2)).toBe(240);
  });
});

describe('the clock', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('alternates at the chosen rate until it is stopped', () => {
    const sides: number[] = [];
    const clock = new BlinkClock((side) => sides.push(side));
    clock.start(2);
    vi.advanceTimersByTime(1010);
    expect(sides).toEqual([0, 1, 0, 1, 0]);
    clock.stop();
    vi.advanceTimersByTime(2000);
    expect(sides).toHaveLength(5);
    expect(clock.running).toBe(false);
  });
});
