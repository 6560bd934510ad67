import { type FrameTable, keyFrameBefore } from '../../domain/frames';
import type { Direction, FrameRange } from '../source';

const MIB = 2 ** 20;
const UNKNOWN_MEMORY_BUDGET = 768 * MIB;
const SMALLEST_BUDGET = 384 * MIB;
const LARGEST_BUDGET = 2048 * MIB;
const BYTES_PER_PIXEL = 4;
const PICTURE_BUDGET = 128 * MIB;
const FEWEST_PICTURES = 7;
const MOST_PICTURES = 24;
/** What one run of the decoder holds besides: frames on their way, both heaps (measured at 1080p). */
export const ONE_RUN_BYTES = 96 * MIB;
/** The same where decoders follow each other and the memory of the last one is not yet given back. */
const MANY_RUNS_BYTES = 288 * MIB;
/** Frames kept on either side of a pinned frame: a person who jumps there steps around there. */
const PIN_MARGIN = 4;

/** Bytes of decoded frames to keep: an eighth of the device's memory, within bounds. */
export function frameByteBudget(deviceMemoryGib: number | undefined): number {
  return deviceMemoryGib === undefined
    ? UNKNOWN_MEMORY_BUDGET
    : Math.min(LARGEST_BUDGET, Math.max(SMALLEST_BUDGET, (deviceMemoryGib * 1024 * MIB) / 8));
}

/** How many ready-to-paint pictures of this size are worth holding. */
export function pictureCapacity(width: number, height: number): number {
  return Math.min(
    MOST_PICTURES,
    Math.max(FEWEST_PICTURES, Math.floor(PICTURE_BUDGET / (width * height * BYTES_PER_PIXEL))),
  );
}

/** How many decoded frames fit into the budget besides `otherBytes`: all of the clip, or a window; at least a few. */
export function frameCapacity(
  byteBudget: number,
  bytesPerFrame: number,
  otherBytes: number,
  frameCount: number,
): number {
  const room = byteBudget - otherBytes;
  if ((room - ONE_RUN_BYTES) / bytesPerFrame >= frameCount) return frameCount;
  return Math.max(3 * (2 * PIN_MARGIN + 1), Math.floor((room - MANY_RUNS_BYTES) / bytesPerFrame));
}

/** Ready-to-paint pictures of the clip that comes next: the first one is on screen at once, the others follow. */
export const AHEAD_PICTURES = 2;
const FEWEST_AHEAD = 4;
const MOST_AHEAD = 24;

/**
 * How many frames of the clip that comes next are decoded beside the current one. They take the room that the
 * current clip's decoder had: it is done by then, so that the budget holds for both together.
 */
export function aheadCapacity(bytesPerFrame: number, pixelCount: number): number {
  const room = ONE_RUN_BYTES - AHEAD_PICTURES * pixelCount * BYTES_PER_PIXEL;
  return Math.min(MOST_AHEAD, Math.max(FEWEST_AHEAD, Math.floor(room / bytesPerFrame)));
}

/** What the ready-to-paint pictures take. */
export function pictureBytes(width: number, height: number): number {
  return pictureCapacity(width, height) * width * height * BYTES_PER_PIXEL;
}

/** `size` frames around the playhead, two thirds of them ahead, shifted where the clip ends. */
function windowAround(frameCount: number, playhead: number, direction: Direction, size: number): FrameRange {
  const behind = Math.floor((size - 1) / 3);
  const ideal = direction > 0 ? playhead - behind : playhead - (size - 1 - behind);
  const first = Math.max(0, Math.min(ideal, frameCount - size));
  return [first, Math.min(frameCount, first + size) - 1];
}

export type Window = { readonly range: FrameRange; readonly direction: Direction };

/** Whether the kept window still serves: the playhead is inside and not close to running out of it. */
function windowServes(window: Window, frameCount: number, playhead: number, direction: Direction): boolean {
  const [first, last] = window.range;
  if (playhead < first || playhead > last) return false;
  const room = direction > 0 ? last - playhead : playhead - first;
  const atTheEnd = direction > 0 ? last === frameCount - 1 : first === 0;
  return atTheEnd || room > (last - first) / 4;
}

