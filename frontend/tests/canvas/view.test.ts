import { describe, expect, it } from 'vitest';
import {
  centredOn,
  fitView,
  isFitted,
  isPixelated,
  panned,
  resized,
  scaledAt,
  toPicture,
  visiblePart,
  zoomedAt,
} from '../../src/canvas/view';

const PICTURE = { width: 1280, height: 720 };
const STAGE = { width: 640, height: 480 };
const FIT = fitView(PICTURE, STAGE);

describe('the view', () => {
  it('fits the whole picture into the middle', () => {
    expect(FIT).toEqual({ scale: 0.5, x: 0, y: 60 });
    expect(isFitted(FIT, PICTURE, STAGE)).toBe(true);
  });

  it('keeps the picture point under the pointer while zooming', () => {
    const at = { x: 200, y: 200 };
    const before = toPicture(FIT, at);
    const view = zoomedAt(FIT, at, 4, PICTURE, STAGE);
    expect(toPicture(view, at).x).toBeCloseTo(before.x);
    expect(toPicture(view, at).y).toBeCloseTo(before.y);
    expect(view.scale).toBe(2);
  });

  it('zooms between the whole picture and sixteen screen pixels a pixel', () => {
    expect(zoomedAt(FIT, { x: 0, y: 0 }, 0.1, PICTURE, STAGE)).toEqual(FIT);
    expect(zoomedAt(FIT, { x: 0, y: 0 }, 1e6, PICTURE, STAGE).scale).toBe(16);
    const small = { width: 80, height: 60 };
    expect(zoomedAt(fitView(small, STAGE), { x: 0, y: 0 }, 1e6, small, STAGE).scale).toBe(128);
  });

  it('shows a small picture one to one in the middle, and does not zoom out further', () => {
    const small = { width: 160, height: 120 };
    const actual = scaledAt(fitView(small, STAGE), { x: 320, y: 240 }, 1, small, STAGE);
    expect(actual).toEqual({ scale: 1, x: 240, y: 180 });
    expect(isFitted(actual, small, STAGE)).toBe(false);
    expect(zoomedAt(actual, { x: 0, y: 0 }, 0.5, small, STAGE)).toEqual(actual);
    expect(resized(actual, small, STAGE, { width: 800, height: 600 }).scale).toBe(1);
  });

  it('puts a point of the picture into the middle, and knows what is seen', () => {
    const zoomed = zoomedAt(FIT, { x: 320, y: 240 }, 4, PICTURE, STAGE);
    const moved = centredOn(zoomed, { x: 400, y: 300 }, PICTURE, STAGE);
    expect(toPicture(moved, { x: 320, y: 240 })).toEqual({ x: 400, y: 300 });
    expect(visiblePart(moved, PICTURE, STAGE)).toEqual({ left: 240, top: 180, width: 320, height: 240 });
    expect(visiblePart(FIT, PICTURE, STAGE)).toEqual({ left: 0, top: 0, width: 1280, height: 720 });
    expect(centredOn(zoomed, { x: 0, y: 0 }, PICTURE, STAGE)).toMatchObject({ x: 0, y: 0 });
  });

  it('cannot be panned away from the picture', () => {
    const zoomed = zoomedAt(FIT, { x: 320, y: 240 }, 4, PICTURE, STAGE);
    expect(panned(zoomed, 9999, 9999, PICTURE, STAGE)).toMatchObject({ x: 0, y: 0 });
    expect(panned(zoomed, -9999, -9999, PICTURE, STAGE)).toMatchObject({ x: 640 - 2560, y: 480 - 1440 });
    expect(panned(FIT, 50, 50, PICTURE, STAGE)).toEqual(FIT);
  });

  it('keeps its middle when the stage changes its size', () => {
    const zoomed = zoomedAt(FIT, { x: 100, y: 100 }, 4, PICTURE, STAGE);
    const larger = { width: 900, height: 600 };
    const after = resized(zoomed, PICTURE, STAGE, larger);
    expect(toPicture(after, { x: 450, y: 300 })).toEqual(toPicture(zoomed, { x: 320, y: 240 }));
  });

  it('shows pixels as squares from two device pixels on', () => {
    expect(isPixelated({ scale: 1.9, x: 0, y: 0 }, 1)).toBe(false);
    expect(isPixelated({ scale: 2, x: 0, y: 0 }, 1)).toBe(true);
    expect(isPixelated({ scale: 1, x: 0, y: 0 }, 2)).toBe(true);
  });
});
