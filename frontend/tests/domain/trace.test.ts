import { describe, expect, it } from 'vitest';
import {
  confidenceAfter,
  spanContains,
  type Trace,
  traceBoxAt,
  traceCategoryChoose,
  traceCategoryToggle,
  traceKeyframeSet,
  traceMake,
  traceOffsetSet,
  traceOnsetSet,
} from '../../src/domain/trace';

const BOX = { left: 10, top: 20, width: 30, height: 40 };

describe('a new trace', () => {
  it('begins at the frame, is open at its end and has a keyframe there', () => {
    const trace = traceMake('a', 12, BOX);
    expect(trace).toMatchObject({ onset_frame: 12, offset_frame: null, origin: 'human' });
    expect(trace.keyframes).toEqual([{ frame: 12, ...BOX }]);
  });

  it('is on screen from its onset on while its offset is open', () => {
    const trace = traceMake('a', 12, BOX);
    expect([11, 12, 500].map((frame) => spanContains(trace, frame))).toEqual([false, true, true]);
    expect(traceBoxAt(trace, 11)).toBeNull();
    expect(traceBoxAt(trace, 400)).toEqual(BOX);
  });
});

describe('a span that shrinks', () => {
  const moving: Trace = {
    ...traceMake('a', 10, BOX),
    offset_frame: 30,
    keyframes: [
      { frame: 10, left: 0, top: 0, width: 10, height: 10 },
      { frame: 20, left: 100, top: 50, width: 10, height: 10 },
      { frame: 30, left: 100, top: 50, width: 30, height: 30 },
    ],
  };

  it('keeps what is seen inside: the cut edge gets the box that was shown there', () => {
    const cut = traceOnsetSet(moving, 15);
    expect(cut.keyframes.map(({ frame }) => frame)).toEqual([15, 20, 30]);
    for (let frame = 15; frame <= 30; frame++) {
      expect(traceBoxAt(cut, frame), `frame ${frame}`).toEqual(traceBoxAt(moving, frame));
    }
  });

  it('drops keyframes behind the offset and sets one at the edge', () => {
    expect(traceOffsetSet(moving, 25).keyframes.map(({ frame }) => frame)).toEqual([10, 20, 25]);
    expect(traceBoxAt(traceOffsetSet(moving, 25), 25)).toEqual({ left: 100, top: 50, width: 20, height: 20 });
  });

  it('sets no second keyframe where one stands on the edge', () => {
    expect(traceOffsetSet(moving, 20).keyframes.map(({ frame }) => frame)).toEqual([10, 20]);
  });

  it('never loses the last keyframe, which moves to the edge', () => {
    const later = traceOnsetSet(traceMake('a', 3, BOX), 40);
    expect(later.keyframes).toEqual([{ frame: 40, ...BOX }]);
  });

  it('moves the other end along instead of becoming empty', () => {
    expect(traceOnsetSet(moving, 44)).toMatchObject({ onset_frame: 44, offset_frame: 44 });
    expect(traceOffsetSet(moving, 4)).toMatchObject({ onset_frame: 4, offset_frame: 4 });
    expect(traceOffsetSet(moving, 4).keyframes).toHaveLength(1);
  });
});

describe('a keyframe', () => {
  const trace = { ...traceMake('a', 10, BOX), offset_frame: 20 };

  it('replaces the one at its frame and stays in order', () => {
    const twice = traceKeyframeSet(traceKeyframeSet(trace, 15, BOX), 10, { ...BOX, left: 0 });
    expect(twice.keyframes).toEqual([
      { frame: 10, ...BOX, left: 0 },
      { frame: 15, ...BOX },
    ]);
  });

  it('outside the span widens the span', () => {
    expect(traceKeyframeSet(trace, 5, BOX)).toMatchObject({ onset_frame: 5, offset_frame: 20 });
    expect(traceKeyframeSet(trace, 25, BOX)).toMatchObject({ onset_frame: 10, offset_frame: 25 });
  });
});

describe('categories', () => {
  const trace = { ...traceMake('a', 0, BOX), categories: ['merging', 'blurring'] };

  it('are replaced at the front by a new primary one; further ones stay', () => {
    expect(traceCategoryChoose(trace, 'splitting').categories).toEqual(['splitting', 'blurring']);
    expect(traceCategoryChoose(trace, 'blurring').categories).toEqual(['blurring']);
    expect(traceCategoryChoose(trace, 'merging').categories).toEqual(['merging', 'blurring']);
  });

  it('are added and taken away one by one', () => {
    expect(traceCategoryToggle(trace, 'splitting').categories).toEqual(['merging', 'blurring', 'splitting']);
    expect(traceCategoryToggle(trace, 'merging').categories).toEqual(['blurring']);
  });

  it('take the tag of Other along when Other goes', () => {
    const other = { ...traceCategoryToggle(trace, 'other'), other_tag: 'shadow' };
    expect(traceCategoryToggle(other, 'merging').other_tag).toBe('shadow');
    expect(traceCategoryToggle(other, 'other').other_tag).toBe('');
  });
});

it('goes through the confidences and back to none', () => {
  expect([null, 1, 2, 3].map((value) => confidenceAfter(value as never))).toEqual([1, 2, 3, null]);
});
