import { describe, expect, it } from 'vitest';
import type { StageBox } from '../../src/canvas/boxes';
import { draftOf } from '../../src/canvas/drag';
import {
  cursorOf,
  HANDLE_HIT_PX,
  handleAt,
  handleCentre,
  hitTest,
  tagCorner,
} from '../../src/canvas/hitTest';
import { toScreen } from '../../src/canvas/view';
import { HANDLES } from '../../src/domain/geometry';

const VIEW = { scale: 0.5, x: 10, y: 20 };
const PICTURE = { width: 1280, height: 720 };

function box(traceId: string, left: number, size: number, selected = false): StageBox {
  const bbox = { left, top: left, width: size, height: size };
  return { traceId, number: 1, colorIndex: 0, bbox, isKeyframe: true, selected, dimmed: false };
}

function screenOf(x: number, y: number): { x: number; y: number } {
  const { left, top } = toScreen(VIEW, { left: x, top: y, width: 0, height: 0 });
  return { x: left, y: top };
}

describe('what lies under the pointer', () => {
  const large = box('large', 100, 400);
  const small = box('small', 200, 100);

  it('is the smallest box', () => {
    expect(hitTest([large, small], VIEW, screenOf(250, 250), true)).toEqual({ kind: 'box', box: small });
    expect(hitTest([large, small], VIEW, screenOf(150, 150), true)).toEqual({ kind: 'box', box: large });
    expect(hitTest([large, small], VIEW, screenOf(900, 20), true)).toEqual({ kind: 'picture' });
  });

  it('is the selected box before a smaller one, and its handles before all', () => {
    const chosen = { ...large, selected: true };
    expect(hitTest([chosen, small], VIEW, screenOf(250, 250), true)).toEqual({ kind: 'box', box: chosen });
    expect(hitTest([chosen, small], VIEW, screenOf(500, 500), true)).toEqual({
      kind: 'handle',
      box: chosen,
      handle: 'se',
    });
  });

  it('is no handle when boxes cannot be changed', () => {
    const chosen = { ...large, selected: true };
    expect(hitTest([chosen], VIEW, screenOf(505, 505), false)).toEqual({ kind: 'picture' });
  });
});

describe('handles', () => {
  const roomy = { left: 100, top: 100, width: 200, height: 120 };
  const tiny = { left: 100, top: 100, width: 4, height: 4 };

  it('are each caught within 24 screen pixels', () => {
    expect(HANDLE_HIT_PX).toBeGreaterThanOrEqual(24);
    for (const handle of HANDLES) {
      const centre = handleCentre(roomy, handle);
      expect(handleAt(roomy, { x: centre.x + 11, y: centre.y - 11 })).toBe(handle);
    }
  });

  it('stand outside a small box, which can still be moved', () => {
    expect(handleAt({ ...tiny, width: 30, height: 30 }, { x: 115, y: 115 })).toBeNull();
    for (const handle of HANDLES) expect(handleAt(tiny, handleCentre(tiny, handle))).toBe(handle);
  });

  it('leave the number of the box its own place on the stage', () => {
    const stage = { width: 800, height: 600 };
    expect(tagCorner(roomy, true, stage).y + 24).toBeLessThanOrEqual(handleCentre(roomy, 'n').y - 12);
    expect(tagCorner({ ...roomy, left: -50, top: -50 }, true, stage)).toEqual({ x: 0, y: 0 });
  });
});

describe('a drag', () => {
  const origin = screenOf(100, 100);
  const bbox = { left: 100, top: 100, width: 50, height: 40 };

  it('draws, moves and resizes in whole pixels of the picture', () => {
    const at = screenOf(160, 140);
    expect(draftOf({ kind: 'draw', origin, under: null }, at, VIEW, PICTURE)).toEqual({
      traceId: null,
      bbox: { left: 100, top: 100, width: 60, height: 40 },
    });
    expect(draftOf({ kind: 'move', origin, traceId: 'a', bbox }, at, VIEW, PICTURE)?.bbox).toEqual({
      ...bbox,
      left: 160,
      top: 140,
    });
    const resize = { kind: 'resize', origin, traceId: 'a', bbox, handle: 'se' } as const;
    expect(draftOf(resize, at, VIEW, PICTURE)?.bbox).toEqual({ ...bbox, width: 110, height: 80 });
  });

  it('of a pixel or two is a click', () => {
    const near = { x: origin.x + 1, y: origin.y + 1 };
    expect(draftOf({ kind: 'draw', origin, under: null }, near, VIEW, PICTURE)).toBeNull();
  });

  it('that ends where it began changes nothing', () => {
    expect(draftOf({ kind: 'move', origin, traceId: 'a', bbox }, origin, VIEW, PICTURE)).toBeNull();
  });
});

it('the cursor tells what a drag would do', () => {
  const chosen = box('a', 0, 10, true);
  expect(cursorOf({ kind: 'handle', box: chosen, handle: 'nw' }, true, true)).toBe('nw-resize');
  expect(cursorOf({ kind: 'box', box: chosen }, true, true)).toBe('move');
  expect(cursorOf({ kind: 'box', box: box('b', 0, 10) }, true, true)).toBe('pointer');
  expect(cursorOf({ kind: 'picture' }, true, true)).toBe('crosshair');
  expect(cursorOf({ kind: 'picture' }, true, false)).toBe('default');
});