export type Wish = {
  readonly frameCount: number;
  readonly capacity: number;
  readonly playhead: number;
  readonly direction: Direction;
  /** Most wanted first. */
  readonly pins: readonly number[];
};

/** The frames worth keeping, and the window to hand in next time (it only moves when it has to). */
export function framesWorthKeeping(
  wish: Wish,
  previous: Window | null,
): { readonly keep: ReadonlySet<number>; readonly window: Window } {
  const { frameCount, capacity, playhead, direction } = wish;
  const keep = new Set<number>();
  const pinRoom = Math.floor(capacity / 3);
  const pinned = pinnedFrames(wish, pinRoom);
  // The window's size does not depend on the pins: else each new pin would move it.
  const size = capacity >= frameCount ? frameCount : capacity - pinRoom;
  const serves =
    previous !== null &&
    previous.range[1] - previous.range[0] + 1 === size &&
    windowServes(previous, frameCount, playhead, direction);
  const range = serves ? previous.range : windowAround(frameCount, playhead, direction, size);
  for (let frame = range[0]; frame <= range[1]; frame += 1) keep.add(frame);
  for (const frame of pinned) keep.add(frame);
  return { keep, window: serves ? previous : { range, direction } };
}

function pinnedFrames({ frameCount, capacity, pins }: Wish, limit: number): ReadonlySet<number> {
  const pinned = new Set<number>();
  if (capacity >= frameCount) return pinned;
  for (const pin of pins) {
    const first = Math.max(0, pin - PIN_MARGIN);
    const last = Math.min(frameCount - 1, pin + PIN_MARGIN);
    if (pinned.size + last - first + 1 > limit) break;
    for (let frame = first; frame <= last; frame += 1) pinned.add(frame);
  }
  return pinned;
}

/** The missing frame to decode next: asked for, at the playhead, then outwards in the direction of travel. */
export function nextMissing(
  keep: ReadonlySet<number>,
  has: (frame: number) => boolean,
  urgent: number | null,
  { playhead, direction, frameCount }: Pick<Wish, 'playhead' | 'direction' | 'frameCount'>,
): number | null {
  if (urgent !== null && !has(urgent)) return urgent;
  for (const frame of outwards(playhead, direction, frameCount)) {
    if (keep.has(frame) && !has(frame)) return frame;
  }
  return null;
}

/** All frames: from the playhead to the clip's end in the direction of travel, then the other way. */
function* outwards(playhead: number, direction: Direction, frameCount: number): Generator<number> {
  for (let frame = playhead; frame >= 0 && frame < frameCount; frame += direction) yield frame;
  for (let frame = playhead - direction; frame >= 0 && frame < frameCount; frame -= direction) yield frame;
}

/** Whether the decoder, having given `position`, reaches `frame` sooner by going on than by starting anew. */
export function passReaches(table: FrameTable, position: number, frame: number): boolean {
  return frame > position && keyFrameBefore(table, frame) <= position + 1;
}

/** The frames to hold ready to paint, most wanted first: two ahead for each one behind. */
export function paintOrder(
  playhead: number,
  direction: Direction,
  frameCount: number,
  count: number,
): readonly number[] {
  const order = [playhead];
  for (let ahead = 1; order.length < count && ahead < count; ahead += 1) {
    order.push(playhead + direction * ahead);
    if (ahead % 2 === 1) order.push(playhead - direction * ((ahead + 1) / 2));
  }
  return order.filter((frame) => frame >= 0 && frame < frameCount).slice(0, count);
}

/** Collapse ascending frame numbers into inclusive ranges. */
export function rangesOf(ascending: readonly number[]): readonly FrameRange[] {
  const ranges: [number, number][] = [];
  for (const frame of ascending) {
    const last = ranges.at(-1);
    if (last && frame === last[1] + 1) last[1] = frame;
    else ranges.push([frame, frame]);
  }
  return ranges;
}
