import { describe, expect, it } from 'vitest';
import cases from '../../../tests/cases/frames.json';
import {
  type FrameTable,
  FrameTableError,
  type FrameTableResponse,
  frameAt,
  frameClamp,
  frameOfPts,
  frameTableFrom,
  keyFrameAt,
  keyFrameBefore,
  ptsOf,
  ptsOfSeconds,
  secondsOf,
  secondsOfPts,
  spanDurationUs,
  timeUsAt,
} from '../../src/domain/frames';

type TableCase = (typeof cases.tables)[number];

function responseOf(
  table: Pick<TableCase, 'time_base' | 'pts' | 'end_pts' | 'key_frames'>,
): FrameTableResponse {
  return { ...table, frame_count: table.pts.length };
}

function tableOf(table: TableCase): FrameTable {
  return frameTableFrom(responseOf(table));
}

describe.each(cases.tables)('$name', (given) => {
  const table = tableOf(given);

  it('finds the frame on screen at each time', () => {
    for (const [pts, frame] of given.frame_at) expect(frameAt(table, pts as number)).toBe(frame);
    for (const pts of given.no_frame_at) expect(frameAt(table, pts)).toBeNull();
  });

  it('finds each frame by its own time, in ticks and by way of seconds', () => {
    for (let frame = 0; frame < table.frameCount; frame += 1) {
      const pts = ptsOf(table, frame);
      expect(frameAt(table, pts)).toBe(frame);
      expect(frameOfPts(table, pts)).toBe(frame);
      expect(ptsOfSeconds(table, secondsOfPts(table, pts))).toBe(pts);
    }
  });

  it('gives times and durations in whole microseconds', () => {
    for (const [frame, us] of given.time_us_at) expect(timeUsAt(table, frame as number)).toBe(us);
    for (const [onset, offset, us] of given.spans) {
      expect(spanDurationUs(table, onset as number, offset as number)).toBe(us);
    }
    expect(spanDurationUs(table, 0, table.frameCount - 1)).toBe(given.duration_us);
  });

  it('finds the key frame before each frame', () => {
    for (const [frame, key] of given.key_frame_at) expect(keyFrameAt(table, frame as number)).toBe(key);
  });
});

describe('a frame table', () => {
  const table = tableOf(cases.tables[0] as TableCase);

  it.each(cases.refused_tables)('is refused: $name', (refused) => {
    expect(() => frameTableFrom(responseOf(refused))).toThrow(FrameTableError);
  });

  it('is refused when its count differs', () => {
    const response = { ...responseOf(cases.tables[0] as TableCase), frame_count: 5 };
    expect(() => frameTableFrom(response)).toThrow(FrameTableError);
  });

  it('clamps a frame number into the clip', () => {
    expect(frameClamp(table, -3)).toBe(0);
    expect(frameClamp(table, 99)).toBe(5);
    expect(frameClamp(table, 2.9)).toBe(2);
    expect(frameClamp(table, Number.NaN)).toBe(0);
  });

  it('knows no frame at a time between two frames', () => {
    expect(frameOfPts(table, 513)).toBeNull();
    expect(frameOfPts(table, -1)).toBeNull();
  });

  it('counts seconds from its first frame on', () => {
    const late = frameTableFrom({
      time_base: [1, 100],
      pts: [50, 60],
      end_pts: 70,
      key_frames: [],
      frame_count: 2,
    });
    expect(secondsOf(late, 0)).toBe(0);
    expect(secondsOf(late, 1)).toBeCloseTo(0.1);
    expect(keyFrameBefore(late, 1)).toBe(0);
  });
});
