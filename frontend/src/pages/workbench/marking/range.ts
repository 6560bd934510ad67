import type { FrameRange } from '../../../player';

/** The inclusive range between two frames, whichever comes first, within the clip. */
export function rangeBetween(a: number, b: number, lastFrame: number): FrameRange {
  const within = (frame: number): number => Math.min(Math.max(frame, 0), lastFrame);
  return [within(Math.min(a, b)), within(Math.max(a, b))];
}

/** Begins the range at `frame`; an end before it goes to the end of the clip. */
export function rangeFrom(range: FrameRange | null, frame: number, lastFrame: number): FrameRange {
  return [frame, range !== null && range[1] >= frame ? range[1] : lastFrame];
}

/** Ends the range at `frame`; a beginning after it goes to the first frame. */
export function rangeTo(range: FrameRange | null, frame: number): FrameRange {
  return [range !== null && range[0] <= frame ? range[0] : 0, frame];
}
