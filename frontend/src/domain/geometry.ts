import { type BBox, bboxClamped } from './tracks';

/** Which space a point is in stands in its name: picture pixels (with fractions) or screen pixels. */
export type Point = { readonly x: number; readonly y: number };
export type Size = { readonly width: number; readonly height: number };

/** The eight places where a box is taken hold of, by compass. */
export const HANDLES = ['nw', 'n', 'ne', 'e', 'se', 's', 'sw', 'w'] as const;
export type Handle = (typeof HANDLES)[number];

type Edges = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };

export function within(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

export function bboxesEqual(a: BBox, b: BBox): boolean {
  return a.left === b.left && a.top === b.top && a.width === b.width && a.height === b.height;
}

/** The box over every pixel that a drag between two picture points touches, inside the picture, at least 1 x 1. */
export function bboxFromCorners(a: Point, b: Point, picture: Size): BBox {
  const [left, right] = pixelsBetween(a.x, b.x, picture.width);
  const [top, bottom] = pixelsBetween(a.y, b.y, picture.height);
  return { left, top, width: right - left, height: bottom - top };
}

/** First pixel and the one after the last that the stretch from `a` to `b` touches, of pixels 0..`size`-1. */
function pixelsBetween(a: number, b: number, size: number): readonly [number, number] {
  const first = within(Math.floor(Math.min(a, b)), 0, size - 1);
  return [first, within(Math.ceil(Math.max(a, b)), first + 1, size)];
}

/** The box shifted by picture pixels as far as the picture allows; its size stays. */
export function bboxMoved(bbox: BBox, dx: number, dy: number, picture: Size): BBox {
  const moved = { ...bbox, left: bbox.left + Math.round(dx), top: bbox.top + Math.round(dy) };
  return bboxClamped(moved, picture.width, picture.height);
}

/** The box with the edges at `handle` shifted by picture pixels; pulled over the opposite edge it turns over. */
export function bboxResized(bbox: BBox, handle: Handle, dx: number, dy: number, picture: Size): BBox {
  const edges: Edges = {
    left: bbox.left + (handle.includes('w') ? Math.round(dx) : 0),
    top: bbox.top + (handle.includes('n') ? Math.round(dy) : 0),
    right: bbox.left + bbox.width + (handle.includes('e') ? Math.round(dx) : 0),
    bottom: bbox.top + bbox.height + (handle.includes('s') ? Math.round(dy) : 0),
  };
  return bboxFromCorners({ x: edges.left, y: edges.top }, { x: edges.right, y: edges.bottom }, picture);
}

export function bboxContains(bbox: BBox, { x, y }: Point): boolean {
  return x >= bbox.left && y >= bbox.top && x < bbox.left + bbox.width && y < bbox.top + bbox.height;
}
