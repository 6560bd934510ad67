/** Boxes over time. The twin of `annotations/tracks.py`. */

/** Whole pixels of the upright original picture. */
export type BBox = {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
};

/** A box set by hand at a frame. */
export type Keyframe = BBox & { readonly frame: number };

const roundHalfUp = (numerator: number, denominator: number): number =>
  Math.floor((2 * numerator + denominator) / (2 * denominator));

const between = (from: number, to: number, elapsed: number, span: number): number =>
  roundHalfUp(from * span + (to - from) * elapsed, span);

const bboxOf = ({ left, top, width, height }: BBox): BBox => ({ left, top, width, height });

const bboxBetween = (before: Keyframe, after: Keyframe, frame: number): BBox => {
  const span = after.frame - before.frame;
  const elapsed = frame - before.frame;
  return {
    left: between(before.left, after.left, elapsed, span),
    top: between(before.top, after.top, elapsed, span),
    width: between(before.width, after.width, elapsed, span),
    height: between(before.height, after.height, elapsed, span),
  };
};

/**
 * The box at `frame`: linear between keyframes, rounded half up to whole pixels, held before the first
 * and after the last; null without keyframes. Keyframes ascend. Onset and offset are the caller's business.
 */
export const bboxAt = (keyframes: readonly Keyframe[], frame: number): BBox | null => {
  const first = keyframes[0];
  const last = keyframes.at(-1);
  if (!first || !last) return null;
  if (frame <= first.frame) return bboxOf(first);
  if (frame >= last.frame) return bboxOf(last);
  const next = keyframes.findIndex((keyframe) => keyframe.frame > frame);
  return bboxBetween(keyframes[next - 1] as Keyframe, keyframes[next] as Keyframe, frame);
};

export const keyframeAt = (keyframes: readonly Keyframe[], frame: number): Keyframe | null =>
  keyframes.find((keyframe) => keyframe.frame === frame) ?? null;

/** Set or replace the keyframe at `frame`. */
export const keyframeSet = (keyframes: readonly Keyframe[], frame: number, bbox: BBox): readonly Keyframe[] =>
  [...keyframes.filter((keyframe) => keyframe.frame !== frame), { frame, ...bboxOf(bbox) }].sort(
    (a, b) => a.frame - b.frame,
  );

export const keyframeRemove = (keyframes: readonly Keyframe[], frame: number): readonly Keyframe[] =>
  keyframes.filter((keyframe) => keyframe.frame !== frame);

/** The nearest keyframe before or after `frame` in the given direction, or null. */
export const keyframeNeighbour = (
  keyframes: readonly Keyframe[],
  frame: number,
  direction: 1 | -1,
): Keyframe | null =>
  (direction > 0
    ? keyframes.find((keyframe) => keyframe.frame > frame)
    : keyframes.filter((keyframe) => keyframe.frame < frame).at(-1)) ?? null;

/**
 * Keyframes for a span that moved: those outside are dropped, but where the span's edge cut the track, the box
 * that was there becomes a keyframe, so that nothing changes inside the span.
 */
export const keyframesWithin = (
  keyframes: readonly Keyframe[],
  onsetFrame: number,
  offsetFrame: number,
): readonly Keyframe[] => {
  const inside = keyframes.filter(({ frame }) => frame >= onsetFrame && frame <= offsetFrame);
  if (inside.length === keyframes.length) return keyframes;
  const cutBefore = (keyframes[0] as Keyframe).frame < onsetFrame;
  const cutAfter = (keyframes.at(-1) as Keyframe).frame > offsetFrame;
  const withOnset = cutBefore
    ? keyframeSet(inside, onsetFrame, bboxAt(keyframes, onsetFrame) as BBox)
    : inside;
  return cutAfter ? keyframeSet(withOnset, offsetFrame, bboxAt(keyframes, offsetFrame) as BBox) : withOnset;
};
