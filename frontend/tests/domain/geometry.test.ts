import { describe, expect, it } from 'vitest';
import { bboxContains, bboxFromCorners, bboxMoved, bboxResized, HANDLES } from '../../src/domain/geometry';
import { bboxIsInside } from '../../src/domain/tracks';

const PICTURE = { width: 640, height: 360 };
const BOX = { left: 100, top: 80, width: 50, height: 40 };

describe('a box drawn between two points', () => {
  it('covers every pixel it touches, whichever corner comes first', () => {
    const bbox = { left: 10, top: 20, width: 21, height: 11 };
    expect(bboxFromCorners({ x: 10.2, y: 20.9 }, { x: 30.1, y: 30.5 }, PICTURE)).toEqual(bbox);
    expect(bboxFromCorners({ x: 30.1, y: 30.5 }, { x: 10.2, y: 20.9 }, PICTURE)).toEqual(bbox);
  });

  it('has at least one pixel and stays inside the picture', () => {
    expect(bboxFromCorners({ x: 5, y: 5 }, { x: 5, y: 5 }, PICTURE)).toEqual({
      left: 5,
      top: 5,
      width: 1,
      height: 1,
    });
    expect(bboxFromCorners({ x: -50, y: 350 }, { x: 700, y: 900 }, PICTURE)).toEqual({
      left: 0,
      top: 350,
      width: 640,
      height: 10,
    });
    expect(bboxFromCorners({ x: 640, y: 360 }, { x: 700, y: 400 }, PICTURE)).toEqual({
      left: 639,
      top: 359,
      width: 1,
      height: 1,
    });
  });
});

describe('a box that is moved', () => {
  it('keeps its size and goes by whole pixels', () => {
    expect(bboxMoved(BOX, 3.6, -2.4, PICTURE)).toEqual({ ...BOX, left: 104, top: 78 });
  });

  it('stops at the edges of the picture', () => {
    expect(bboxMoved(BOX, -500, -500, PICTURE)).toEqual({ ...BOX, left: 0, top: 0 });
    expect(bboxMoved(BOX, 9999, 9999, PICTURE)).toEqual({ ...BOX, left: 590, top: 320 });
  });
});

describe('a box that is resized', () => {
  it('moves only the edges at the handle', () => {
    expect(bboxResized(BOX, 'e', 10, 99, PICTURE)).toEqual({ ...BOX, width: 60 });
    expect(bboxResized(BOX, 'nw', -10, 5, PICTURE)).toEqual({ left: 90, top: 85, width: 60, height: 35 });
  });

  it('turns over when an edge is pulled past the opposite one', () => {
    expect(bboxResized(BOX, 'w', 70, 0, PICTURE)).toEqual({ ...BOX, left: 150, width: 20 });
  });

  it('is a whole box inside the picture whatever is pulled', () => {
    for (const handle of HANDLES) {
      for (const by of [-9999, -50, -40.5, 0, 0.4, 40, 9999]) {
        const bbox = bboxResized(BOX, handle, by, by, PICTURE);
        expect(bboxIsInside(bbox, PICTURE.width, PICTURE.height)).toBe(true);
        expect(Object.values(bbox).every(Number.isInteger)).toBe(true);
      }
    }
  });
});

it('contains its pixels and not the ones after its last', () => {
  expect(bboxContains(BOX, { x: 100, y: 80 })).toBe(true);
  expect(bboxContains(BOX, { x: 149.9, y: 119.9 })).toBe(true);
  expect(bboxContains(BOX, { x: 150, y: 100 })).toBe(false);
});
