import { bboxContains, HANDLES, type Handle, type Point, type Size, within } from '../domain/geometry';
import type { BBox } from '../domain/tracks';
import type { StageBox } from './boxes';
import { toPicture, toScreen, type View } from './view';

/** Side of the square in which a handle is caught, in screen pixels (WCAG 2.5.8). */
export const HANDLE_HIT_PX = 24;
/** Sides shorter than this on screen have their handles outside, so that the box itself can still be caught. */
const ROOMY_PX = 3 * HANDLE_HIT_PX;
const TAG_HEIGHT_PX = 24;
const TAG_WIDTH_PX = 36;

export type Hit =
  | { readonly kind: 'handle'; readonly box: StageBox; readonly handle: Handle }
  | { readonly kind: 'box'; readonly box: StageBox }
  | { readonly kind: 'picture' };

/** The middle of a handle's square on screen. */
export function handleCentre(screen: BBox, handle: Handle): Point {
  const outX = screen.width < ROOMY_PX ? HANDLE_HIT_PX / 2 : 0;
  const outY = screen.height < ROOMY_PX ? HANDLE_HIT_PX / 2 : 0;
  return {
    x: along(handle, 'w', 'e', screen.left - outX, screen.left + screen.width + outX),
    y: along(handle, 'n', 's', screen.top - outY, screen.top + screen.height + outY),
  };
}

function along(handle: Handle, low: string, high: string, from: number, to: number): number {
  if (handle.includes(low)) return from;
  return handle.includes(high) ? to : (from + to) / 2;
}

/** Where a box's number stands: above the box, clear of its handles, inside the stage. */
export function tagCorner(screen: BBox, hasHandles: boolean, stage: Size): Point {
  const clear = hasHandles ? screen.top - handleCentre(screen, 'n').y + HANDLE_HIT_PX / 2 : 2;
  return {
    x: within(screen.left, 0, Math.max(0, stage.width - TAG_WIDTH_PX)),
    y: within(screen.top - clear - TAG_HEIGHT_PX, 0, Math.max(0, stage.height - TAG_HEIGHT_PX)),
  };
}

/** The nearest handle whose square holds the screen point, or null. */
export function handleAt(screen: BBox, point: Point): Handle | null {
  const reach = HANDLE_HIT_PX / 2;
  let best: { readonly handle: Handle; readonly distance: number } | null = null;
  for (const handle of HANDLES) {
    const centre = handleCentre(screen, handle);
    const [dx, dy] = [Math.abs(point.x - centre.x), Math.abs(point.y - centre.y)];
    const distance = Math.hypot(dx, dy);
    if (dx <= reach && dy <= reach && distance < (best?.distance ?? Infinity)) best = { handle, distance };
  }
  return best?.handle ?? null;
}

/** What lies under a screen point: a handle of the selected box, the selected box, else the smallest box. */
export function hitTest(boxes: readonly StageBox[], view: View, point: Point, editable: boolean): Hit {
  const selected = boxes.find((box) => box.selected);
  const handle = selected && editable ? handleAt(toScreen(view, selected.bbox), point) : null;
  if (selected && handle) return { kind: 'handle', box: selected, handle };
  const at = toPicture(view, point);
  if (selected && bboxContains(selected.bbox, at)) return { kind: 'box', box: selected };
  const under = boxes
    .filter((box) => bboxContains(box.bbox, at))
    .sort((a, b) => a.bbox.width * a.bbox.height - b.bbox.width * b.bbox.height)[0];
  return under ? { kind: 'box', box: under } : { kind: 'picture' };
}

export function cursorOf(hit: Hit, drawing: boolean, editable: boolean): string {
  if (hit.kind === 'handle') return `${hit.handle}-resize`;
  if (hit.kind === 'box' && hit.box.selected && editable) return 'move';
  if (hit.kind === 'box') return 'pointer';
  return drawing && editable ? 'crosshair' : 'default';
}
