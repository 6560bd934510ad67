/**
 * Boxes on frames: keyframes set by hand and the boxes between them. The twin of `annotations/tracks.py`.
 *
 * One rounding rule, in whole numbers: an exact half moves a box right or down and never makes it larger.
 */

/** Whole pixels of the upright original picture. */
export type BBox = {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
};

/** A box set by hand at a frame. */
export type Keyframe = BBox & { readonly frame: number };

/** numerator / denominator to the nearest whole number, an exact half up. */
function halfUp(numerator: number, denominator: number): number {
  return Math.floor((2 * numerator + denominator) / (2 * denominator));
}

/** numerator / denominator to the nearest whole number, an exact half down. */
function halfDown(numerator: number, denominator: number): number {
  return Math.floor((2 * numerator + denominator - 1) / (2 * denominator));
}

type Rounding = typeof halfUp;

function between(from: number, to: number, elapsed: number, span: number, rounded: Rounding): number {
  return rounded(from * span + (to - from) * elapsed, span);
}

function bboxOf({ left, top, width, height }: BBox): BBox {
  return { left, top, width, height };
}

function bboxBetween(before: Keyframe, after: Keyframe, frame: number): BBox {
  const span = after.frame - before.frame;
  const elapsed = frame - before.frame;
  return {
    left: between(before.left, after.left, elapsed, span, halfUp),
    top: between(before.top, after.top, elapsed, span, halfUp),
    width: between(before.width, after.width, elapsed, span, halfDown),
    height: between(before.height, after.height, elapsed, span, halfDown),
  };
}

/**
 * The box at `frame`: linear between keyframes, held before the first and after the last; null without
 * keyframes. Keyframes ascend. Onset and offset are the caller's business.
 */
export function bboxAt(keyframes: readonly Keyframe[], frame: number): BBox | null {
  const first = keyframes[0];
  const last = keyframes.at(-1);
  if (!first || !last) return null;
  if (frame <= first.frame) return bboxOf(first);
  if (frame >= last.frame) return bboxOf(last);
  const next = keyframes.findIndex((keyframe) => keyframe.frame > frame);
  return bboxBetween(keyframes[next - 1] as Keyframe, keyframes[next] as Keyframe, frame);
}

/** Whether there is a keyframe at all, and no two at one frame or out of order. */
export function keyframesValid(keyframes: readonly Keyframe[]): boolean {
  return (
    keyframes.length > 0 &&
    keyframes.every(({ frame }, index) => index === 0 || frame > (keyframes[index - 1] as Keyframe).frame)
  );
}

/** Whether the box has at least one pixel and lies inside the picture as a whole. */
export function bboxIsInside(bbox: BBox, widthPx: number, heightPx: number): boolean {
  return (
    bbox.width >= 1 &&
    bbox.height >= 1 &&
    bbox.left >= 0 &&
    bbox.top >= 0 &&
    bbox.left + bbox.width <= widthPx &&
    bbox.top + bbox.height <= heightPx
  );
}

function within(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

/** The box moved into the picture, and made smaller only where it does not fit. */
export function bboxClamped(bbox: BBox, widthPx: number, heightPx: number): BBox {
  const width = within(bbox.width, 1, widthPx);
  const height = within(bbox.height, 1, heightPx);
  return {
    left: within(bbox.left, 0, widthPx - width),
    top: within(bbox.top, 0, heightPx - height),
    width,
    height,
  };
}

export function keyframeAt(keyframes: readonly Keyframe[], frame: number): Keyframe | null {
  return keyframes.find((keyframe) => keyframe.frame === frame) ?? null;
}

/** Set or replace the keyframe at `frame`. */
export function keyframeSet(keyframes: readonly Keyframe[], frame: number, bbox: BBox): readonly Keyframe[] {
  return [...keyframes.filter((keyframe) => keyframe.frame !== frame), { frame, ...bboxOf(bbox) }].sort(
    (a, b) => a.frame - b.frame,
  );
}

export function keyframeRemove(keyframes: readonly Keyframe[], frame: number): readonly Keyframe[] {
  return keyframes.filter((keyframe) => keyframe.frame !== frame);
}

/** The nearest keyframe before or after `frame` in the given direction, or null. */
export function keyframeNeighbour(
  keyframes: readonly Keyframe[],
  frame: number,
  direction: 1 | -1,
): Keyframe | null {
  return (
    (direction > 0
      ? keyframes.find((keyframe) => keyframe.frame > frame)
      : keyframes.filter((keyframe) => keyframe.frame < frame).at(-1)) ?? null
  );
}

/**
 * Keyframes for a span that moved: those outside are dropped, but where the span's edge cut the track, the box
 * that was there becomes a keyframe, so that nothing changes inside the span.
 */
export function keyframesWithin(
  keyframes: readonly Keyframe[],
  onsetFrame: number,
  offsetFrame: number,
): readonly Keyframe[] {
  const inside = keyframes.filter(({ frame }) => frame >= onsetFrame && frame <= offsetFrame);
  if (inside.length === keyframes.length) return keyframes;
  const cutBefore = (keyframes[0] as Keyframe).frame < onsetFrame;
  const cutAfter = (keyframes.at(-1) as Keyframe).frame > offsetFrame;
  const withOnset = cutBefore
    ? keyframeSet(inside, onsetFrame, bboxAt(keyframes, onsetFrame) as BBox)
    : inside;
  return cutAfter ? keyframeSet(withOnset, offsetFrame, bboxAt(keyframes, offsetFrame) as BBox) : withOnset;
}
