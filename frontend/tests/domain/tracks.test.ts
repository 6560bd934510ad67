import { describe, expect, it } from 'vitest';
import cases from '../../../tests/cases/tracks.json';
import {
  type BBox,
  bboxAt,
  bboxClamped,
  bboxIsInside,
  type Keyframe,
  keyframeAt,
  keyframeNeighbour,
  keyframeRemove,
  keyframeSet,
  keyframesValid,
  keyframesWithin,
} from '../../src/domain/tracks';

function bboxOf([left, top, width, height]: readonly number[]): BBox {
  return { left, top, width, height } as BBox;
}

function keyframesOf(rows: readonly (readonly number[])[]): readonly Keyframe[] {
  return rows.map(([frame, ...bbox]) => ({ frame: frame as number, ...bboxOf(bbox) }));
}

describe('the box at a frame', () => {
  it.each(cases.bbox_at)('$name', ({ keyframes, at }) => {
    for (const [frame, bbox] of at) {
      expect(bboxAt(keyframesOf(keyframes), frame as number)).toEqual(bboxOf(bbox as number[]));
    }
  });

  it('is none without keyframes', () => {
    expect(bboxAt([], 3)).toBeNull();
  });
});

it.each(cases.refused_keyframes)('keyframes that give no track: $name', ({ keyframes }) => {
  expect(keyframesValid(keyframesOf(keyframes))).toBe(false);
});

it.each(cases.is_inside)('$bbox inside $picture: $inside', ({ bbox, picture, inside }) => {
  expect(bboxIsInside(bboxOf(bbox), picture[0] as number, picture[1] as number)).toBe(inside);
});

it.each(cases.clamped)('clamped: $name', ({ bbox, picture, expected }) => {
  expect(bboxClamped(bboxOf(bbox), picture[0] as number, picture[1] as number)).toEqual(bboxOf(expected));
});

describe('keyframes', () => {
  const track = keyframesOf([
    [10, 0, 0, 10, 10],
    [20, 100, 50, 30, 20],
  ]);

  it('are set in order, and replaced at the same frame', () => {
    const more = keyframeSet(track, 15, bboxOf([1, 2, 3, 4]));
    expect(more.map(({ frame }) => frame)).toEqual([10, 15, 20]);
    expect(keyframeSet(more, 15, bboxOf([9, 9, 9, 9]))[1]).toEqual({ frame: 15, ...bboxOf([9, 9, 9, 9]) });
    expect(keyframesValid(more)).toBe(true);
  });

  it('are found, removed and walked through', () => {
    expect(keyframeAt(track, 20)?.left).toBe(100);
    expect(keyframeAt(track, 11)).toBeNull();
    expect(keyframeRemove(track, 10)).toHaveLength(1);
    expect(keyframeNeighbour(track, 10, 1)?.frame).toBe(20);
    expect(keyframeNeighbour(track, 20, -1)?.frame).toBe(10);
    expect(keyframeNeighbour(track, 20, 1)).toBeNull();
    expect(keyframeNeighbour(track, 10, -1)).toBeNull();
  });

  it('stay as they are in a span that holds them all', () => {
    expect(keyframesWithin(track, 0, 30)).toBe(track);
  });

  it('keep the course of the box where a span cuts the track', () => {
    expect(keyframesWithin(track, 12, 15)).toEqual([
      { frame: 12, ...(bboxAt(track, 12) as BBox) },
      { frame: 15, ...(bboxAt(track, 15) as BBox) },
    ]);
  });

  it('leave the held box when the span lies outside the track', () => {
    expect(keyframesWithin(track, 0, 5)).toEqual([{ ...track[0], frame: 5 }]);
    expect(keyframesWithin(track, 25, 30)).toEqual([{ ...track[1], frame: 25 }]);
  });

  it('of no track stay none', () => {
    expect(keyframesWithin([], 0, 5)).toEqual([]);
  });
});
