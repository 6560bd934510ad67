import {
  bboxesEqual,
  bboxFromCorners,
  bboxMoved,
  bboxResized,
  type Handle,
  type Point,
  type Size,
} from '../domain/geometry';
import type { BBox } from '../domain/tracks';
import { toPicture, type View } from './view';

/** What a pressed pointer does until it is lifted. `origin` is in screen pixels of the stage. */
export type Drag =
  | { readonly kind: 'draw'; readonly origin: Point; readonly under: string | null }
  | { readonly kind: 'move'; readonly origin: Point; readonly traceId: string; readonly bbox: BBox }
  | {
      readonly kind: 'resize';
      readonly origin: Point;
      readonly traceId: string;
      readonly bbox: BBox;
      readonly handle: Handle;
    }
  | { readonly kind: 'click'; readonly origin: Point; readonly under: string | null }
  | { readonly kind: 'pan'; readonly origin: Point; readonly view: View };

/** A box that is being made or changed and is not the annotation's yet; `traceId` is null for a new one. */
export type Draft = { readonly traceId: string | null; readonly bbox: BBox };

/** Less than this is a click, in screen pixels. */
const CLICK_PX = 3;

export function isClick(drag: Drag, at: Point): boolean {
  return Math.hypot(at.x - drag.origin.x, at.y - drag.origin.y) < CLICK_PX;
}

/** The box as it would be if the pointer were lifted at `at`; null when nothing would come of it. */
export function draftOf(drag: Drag, at: Point, view: View, picture: Size): Draft | null {
  if (drag.kind === 'draw') {
    if (isClick(drag, at)) return null;
    const bbox = bboxFromCorners(toPicture(view, drag.origin), toPicture(view, at), picture);
    return { traceId: null, bbox };
  }
  if (drag.kind !== 'move' && drag.kind !== 'resize') return null;
  const dx = (at.x - drag.origin.x) / view.scale;
  const dy = (at.y - drag.origin.y) / view.scale;
  const bbox =
    drag.kind === 'move'
      ? bboxMoved(drag.bbox, dx, dy, picture)
      : bboxResized(drag.bbox, drag.handle, dx, dy, picture);
  return bboxesEqual(bbox, drag.bbox) ? null : { traceId: drag.traceId, bbox };
}
