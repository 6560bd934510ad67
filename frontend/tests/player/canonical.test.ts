import { describe, expect, it } from 'vitest';
import { frameTableFrom, secondsOfPts } from '../../src/domain/frames';
import { frameOfSeconds, packetsMismatch } from '../../src/player/decode/canonical';

const NTSC = frameTableFrom({
  time_base: [1, 30000],
  pts: [1001, 2002, 3003, 4004],
  end_pts: 5005,
  key_frames: [0],
  frame_count: 4,
});
const seconds = NTSC.pts.map((pts) => secondsOfPts(NTSC, pts));

describe('the packets of this browser', () => {
  it('match the table in any order', () => {
    expect(packetsMismatch(NTSC, seconds)).toBeNull();
    expect(packetsMismatch(NTSC, [...seconds].reverse())).toBeNull();
  });

  it('may have what an edit list cuts off before the first frame and from the end on', () => {
    expect(packetsMismatch(NTSC, [-1001 / 30000, 0, ...seconds, 5005 / 30000])).toBeNull();
  });

  it('differ when one is missing or one more lies inside', () => {
    expect(packetsMismatch(NTSC, seconds.slice(1))?.code).toBe('frame_count_differs');
    expect(packetsMismatch(NTSC, [...seconds, 2500 / 30000])?.code).toBe('frame_count_differs');
  });

  it('differ when one is a single tick off', () => {
    const off = [...seconds.slice(0, 2), 3004 / 30000, seconds[3] as number];
    expect(packetsMismatch(NTSC, off)).toEqual({
      code: 'frame_times_differ',
      detail: 'frame 2: packet 3004, table 3003',
    });
  });

  it('differ when two stand at one time', () => {
    const twice = [seconds[0] as number, ...seconds.slice(0, 3)];
    expect(packetsMismatch(NTSC, twice)?.code).toBe('frame_times_differ');
  });
});

it('a decoded sample is the frame of exactly its time, or none', () => {
  expect(frameOfSeconds(NTSC, 2002 / 30000)).toBe(1);
  expect(frameOfSeconds(NTSC, 2003 / 30000)).toBeNull();
  expect(frameOfSeconds(NTSC, -1001 / 30000)).toBeNull();
});
