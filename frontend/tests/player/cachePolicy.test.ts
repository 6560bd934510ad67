import { describe, expect, it } from 'vitest';
import {
  aheadCapacity,
  frameByteBudget,
  frameCapacity,
  framesWorthKeeping,
  nextMissing,
  paintOrder,
  passReaches,
  pictureCapacity,
  rangesOf,
  type Wish,
} from '../../src/player/decode/cachePolicy';
import { steadyTable } from './table';

const MIB = 2 ** 20;
const wish: Wish = { frameCount: 480, capacity: 120, playhead: 200, direction: 1, pins: [] };

function sorted(frames: ReadonlySet<number>): readonly number[] {
  return [...frames].sort((a, b) => a - b);
}

describe('the budget', () => {
  it('is an eighth of the memory within bounds, and fixed where the memory is unknown', () => {
    expect(frameByteBudget(8)).toBe(1024 * MIB);
    expect(frameByteBudget(64)).toBe(2048 * MIB);
    expect(frameByteBudget(0.5)).toBe(384 * MIB);
    expect(frameByteBudget(undefined)).toBe(768 * MIB);
  });

  it('holds a whole clip of 5 s at 1080p', () => {
    expect(frameCapacity(768 * MIB, 1920 * 1080 * 1.5, 140 * MIB, 150)).toBe(150);
  });

  it('leaves more room to the decoder where it has to run again and again, and still holds a few frames', () => {
    expect(frameCapacity(768 * MIB, 3 * MIB, 140 * MIB, 480)).toBe(113);
    expect(frameCapacity(10, 1e9, 0, 480)).toBe(27);
  });

  it('holds fewer ready pictures of a larger size, never too few to step', () => {
    expect(pictureCapacity(320, 180)).toBe(24);
    expect(pictureCapacity(1280, 720)).toBe(24);
    expect(pictureCapacity(7680, 4320)).toBe(7);
  });
});

describe('what is worth keeping', () => {
  it('is everything when everything fits', () => {
    const { keep } = framesWorthKeeping({ ...wish, capacity: 480, pins: [3] }, null);
    expect(keep.size).toBe(480);
  });

  it('is a window with two thirds ahead, never more than the capacity', () => {
    const { keep, window } = framesWorthKeeping(wish, null);
    expect(window.range).toEqual([174, 253]);
    expect(keep.size).toBeLessThanOrEqual(120);
    expect(framesWorthKeeping({ ...wish, direction: -1 }, null).window.range).toEqual([147, 226]);
  });

  it('is shifted at the ends of the clip, not cut', () => {
    expect(framesWorthKeeping({ ...wish, playhead: 0 }, null).window.range).toEqual([0, 79]);
    expect(framesWorthKeeping({ ...wish, playhead: 479 }, null).window.range).toEqual([400, 479]);
  });

  it('holds pinned frames with their neighbours, the most wanted first', () => {
    const { keep } = framesWorthKeeping({ ...wish, pins: [10, 470] }, null);
    expect(rangesOf(sorted(keep))).toEqual([
      [6, 14],
      [174, 253],
      [466, 474],
    ]);
  });

  it('stays below the capacity with more pins than there is room for', () => {
    const pins = Array.from({ length: 40 }, (_, pin) => pin * 12);
    expect(framesWorthKeeping({ ...wish, pins }, null).keep.size).toBeLessThanOrEqual(120);
  });

  it('stays while the playhead is well inside the window, and moves before it runs out', () => {
    const { window } = framesWorthKeeping(wish, null);
    expect(framesWorthKeeping({ ...wish, playhead: 220 }, window).window).toBe(window);
    expect(framesWorthKeeping({ ...wish, playhead: 240 }, window).window).not.toBe(window);
    expect(framesWorthKeeping({ ...wish, playhead: 400 }, window).window).not.toBe(window);
  });
});

describe('the next frame to decode', () => {
  const keep = new Set([5, 6, 7, 8, 9]);
  const clip = { playhead: 7, direction: 1 as const, frameCount: 20 };

  it('is the one asked for, then the playhead, then onwards, then back', () => {
    const decoded = new Set<number>();
    const has = (frame: number): boolean => decoded.has(frame);
    const order: (number | null)[] = [];
    for (
      let next = nextMissing(keep, has, 15, clip);
      next !== null;
      next = nextMissing(keep, has, 15, clip)
    ) {
      order.push(next);
      decoded.add(next);
    }
    expect(order).toEqual([15, 7, 8, 9, 6, 5]);
  });

  it('is reached by going on only when no later key frame is nearer', () => {
    const table = steadyTable(100, 10);
    expect(passReaches(table, 12, 18)).toBe(true);
    expect(passReaches(table, 12, 35)).toBe(false);
    expect(passReaches(table, 19, 20)).toBe(true);
    expect(passReaches(table, 12, 11)).toBe(false);
    expect(passReaches(steadyTable(100), 12, 99)).toBe(true);
  });
});

describe('the pictures to hold ready', () => {
  it('are the playhead, then two ahead for each one behind', () => {
    expect(paintOrder(10, 1, 100, 7)).toEqual([10, 11, 9, 12, 13, 8, 14]);
    expect(paintOrder(10, -1, 100, 7)).toEqual([10, 9, 11, 8, 7, 12, 6]);
  });

  it('lie inside the clip', () => {
    expect(paintOrder(0, -1, 100, 5).every((frame) => frame >= 0)).toBe(true);
    expect(paintOrder(99, 1, 100, 5).every((frame) => frame < 100)).toBe(true);
  });
});

it('ranges join neighbours', () => {
  expect(rangesOf([1, 2, 3, 7, 9, 10])).toEqual([
    [1, 3],
    [7, 7],
    [9, 10],
  ]);
  expect(rangesOf([])).toEqual([]);
});

describe('the clip that comes next', () => {
  it('takes no more than the decoder of the current one had', () => {
    expect(aheadCapacity(1280 * 720 * 1.5, 1280 * 720)).toBe(24);
    const pixels = 1920 * 1080;
    const bytes = aheadCapacity(pixels * 1.5, pixels) * pixels * 1.5 + 2 * pixels * 4;
    expect(bytes).toBeLessThanOrEqual(96 * MIB);
  });

  it('has its first frames even where one of them is huge', () => {
    expect(aheadCapacity(7680 * 4320 * 1.5, 7680 * 4320)).toBe(4);
  });
});
