/** A frame is found in the table, never computed from a rate. The twin of `annotations/frames.py`. */

/** Presentation times of a video's frames: index = frame number. Times are ticks of `timeBase` seconds. */
export type FrameTable = {
  readonly timeBase: readonly [numerator: number, denominator: number];
  /** Strictly ascending. */
  readonly pts: readonly number[];
  /** The tick at which the last frame ends. */
  readonly endPts: number;
  /** Frames from which a decoder can start, ascending. */
  readonly keyFrames: readonly number[];
  readonly frameCount: number;
};

/** The answer of `GET videos/{id}/frames/`. */
export type FrameTableResponse = {
  readonly time_base: readonly [number, number] | readonly number[];
  readonly pts: readonly number[];
  readonly end_pts: number;
  readonly key_frames: readonly number[];
  readonly frame_count: number;
};

export class FrameTableError extends Error {
  readonly code = 'frame_table_invalid';
}

/** Build the table from the server's answer; throws `FrameTableError` when it contradicts itself. */
export function frameTableFrom(response: FrameTableResponse): FrameTable {
  const { pts, end_pts: endPts, key_frames: keyFrames } = response;
  const [numerator = 0, denominator = 0] = response.time_base;
  if (!(numerator > 0 && denominator > 0)) throw new FrameTableError('the time base is not above zero');
  if (pts.length === 0) throw new FrameTableError('there are no frames');
  if (pts.length !== response.frame_count) {
    throw new FrameTableError(`${pts.length} times for ${response.frame_count} frames`);
  }
  if (!ascends([...pts, endPts])) throw new FrameTableError('the presentation times do not strictly ascend');
  if (!ascends([-1, ...keyFrames, pts.length])) {
    throw new FrameTableError('the key frames do not ascend within the clip');
  }
  return { timeBase: [numerator, denominator], pts, endPts, keyFrames, frameCount: pts.length };
}

function ascends(ticks: readonly number[]): boolean {
  return ticks.every((tick, index) => index === 0 || tick > (ticks[index - 1] as number));
}

/** The largest index whose value is at most `value`, or -1. */
function lastAtMost(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The frame on screen at tick `pts`, or null outside the clip. */
export function frameAt(table: FrameTable, pts: number): number | null {
  const frame = lastAtMost(table.pts, pts);
  return frame < 0 || pts >= table.endPts ? null : frame;
}

/** The frame whose presentation time is exactly `pts`, or null. */
export function frameOfPts(table: FrameTable, pts: number): number | null {
  const frame = lastAtMost(table.pts, pts);
  return frame >= 0 && table.pts[frame] === pts ? frame : null;
}

export function frameClamp(table: FrameTable, frame: number): number {
  return Math.min(Math.max(Math.trunc(frame) || 0, 0), table.frameCount - 1);
}

/** The last key frame that is not after `frame`, or null where an edit list hides it. */
export function keyFrameAt(table: FrameTable, frame: number): number | null {
  return table.keyFrames[lastAtMost(table.keyFrames, frame)] ?? null;
}

/** Where decoding has to begin to reach `frame`: 0 also stands for what lies hidden before the first frame. */
export function keyFrameBefore(table: FrameTable, frame: number): number {
  return keyFrameAt(table, frame) ?? 0;
}

/** Presentation time of a frame in ticks; `frameCount` gives the end of the clip. */
export function ptsOf(table: FrameTable, frame: number): number {
  return table.pts[frame] ?? table.endPts;
}

/** Whole microseconds, exact halves up. */
function microseconds(table: FrameTable, ticks: number): number {
  const [numerator, denominator] = table.timeBase;
  return Math.floor((2 * ticks * numerator * 1e6 + denominator) / (2 * denominator));
}

/** The media time at which a frame comes on screen: with a start offset, frame 0 is not at 0. */
export function timeUsAt(table: FrameTable, frame: number): number {
  return microseconds(table, ptsOf(table, frame));
}

/** How long the frames of an inclusive span are on screen. */
export function spanDurationUs(table: FrameTable, onsetFrame: number, offsetFrame: number): number {
  return microseconds(table, ptsOf(table, offsetFrame + 1) - ptsOf(table, onsetFrame));
}

/** Seconds for people and for clocks; records keep frame numbers. */
export function secondsOfPts(table: FrameTable, pts: number): number {
  return (pts * table.timeBase[0]) / table.timeBase[1];
}

/** Seconds from the first frame of the clip to `frame`. */
export function secondsOf(table: FrameTable, frame: number): number {
  return secondsOfPts(table, ptsOf(table, frame) - ptsOf(table, 0));
}

/** The tick nearest to a time in seconds, as media elements and demuxers give it. */
export function ptsOfSeconds(table: FrameTable, seconds: number): number {
  return Math.round((seconds * table.timeBase[1]) / table.timeBase[0]);
}

/** A length of time in ticks, with their fraction: for clocks, never for records. */
export function ptsOfMs(table: FrameTable, milliseconds: number): number {
  return (milliseconds * table.timeBase[1]) / (1000 * table.timeBase[0]);
}
