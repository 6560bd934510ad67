import { describe, expect, it } from 'vitest';
import { jumpBeside, jumpsOf, largestJumps, type Signals } from '../../../src/pages/workbench/marking/jumps';
import { Strip, type StripHost } from '../../../src/pages/workbench/marking/strip.svelte';

const STEADY = Array.from({ length: 100 }, (_, frame) => 20 + (frame % 3));

function withValues(values: readonly number[], changes: Record<number, number>): number[] {
  return values.map((value, frame) => changes[frame] ?? value);
}

const SIGNALS: Signals = {
  motion: withValues(STEADY, { 30: 120, 31: 118, 70: 60 }),
  sharpness: withValues(
    STEADY.map((_, frame) => (frame < 50 ? 200 : 110)),
    {},
  ),
};

describe('jumps', () => {
  it('are where motion or sharpness leaps out of its surroundings; in and out again is one', () => {
    expect(jumpsOf(SIGNALS).map(({ frame }) => frame)).toEqual([30, 50, 70]);
  });

  it('are none in a clip that changes evenly, and none on its first frame', () => {
    expect(jumpsOf({ motion: STEADY, sharpness: STEADY })).toEqual([]);
    expect(jumpsOf({ motion: withValues(STEADY, { 0: 255 }), sharpness: STEADY })).toEqual([]);
    expect(jumpsOf({ motion: [0], sharpness: [90] })).toEqual([]);
  });

  it('stand in the order of their size, and one after the other', () => {
    const jumps = jumpsOf(SIGNALS);
    expect(largestJumps(jumps, 2).map(({ frame }) => frame)).toEqual([30, 50]);
    expect(jumpBeside(jumps, 30, 1)?.frame).toBe(50);
    expect(jumpBeside(jumps, 60, -1)?.frame).toBe(50);
    expect(jumpBeside(jumps, 70, 1)).toBeNull();
  });
});

describe('the strip', () => {
  function stripWith(change: Partial<StripHost>): { strip: Strip; seen: string[] } {
    const seen: string[] = [];
    const host: StripHost = {
      load: () => {
        seen.push('load');
        return Promise.resolve(SIGNALS);
      },
      allowed: () => true,
      wanted: () => true,
      onUse: () => seen.push('use'),
      onFailed: () => seen.push('failed'),
      ...change,
    };
    return { strip: new Strip(host), seen };
  }

  it('is fetched once, and its use is noted once', async () => {
    const { strip, seen } = stripWith({});
    expect(await strip.open()).toBe(true);
    expect(await strip.open()).toBe(true);
    expect(seen).toEqual(['load', 'use']);
    expect(strip.named.map(({ frame }) => frame)).toEqual([30, 50, 70]);
    expect(strip.isLargest({ frame: 30, size: strip.jumps[0]?.size ?? 0 })).toBe(true);
  });

  it('is absent where the project does not allow it: nothing is even asked for', async () => {
    const { strip, seen } = stripWith({ allowed: () => false });
    expect([strip.shown, await strip.open(), seen]).toEqual([false, false, []]);
  });

  it('that cannot be had is told of, and can be asked for again', async () => {
    const { strip, seen } = stripWith({ load: () => Promise.reject(new Error('offline')) });
    expect([await strip.open(), strip.loading]).toEqual([false, false]);
    await strip.open();
    expect(seen).toEqual(['failed', 'failed']);
  });
});
