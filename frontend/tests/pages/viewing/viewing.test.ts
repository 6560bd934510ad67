import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ORIGINAL } from '../../../src/canvas/adjustment';
import { Viewing, type ViewingHost } from '../../../src/pages/workbench/viewing/viewing.svelte';

const BOX = { left: 10, top: 20, width: 40, height: 60 };

function seat(change: Partial<ViewingHost> & { at?: number } = {}) {
  const used: string[] = [];
  const told: string[] = [];
  const where = { frame: change.at ?? 5 };
  const viewing = new Viewing({
    picture: { width: 320, height: 180 },
    lastFrame: 9,
    frame: () => where.frame,
    box: () => BOX,
    aidsAllowed: () => true,
    used: (aid) => used.push(aid),
    tell: (text) => told.push(text),
    ...change,
  });
  viewing.viewport.resize({ width: 640, height: 480 });
  return { viewing, used, told, where };
}

const calm = (reduce: boolean) => vi.stubGlobal('matchMedia', () => ({ matches: reduce }));

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

beforeEach(() => {
  vi.useFakeTimers();
  calm(false);
});

describe('a video', () => {
  it('begins with its own whole picture', () => {
    const { viewing } = seat();
    expect(viewing.composite).toBeNull();
    expect(viewing.altered).toBe(false);
    expect(viewing.viewport.fitted).toBe(true);
  });

  it('takes over how strong the aids are, but no alteration and no zoom', () => {
    const { viewing } = seat();
    viewing.setStrength('gain', 9);
    viewing.adjust({ gamma: 2 });
    viewing.viewport.zoomIn();
    const next = seat().viewing;
    expect([next.gain, next.adjustment, next.viewport.fitted]).toEqual([9, ORIGINAL, true]);
  });
});

describe('one key', () => {
  it('brings the whole, unaltered picture back', () => {
    const { viewing } = seat();
    viewing.viewport.zoomIn();
    viewing.adjust({ brightness: 2 });
    viewing.aidToggle('onion');
    viewing.overlaysToggle();
    viewing.loupeToggle();
    viewing.reset();
    expect(viewing.composite).toBeNull();
    expect([viewing.viewport.fitted, viewing.overlaysHidden, viewing.loupe]).toEqual([true, false, false]);
  });
});

describe('what lies over the picture', () => {
  it('is made of the frame and the one before it', () => {
    const { viewing } = seat();
    viewing.setStrength('gain', 4);
    viewing.aidToggle('difference');
    expect(viewing.composite).toMatchObject({ frame: 5, other: 4, mix: { kind: 'difference', gain: 4 } });
    expect(viewing.showsFrame).toBe(true);
  });

  it('is nothing at the first frame', () => {
    const { viewing } = seat({ at: 0 });
    viewing.aidToggle('difference');
    expect([viewing.pair, viewing.composite]).toEqual([null, null]);
  });

  it('is the altered frame', () => {
    const { viewing } = seat();
    viewing.adjust({ contrast: 1.5 });
    expect(viewing.composite).toMatchObject({ frame: 5, other: null, mix: { kind: 'none' } });
  });

  it('alternates, each one only when the other is at hand too', () => {
    const { viewing } = seat();
    viewing.mark('a');
    viewing.aidToggle('blink');
    viewing.blinkPause();
    expect(viewing.showsFrame).toBe(false);
    viewing.blinkSide = 0;
    expect(viewing.composite).toMatchObject({ frame: 5, other: 5 });
  });

  it('is the second mark beside the first one', () => {
    const { viewing, where } = seat({ at: 2 });
    viewing.mark('a');
    where.frame = 7;
    viewing.mark('b');
    viewing.aidToggle('side_by_side');
    viewing.against = 'ab';
    expect(viewing.beside?.frame).toBe(2);
    expect(viewing.pair).toEqual({ picture: 7, other: 2 });
    expect(viewing.pins).toEqual([2, 7]);
  });
});

describe('blinking', () => {
  it('starts by itself, and follows its speed', () => {
    const { viewing } = seat();
    viewing.setFlashes(2);
    viewing.aidToggle('blink');
    expect([viewing.blinking, viewing.blinkSide]).toEqual([true, 0]);
    vi.advanceTimersByTime(260);
    expect(viewing.blinkSide).toBe(1);
    viewing.setFlashes(1);
    vi.advanceTimersByTime(400);
    expect(viewing.blinkSide).toBe(0);
    viewing.close();
  });

  it('waits to be asked where less motion is wanted', () => {
    calm(true);
    const { viewing } = seat();
    viewing.aidToggle('blink');
    expect([viewing.blinking, viewing.stilled]).toEqual([false, true]);
    const before = viewing.blinkSide;
    viewing.blinkSwitch();
    expect([viewing.blinkSide, viewing.blinking]).toEqual([1 - before, false]);
    viewing.blinkStart();
    expect(viewing.blinking).toBe(true);
    viewing.close();
  });
});

describe('what a project switched off', () => {
  it('is not shown and not recorded', () => {
    const { viewing, used, told } = seat({ aidsAllowed: () => false });
    for (const aid of ['difference', 'onion', 'blink', 'side_by_side'] as const) viewing.aidToggle(aid);
    viewing.blinkSwitch();
    viewing.mark('a');
    expect([viewing.aid, viewing.marks.a, viewing.composite, used]).toEqual([null, null, null, []]);
    expect(told).toHaveLength(6);
  });
});

it('records each use once', () => {
  const { viewing, used } = seat();
  viewing.aidToggle('difference');
  viewing.aidToggle('difference');
  viewing.aidToggle('difference');
  viewing.adjust({ gamma: 1.5 });
  viewing.adjust({ gamma: 2 });
  viewing.loupeAtBox();
  viewing.loupeAtBox();
  expect(used).toEqual(['difference', 'difference', 'adjust', 'loupe']);
});

it('puts the loupe on the box, or says that there is none', () => {
  const { viewing } = seat();
  viewing.loupeAtBox();
  expect(viewing.loupeAt).toEqual({ x: 30, y: 50 });
  const without = seat({ box: () => null });
  without.viewing.loupeAtBox();
  expect([without.viewing.loupe, without.told.length]).toEqual([false, 1]);
});
