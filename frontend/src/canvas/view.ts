import { type Point, type Size, within } from '../domain/geometry';
import type { BBox } from '../domain/tracks';

/** How the picture lies on the stage: screen = picture x scale + offset, in CSS pixels of the stage. */
export type View = { readonly scale: number; readonly x: number; readonly y: number };

/** Zoom reaches this many times the fitted size, and always this many screen pixels to a picture pixel. */
const MOST_ZOOM = 16;
/** From this many device pixels to a picture pixel on, pixels are shown as squares. */
const PIXELATED_FROM = 2;

export function fitView(picture: Size, stage: Size): View {
  const scale = Math.min(stage.width / picture.width, stage.height / picture.height);
  return settled({ scale, x: 0, y: 0 }, picture, stage);
}

export function toPicture(view: View, { x, y }: Point): Point {
  return { x: (x - view.x) / view.scale, y: (y - view.y) / view.scale };
}

export function toScreen(view: View, { left, top, width, height }: BBox): BBox {
  return {
    left: left * view.scale + view.x,
    top: top * view.scale + view.y,
    width: width * view.scale,
    height: height * view.scale,
  };
}

/** The picture point under `at` stays under it. Smaller than the whole picture only where the view already is. */
export function zoomedAt(view: View, at: Point, factor: number, picture: Size, stage: Size): View {
  const fit = fitView(picture, stage).scale;
  const scale = within(view.scale * factor, Math.min(fit, view.scale), Math.max(fit, 1) * MOST_ZOOM);
  return scaledAt(view, at, scale, picture, stage);
}

/** The same at a given scale: 1 over the device's pixel ratio shows each picture pixel as one device pixel. */
export function scaledAt(view: View, at: Point, scale: number, picture: Size, stage: Size): View {
  const { x, y } = toPicture(view, at);
  return settled({ scale, x: at.x - x * scale, y: at.y - y * scale }, picture, stage);
}

/** The same scale with this picture point in the middle of the stage, as far as the picture's edges allow. */
export function centredOn({ scale }: View, { x, y }: Point, picture: Size, stage: Size): View {
  return settled({ scale, x: stage.width / 2 - x * scale, y: stage.height / 2 - y * scale }, picture, stage);
}

/** The part of the picture that is on the stage, in picture pixels with fractions. */
export function visiblePart(view: View, picture: Size, stage: Size): BBox {
  const first = toPicture(view, { x: 0, y: 0 });
  const last = toPicture(view, { x: stage.width, y: stage.height });
  const [left, top] = [Math.max(0, first.x), Math.max(0, first.y)];
  return {
    left,
    top,
    width: Math.min(picture.width, last.x) - left,
    height: Math.min(picture.height, last.y) - top,
  };
}

export function panned(view: View, dx: number, dy: number, picture: Size, stage: Size): View {
  return settled({ ...view, x: view.x + dx, y: view.y + dy }, picture, stage);
}

/** A zoomed view on a stage of another size: what was in the middle stays there. */
export function resized(view: View, picture: Size, before: Size, after: Size): View {
  const middle = toPicture(view, { x: before.width / 2, y: before.height / 2 });
  const scale = Math.max(view.scale, Math.min(1, fitView(picture, after).scale));
  const x = after.width / 2 - middle.x * scale;
  return settled({ scale, x, y: after.height / 2 - middle.y * scale }, picture, after);
}

/** No gap on one side while the other side is cut off; in the middle where there is room. */
function settled(view: View, picture: Size, stage: Size): View {
  return {
    scale: view.scale,
    x: settledOffset(view.x, picture.width * view.scale, stage.width),
    y: settledOffset(view.y, picture.height * view.scale, stage.height),
  };
}

function settledOffset(offset: number, pictureLength: number, stageLength: number): number {
  const room = stageLength - pictureLength;
  return room >= 0 ? room / 2 : within(offset, room, 0);
}

export function isFitted(view: View, picture: Size, stage: Size): boolean {
  return Math.abs(view.scale / fitView(picture, stage).scale - 1) < 1e-4;
}

export function isPixelated(view: View, devicePixelRatio: number): boolean {
  return view.scale * devicePixelRatio >= PIXELATED_FROM;
}
