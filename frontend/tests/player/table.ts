import { type FrameTable, frameTableFrom } from '../../src/domain/frames';

/** A clip of 25 fps in ticks of a millisecond; every `keyEvery`-th frame is a key frame. */
export function steadyTable(frameCount: number, keyEvery = frameCount): FrameTable {
  const frames = Array.from({ length: frameCount }, (_, frame) => frame);
  return frameTableFrom({
    time_base: [1, 1000],
    pts: frames.map((frame) => frame * 40),
    end_pts: frameCount * 40,
    key_frames: frames.filter((frame) => frame % keyEvery === 0),
    frame_count: frameCount,
  });
}
