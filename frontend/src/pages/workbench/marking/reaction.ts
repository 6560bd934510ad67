import { type FrameTable, frameAt, ptsOf, ptsOfMs } from '../../../domain/frames';
import type { FrameRange } from '../../../player';

/** What a person may set as their reaction time. */
export const REACTION_MS = { least: 0, most: 1000, usual: 200 } as const;

/** Ticks are compared with this much slack: a sum of fractions may fall a hair short of a frame's first tick. */
const SLACK = 1e-6;

/**
 * The frame that was on screen `reactionMs` before the clip stood at tick `pts`: at `speed` times the clip's own
 * speed (negative backwards) that is `reactionMs * speed` of clip time away. Found in the table, within the bounds.
 */
export function frameReactedTo(
  table: FrameTable,
  pts: number,
  reactionMs: number,
  speed: number,
  [first, last]: FrameRange,
): number {
  const moment = pts - ptsOfMs(table, reactionMs) * speed;
  // Backwards a frame's time ends at its first tick, so that the tick itself belongs to the frame before.
  const tick = speed < 0 ? moment - SLACK : moment + SLACK;
  if (tick < ptsOf(table, first)) return first;
  return Math.min(frameAt(table, tick) ?? last, last);
}
