import { type FrameTable, frameAt, ptsOf, secondsOfPts } from '../domain/frames';
import type { FrameRange } from './source';

/** A moment of the display's clock tied to a moment of the clip. */
export type PlayClock = {
  readonly startedAtMs: number;
  readonly startedAtPts: number;
  /** Multiple of the clip's own speed, negative backwards. */
  readonly speed: number;
};

/**
 * A display in step with the clip refreshes just when the frames change, and its moments are told in tenths of a
 * millisecond: now before, now after. Ahead by a fraction of a refresh, each refresh falls inside its frame's time,
 * and none is passed over. A quarter of a refresh at 60 Hz, half of one at 120 Hz.
 */
export const LEAD_MS = 4;

/** Forwards a frame starts at its first tick, backwards at its last, so that each is shown for its full time. */
export function clockStart(table: FrameTable, frame: number, milliseconds: number, speed: number): PlayClock {
  return {
    startedAtMs: milliseconds - LEAD_MS,
    startedAtPts: speed > 0 ? ptsOf(table, frame) : ptsOf(table, frame + 1),
    speed,
  };
}

/** Where in the clip the clock is at this moment: ticks, with their fraction. */
export function ptsAtClock(table: FrameTable, clock: PlayClock, milliseconds: number): number {
  const ticksPerMs = 1 / (1000 * secondsOfPts(table, 1));
  return clock.startedAtPts + Math.max(0, milliseconds - clock.startedAtMs) * ticksPerMs * clock.speed;
}

/** The frame to show at this moment, or null when the clock has left the bounds. */
export function frameAtClock(
  table: FrameTable,
  clock: PlayClock,
  milliseconds: number,
  [first, last]: FrameRange,
): number | null {
  const pts = ptsAtClock(table, clock, milliseconds);
  // Backwards the moment between two frames still belongs to the later one's end: half-open on the other side.
  const frame = frameAt(table, clock.speed > 0 ? Math.floor(pts) : Math.ceil(pts) - 1);
  return frame === null || frame < first || frame > last ? null : frame;
}

/** How many frames on `to` lies, in the direction of play. */
export function stepsBetween(from: number, to: number, direction: 1 | -1): number {
  return Math.max(1, (to - from) * direction);
}
