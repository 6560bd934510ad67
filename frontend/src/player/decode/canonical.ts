import { type FrameTable, frameOfPts, ptsOfSeconds } from '../../domain/frames';
import type { SourceCode } from '../source';

export type Mismatch = { readonly code: SourceCode; readonly detail: string };

/**
 * Compare the packets that this browser found with the server's table; null when they are the same frames.
 *
 * Every frame of the table must have its packet at exactly its tick. Packets outside the table's first tick
 * and end are what an edit list cuts off; one more packet in between is a difference.
 */
export function packetsMismatch(table: FrameTable, packetSeconds: readonly number[]): Mismatch | null {
  const first = table.pts[0] as number;
  const ticks = packetSeconds
    .map((seconds) => ptsOfSeconds(table, seconds))
    .filter((tick) => tick >= first && tick < table.endPts)
    .sort((a, b) => a - b);
  if (ticks.length !== table.frameCount) {
    return {
      code: 'frame_count_differs',
      detail: `${ticks.length} packets of ${packetSeconds.length}, table ${table.frameCount}`,
    };
  }
  const frame = ticks.findIndex((tick, index) => tick !== table.pts[index]);
  return frame < 0
    ? null
    : {
        code: 'frame_times_differ',
        detail: `frame ${frame}: packet ${ticks[frame]}, table ${table.pts[frame]}`,
      };
}

/** The frame of a decoded sample, or null for one that an edit list cuts off. */
export function frameOfSeconds(table: FrameTable, seconds: number): number | null {
  return frameOfPts(table, ptsOfSeconds(table, seconds));
}
