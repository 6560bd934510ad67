import { type FrameTable, secondsOf } from '../domain/frames';

/** The frames that the timeline shows: `start` may be a fraction, frame n covers n to n + 1. */
export type TimelineView = { readonly start: number; readonly length: number };

/** Fewer frames than this are never spread over the whole width. */
export const SHORTEST_VIEW = 12;

export function viewOfAll(frameCount: number): TimelineView {
  return { start: 0, length: frameCount };
}

/** The view of a range with a third of its length on each side, as far as the clip reaches. */
export function viewOf([first, last]: readonly [number, number], frameCount: number): TimelineView {
  const span = last - first + 1;
  const wanted = Math.max(span * (5 / 3), SHORTEST_VIEW);
  const length = Math.min(wanted, frameCount);
  return viewWithin({ start: first - (length - span) / 2, length }, frameCount);
}

/** Where a frame begins, as a share of the width: 0 is the left edge, 1 the right one. */
export function shareOf(view: TimelineView, frame: number): number {
  return (frame - view.start) / view.length;
}

/** The frame under a point of the timeline, within the clip. */
export function frameAtShare(view: TimelineView, share: number, frameCount: number): number {
  const frame = Math.floor(view.start + share * view.length);
  return Math.min(Math.max(frame, 0), frameCount - 1);
}

/** Zooms by `factor` (above 1: nearer) so that the point at `share` stays where it is. */
export function viewZoom(
  view: TimelineView,
  factor: number,
  share: number,
  frameCount: number,
): TimelineView {
  const shortest = Math.min(SHORTEST_VIEW, frameCount);
  const length = Math.min(Math.max(view.length / factor, shortest), frameCount);
  const start = view.start + share * (view.length - length);
  return viewWithin({ start, length }, frameCount);
}

export function viewPan(view: TimelineView, frames: number, frameCount: number): TimelineView {
  return viewWithin({ ...view, start: view.start + frames }, frameCount);
}

/** Moves the view just as far as it takes to show `frame` with some frames around it. */
export function viewShowing(view: TimelineView, frame: number, frameCount: number): TimelineView {
  const margin = Math.min(view.length * 0.05, 5);
  if (frame - margin < view.start) return viewWithin({ ...view, start: frame - margin }, frameCount);
  const end = frame + 1 + margin;
  if (end > view.start + view.length) return viewWithin({ ...view, start: end - view.length }, frameCount);
  return view;
}

function viewWithin({ start, length }: TimelineView, frameCount: number): TimelineView {
  return { start: Math.min(Math.max(start, 0), frameCount - length), length };
}

export type Tick = { readonly frame: number; readonly seconds: number; readonly major: boolean };

/** The ruler's ticks: major ones carry their frame and second and stand at least `spacingPx` apart. */
export function rulerTicks(view: TimelineView, widthPx: number, table: FrameTable, spacingPx = 72): Tick[] {
  const step = roundStep((spacingPx * view.length) / Math.max(widthPx, 1));
  const minor = minorStep(step, widthPx / view.length);
  const first = Math.ceil(view.start / minor) * minor;
  const last = Math.min(view.start + view.length, table.frameCount - 1);
  const ticks: Tick[] = [];
  for (let frame = first; frame <= last; frame += minor) {
    ticks.push({ frame, seconds: secondsOf(table, frame), major: frame % step === 0 });
  }
  return ticks;
}

/** The smallest of 1, 2, 5, 10, 20, 50, … that is not below `frames`. */
function roundStep(frames: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(frames, 1)));
  return [1, 2, 5, 10].map((digit) => digit * power).find((step) => step >= frames) ?? 10 * power;
}

function minorStep(step: number, pxPerFrame: number): number {
  const parts = [10, 5, 2].find((count) => step % count === 0 && (step / count) * pxPerFrame >= 6);
  return parts === undefined ? step : step / parts;
}

/** The pictures of the sprite: laid out row by row, tile n shows frame `frames[n]`. */
export type Filmstrip = {
  readonly columns: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly frames: readonly number[];
};

export type FilmCell = { readonly tile: number; readonly left: number; readonly width: number };

/** Which picture stands where when cells of `cellPx` fill the width; shares as in `shareOf`. */
export function filmCells(view: TimelineView, frames: readonly number[], widthPx: number, cellPx: number) {
  const count = widthPx > 0 ? Math.ceil(widthPx / cellPx) : 0;
  const width = cellPx / Math.max(widthPx, 1);
  return Array.from({ length: count }, (_, index): FilmCell => {
    const middle = view.start + (index + 0.5) * width * view.length;
    return { tile: nearestIndex(frames, middle), left: index * width, width };
  });
}

function nearestIndex(ascending: readonly number[], value: number): number {
  let nearest = 0;
  for (const [index, each] of ascending.entries()) {
    if (Math.abs(each - value) < Math.abs((ascending[nearest] ?? 0) - value)) nearest = index;
  }
  return nearest;
}
